import type { ApiCall, Patch } from "../api";

/** The emulator's public addresses are this computer's own; these are reserved for tests (RFC 2544), and lead nowhere. */
const OWN = /\b127\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g;
const SHOWN = /\b198\.18\.\d{1,3}\.\d{1,3}\b/g;

/** Public addresses are not addresses of this computer, as they are in the emulator. */
export function publicAddresses(): Patch {
  const shown = new Map<string, string>();
  const own = new Map<string, string>();
  const show = (address: string): string => {
    const number = shown.size + 1;
    const known = shown.get(address) ?? `198.18.${number >> 8}.${number & 255}`;
    shown.set(address, known);
    own.set(known, address);
    return known;
  };
  return {
    description: "public addresses are not addresses of this computer",
    applies: ({ service }) => service === "ec2",
    handle: async (call, next) => {
      const response = await next(inside(call, own));
      const text = response.body.toString("utf8");
      const changed = text
        .replace(OWN, (address) => show(address))
        .replace(/\b(ip|ec2)-127-(\d+)-(\d+)-(\d+)\b/g, (_, prefix: string, ...rest: string[]) =>
          [prefix, ...show(["127", ...rest.slice(0, 3)].join(".")).split(".")].join("-"),
        );
      return changed === text ? response : { ...response, body: Buffer.from(changed) };
    },
  };
}

/** The call with the emulator's own addresses. */
function inside(call: ApiCall, own: ReadonlyMap<string, string>): ApiCall {
  const original = (text: string) => text.replace(SHOWN, (address) => own.get(address) ?? address);
  const body = call.body.toString("utf8");
  if (original(body) === body) return call;
  const params = Object.entries(call.params).map(([name, value]) => [
    name,
    typeof value === "string" ? original(value) : value,
  ]);
  return { ...call, params: Object.fromEntries(params) as ApiCall["params"], body: Buffer.from(original(body)) };
}
