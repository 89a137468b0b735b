import * as fs from "node:fs";

import type { ApiResponse, ApiCall } from "./api";
import { redact } from "./redact";
import { parseXml, type XmlElement } from "./xml";

/** A call as the record keeps it: one JSON document per line, in the order in which answers were given. */
export interface LoggedCall {
  /** Counts the calls as they arrived, from 1. */
  readonly seq: number;
  /** When it arrived: ISO 8601 with milliseconds. */
  readonly at: string;
  /** Milliseconds from arrival to answer. */
  readonly ms: number;
  /** Signing name of the service: `ec2`, `elasticloadbalancing`, `autoscaling`, `iam`, `s3`, … */
  readonly service: string;
  /** The operation, such as `ReplaceRoute`. */
  readonly action: string;
  /** Form fields, JSON document, or `{method, path, query, body?}` (S3), without secrets. */
  readonly params: Readonly<Record<string, unknown>>;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The answer to a call that makes something or tells whether it is ready, and every refusal; without secrets, cut short. */
  readonly response?: unknown;
}

/** Operations whose answers tell what was made. */
const making =
  /^(?:Create|Run|Allocate|Associate|Attach|Register|Request|Import|Copy|Upload|Start|Replace|Authorize|Put|Set)/;
/** Look-ups whose answers tell when something was ready, or in service. */
const telling = /^Describe(?:NatGateways|InstanceStatus|AutoScalingGroups|InstanceRefreshes)$/;
const longest = 4000;

/** Appends calls to a file. */
export class RequestLog {
  private seq = 0;
  private readonly descriptor: number;

  /** @param file - Is made when missing, else appended to. */
  constructor(file: string) {
    this.descriptor = fs.openSync(file, "a", 0o600);
  }

  /** Takes note of an arriving call; the function that it hands back writes the line when the answer is known. */
  begin(call: ApiCall): (answer: ApiResponse) => void {
    const seq = ++this.seq;
    const at = new Date();
    const start = performance.now();
    return (answer) => {
      const { service, action, params } = call;
      const ms = Math.round(performance.now() - start);
      const isKept = making.test(action) || telling.test(action) || answer.status >= 400;
      const made = isKept ? read(answer.body) : undefined;
      const line: LoggedCall = {
        ...{ seq, at: at.toISOString(), ms, service, action },
        params: redact({ ...params, ...settingOf(call) }) as Record<string, unknown>,
        status: answer.status,
        ...(made !== undefined && { response: redact(made) }),
      };
      fs.writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    };
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

/** The calls of a record in the order of their arrival; a line that is still being written is left out. */
export function readRequestLog(file: string): LoggedCall[] {
  const calls: LoggedCall[] = [];
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    try {
      calls.push(JSON.parse(line) as LoggedCall);
    } catch {
      break;
    }
  }
  return calls.sort((a, b) => a.seq - b.seq);
}

/** The document that configures something in S3. What is stored in objects stays out. */
function settingOf({ service, action, body }: ApiCall): { body?: unknown } {
  const settles = service === "s3" && /^Put(?:Bucket|PublicAccessBlock)|^CreateBucket$/.test(action);
  const document = settles && body.length > 0 ? read(body) : undefined;
  return document === undefined ? {} : { body: document };
}

function read(body: Buffer): unknown {
  const text = body.toString("utf8");
  if (text === "") return undefined;
  const root = parseXml(text);
  if (root !== undefined) return toValue(root);
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, longest);
  }
}

/** An element as a plain value: lists (`item`, `member`, a name that repeats) become arrays. */
function toValue({ children, text }: XmlElement): unknown {
  if (children.length === 0) return text.slice(0, longest);
  const names = new Set(children.map(({ name }) => name));
  const only = children[0]?.name;
  if (names.size === 1 && (only === "item" || only === "member" || children.length > 1)) return children.map(toValue);
  return Object.fromEntries(children.map((child) => [child.name, toValue(child)]));
}
