import type { ApiCall, ApiResponse } from "../../../../tools/local/api";

/**
 * Names the calls of one command by what they change, such as `CreateSubnet subnet-shop-stg-public-1a`, since their order
 * differs from one run to the next.
 */
export class PointNames {
  readonly points: string[] = [];
  /** The different calls for each action and target, as sent. */
  private readonly sent = new Map<string, string[]>();

  /** @param names names by the ID that AWS gave to what has them; filled */
  constructor(private readonly names: Map<string, string>) {}

  nameOf(call: ApiCall): { readonly point: string; readonly isRetry: boolean } {
    const base = [call.action, ...aspectOf(call), this.targetOf(call)].join(" ").trim();
    const bodies = this.sent.get(base) ?? [];
    this.sent.set(base, bodies);
    const body = call.body.toString("latin1");
    const isRetry = bodies.includes(body);
    if (!isRetry) bodies.push(body);
    const index = bodies.indexOf(body);
    const point = index === 0 ? base : `${base} #${index + 1}`;
    if (!isRetry) this.points.push(point);
    return { point, isRetry };
  }

  /** The first ID in a response to a creation is that of the new resource. */
  learn(call: ApiCall, { body }: ApiResponse): void {
    const name = nameTag(call);
    const id = /<(?:\w+Id)>([a-z]+-[0-9a-f]{8,})</.exec(body.toString("utf8"))?.[1];
    if (name !== undefined && id !== undefined && !this.names.has(id)) this.names.set(id, name);
  }

  private targetOf(call: ApiCall): string {
    const tag = nameTag(call);
    if (tag !== undefined) return tag;
    const ids = paramsOf(call).filter(([key]) => /(?:Name|Id)(?:\.\d+)?$/.test(key) && !key.includes("Certificate"));
    const [, first = ""] = ids[0] ?? [];
    const known = ids.flatMap(([, id]) => this.names.get(id) ?? []);
    return known[0] ?? withoutRandomPart(first);
  }
}

/** What tells calls for the same name apart: the kind of what is tagged, such as `vol`, or the attribute of an instance. */
function aspectOf(call: ApiCall): readonly string[] {
  const entries = paramsOf(call);
  if (call.action === "CreateTags") {
    return entries.flatMap(([key, id]) => (key === "ResourceId.1" ? id.replace(/-.*/, "") : []));
  }
  if (call.action !== "ModifyInstanceAttribute") return [];
  return entries.flatMap(([key]) => (key.endsWith(".Value") ? key.replace(".Value", "") : []));
}

/** Random parts of an ID, and of names that the provider and Pulumi generate. */
function withoutRandomPart(name: string): string {
  return name.replace(/^([a-z]+)-[0-9a-f]{8,}$|\d{18}[0-9a-f]{8}$|-[0-9a-f]{7}$/, "$1");
}

function nameTag(call: ApiCall): string | undefined {
  const params = paramsOf(call);
  const key = params
    .find(([name, value]) => /Tags?\..*Key$/.test(name) && value === "Name")?.[0]
    .replace(/Key$/, "Value");
  return params.find(([name]) => name === key)?.[1];
}

function paramsOf({ params }: ApiCall): readonly [string, string][] {
  return Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
