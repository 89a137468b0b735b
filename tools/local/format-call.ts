import type { LoggedCall } from "./request-log";

const LONGEST = 160;

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
