import * as fs from "node:fs";

import type { ApiResponse, ApiCall } from "./api";
import { accessKeyIdIn } from "./api-request";
import { redact } from "./redact";
import { parseXml, type XmlElement } from "./xml";

/** A call in the log: one JSON document per line, in the order in which the calls ended. */
export interface LoggedCall {
  /** Counts the calls as they arrived, from 1. */
  readonly seq: number;
  /** When it arrived: ISO 8601 with milliseconds. */
  readonly at: string;
  /** Milliseconds from request to response. */
  readonly ms: number;
  /** Signing name of the service: `ec2`, `elasticloadbalancing`, `autoscaling`, `iam`, `s3`, … */
  readonly service: string;
  /** Who calls, as in CloudTrail: `local` for what reaches the emulator through `childEnvironment`. */
  readonly accessKeyId: string;
  /** The operation, such as `ReplaceRoute`. */
  readonly action: string;
  /** Form fields, JSON document, or `{method, path, query, body?}` (S3), without secrets. */
  readonly params: Readonly<Record<string, unknown>>;
  /** HTTP status of the response. */
  readonly status: number;
  /** The truncated response without secrets: of errors, and of calls that create something or report its state. */
  readonly response?: unknown;
}

/** The most characters of a call that people read. */
const LONGEST = 160;

/** Operations whose response describes what they created. */
const creating =
  /^(?:Create|Run|Allocate|Associate|Attach|Register|Request|Import|Copy|Upload|Start|Replace|Authorize|Put|Set)/;
/** Operations whose response tells when something was ready, or in service. */
const reporting = /^Describe(?:NatGateways|InstanceStatus|AutoScalingGroups|InstanceRefreshes)$/;
const maxLength = 4000;

/** Appends calls to a file. */
export class RequestLog {
  private seq = 0;
  private readonly descriptor: number;

  /** @param file created if needed */
  constructor(file: string) {
    this.descriptor = fs.openSync(file, "a", 0o600);
  }

  /** Registers a call that has arrived; the returned function writes its line when the response is known. */
  begin(call: ApiCall): (response: ApiResponse) => void {
    const seq = ++this.seq;
    const at = new Date();
    const start = performance.now();
    return ({ status, body }) => {
      const { service, action, params } = call;
      const ms = Math.round(performance.now() - start);
      const isLogged = creating.test(action) || reporting.test(action) || status >= 400;
      const response = isLogged ? parse(body) : undefined;
      const line: LoggedCall = {
        ...{ seq, at: at.toISOString(), ms, service, accessKeyId: accessKeyIdIn(call.headers), action },
        params: redact({ ...params, ...bucketSettingOf(call) }) as Record<string, unknown>,
        status,
        ...(response !== undefined && { response: redact(response) }),
      };
      fs.writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    };
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

/** The calls of a log in the order of their arrival, without a line that is still being written. */
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

/** The document that configures a bucket. The content of objects is not logged. */
function bucketSettingOf({ service, action, body }: ApiCall): { body?: unknown } {
  const configures = service === "s3" && /^Put(?:Bucket|PublicAccessBlock)|^CreateBucket$/.test(action);
  const document = configures ? parse(body) : undefined;
  return document === undefined ? {} : { body: document };
}

function parse(body: Buffer): unknown {
  const text = body.toString("utf8");
  if (text === "") return undefined;
  const root = parseXml(text);
  if (root !== undefined) return toValue(root);
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, maxLength);
  }
}

/** An element as a plain value: lists (`item`, `member`, a name that repeats) become arrays. */
function toValue({ children, text }: XmlElement): unknown {
  if (children.length === 0) return text.slice(0, maxLength);
  const names = new Set(children.map(({ name }) => name));
  const only = children[0]?.name;
  if (names.size === 1 && (only === "item" || only === "member" || children.length > 1)) return children.map(toValue);
  return Object.fromEntries(children.map((child) => [child.name, toValue(child)]));
}

/** A line of the request log for people: `11:05:10.123 ec2 CreateVpc 200 12 ms CidrBlock=10.0.0.0/16`. */
export function formatCall(line: string): string | undefined {
  let call: LoggedCall;
  try {
    call = JSON.parse(line) as LoggedCall;
  } catch {
    return undefined;
  }
  const { at, service, action, status, ms, params } = call;
  const given = Object.entries(params)
    .filter(([name]) => !/^(?:Action|Version|method|path|query)$/.test(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const text = [at.slice(11, 23), service, action, status, `${ms} ms`, ...given].join(" ").replaceAll("\n", "\\n");
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
