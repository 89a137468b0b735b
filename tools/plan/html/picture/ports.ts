import { describeTraffic, type Traffic } from "../../../../policy/reachability";

/** https://www.iana.org/assignments/service-names-port-numbers */
const SERVICES: Readonly<Record<string, string>> = {
  "22": "SSH",
  "80": "HTTP",
  "443": "HTTPS",
  "3306": "MySQL",
  "5432": "PostgreSQL",
};

/** A longer line of a label takes too much room. */
const LONGEST = 12;

/** `tcp 80, 443 and ping` as `HTTP 80, HTTPS 443, ping`. */
export function withServices(text: string): string {
  return text.replace(/tcp (\d[\d-]*(?:, \d[\d-]*)*)( and )?/g, (_, ports: string, more: string | undefined) => {
    const names = ports.split(", ").map((port) => `${SERVICES[port] ?? "TCP"} ${port}`);
    return names.join(", ") + (more === undefined ? "" : ", ");
  });
}

/** Traffic in short lines. */
export function labelOf(traffic: Traffic): string[] {
  const lines: string[] = [];
  for (const part of withServices(describeTraffic(traffic)).split(", ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last}, ${part}`.length <= LONGEST) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines;
}
