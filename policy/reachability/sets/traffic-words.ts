import { sizeOf, type Span } from "./spans";
import { EVERYTHING, icmpNumber, PROTOCOLS, type Protocol, type Traffic } from "./traffic";

const PING = icmpNumber(8, 0);
const CODES = icmpNumber(1, 0);

/** A set of packets in words: `tcp 80, 443 and ping`, `everything`, `nothing`. */
export function trafficWords(traffic: Traffic): string {
  if (PROTOCOLS.every((protocol) => isWhole(protocol, traffic))) return "everything";
  const parts = PROTOCOLS.filter((protocol) => traffic[protocol].length > 0).map((protocol) =>
    protocolWords(protocol, traffic),
  );
  const last = parts.at(-1) ?? "nothing";
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${last}` : last;
}

function isWhole(protocol: Protocol, traffic: Traffic): boolean {
  return sizeOf(traffic[protocol]) === sizeOf(EVERYTHING[protocol]);
}

function protocolWords(protocol: Protocol, traffic: Traffic): string {
  if (isWhole(protocol, traffic)) return protocol === "other" ? "other protocols" : protocol;
  if (protocol === "icmp") return icmpWords(traffic.icmp);
  return `${protocol === "other" ? "protocol" : protocol} ${traffic[protocol].map(spanWords).join(", ")}`;
}

function spanWords({ first, last }: Span): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** `ping`, `icmp 3/4` (type and code), `icmp 8/1-255`, `icmp type 3` (all its codes), `icmp types 0-7` */
function icmpWords(spans: readonly Span[]): string {
  return spans
    .flatMap(byType)
    .map(({ first, last }) => {
      const [type, lastType] = [Math.floor(first / CODES), Math.floor(last / CODES)];
      if (first === PING && last === PING) return "ping";
      if (type !== lastType) return `icmp types ${type}-${lastType}`;
      if (last - first === CODES - 1) return `icmp type ${type}`;
      return `icmp ${type}/${spanWords({ first: first % CODES, last: last % CODES })}`;
    })
    .join(", ");
}

/** Cuts a span so that each part holds only whole types, or codes of only one. */
function byType({ first, last }: Span): Span[] {
  const firstWhole = Math.ceil(first / CODES) * CODES;
  const afterWhole = Math.floor((last + 1) / CODES) * CODES;
  // Not one whole type: codes of one type, or the end of one and the beginning of the next.
  if (firstWhole >= afterWhole) {
    const cut = Math.floor(last / CODES) * CODES;
    return first < cut
      ? [
          { first, last: cut - 1 },
          { first: cut, last },
        ]
      : [{ first, last }];
  }
  return [
    ...(first < firstWhole ? [{ first, last: firstWhole - 1 }] : []),
    { first: firstWhole, last: afterWhole - 1 },
    ...(afterWhole <= last ? [{ first: afterWhole, last }] : []),
  ];
}
