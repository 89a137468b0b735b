import { structuresOf, type ApiCall } from "../api";

/** The parameters of a Query or JSON call. JSON parameters get Query names, such as `Tags.member.1.Key`. */
export class Request {
  private readonly flat: ApiCall;

  constructor(readonly call: ApiCall) {
    const isJson = call.headers["x-amz-target"] !== undefined;
    this.flat = isJson ? { ...call, params: Object.fromEntries(flatten(call.params)) } : call;
  }

  get action(): string {
    return this.call.action;
  }

  /** The value of a parameter, which may be empty, or `undefined`. */
  raw(name: string): string | undefined {
    const value = this.flat.params[name];
    return typeof value === "string" ? value : undefined;
  }

  /** The value of a parameter, or `undefined` if it is absent or empty. */
  text(name: string): string | undefined {
    const value = this.raw(name);
    return value === "" ? undefined : value;
  }

  /** The names and values of all parameters whose name matches and whose value is not empty. */
  matching(name: RegExp): [string, string][] {
    return Object.entries(this.flat.params).filter(
      (entry): entry is [string, string] => name.test(entry[0]) && typeof entry[1] === "string" && entry[1] !== "",
    );
  }

  /** The values of a list: `SubnetId` reads `SubnetId.1`, `SubnetId.2`, … */
  list(prefix: string): string[] {
    const length = prefix.length + 1;
    return Object.entries(this.flat.params).flatMap(([name, value]) =>
      name.startsWith(`${prefix}.`) && /^\d+$/.test(name.slice(length)) && typeof value === "string" ? [value] : [],
    );
  }

  /** The structures of a list: `Tags.member` reads `Tags.member.1.Key`, `Tags.member.1.Value`, … */
  structures(prefix: string): Record<string, string>[] {
    return structuresOf(this.flat, prefix);
  }
}

function flatten(value: unknown, prefix = ""): [string, string][] {
  const below = prefix === "" ? "" : `${prefix}.`;
  if (Array.isArray(value)) return value.flatMap((one, index) => flatten(one, `${below}member.${index + 1}`));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, one]) => flatten(one, below + name));
  }
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain ? [[prefix, String(value)]] : [];
}
