import { createHash, createHmac } from "node:crypto";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { RequestHandler } from "./request-handler";

/** AWS offers this API in one region only: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/Welcome.html */
const REGION = "us-east-1";
const ENDPOINT = `https://freetier.${REGION}.api.aws`;

export interface FreeTierConnection {
  readonly credentials: AwsCredentialIdentityProvider;
  readonly requestHandler: Pick<RequestHandler, "handle">;
  /** @default AWS's own */
  readonly endpoint?: string | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Asks for the account's plan, `FREE` or `PAID`, by `GetAccountPlanState`. The request is signed here: no client of the
 * Free Tier API is among the program's packages.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_freetier_GetAccountPlanState.html
 * @throws Error with AWS's name for it, which its message has too
 */
export async function accountPlan({
  credentials,
  requestHandler,
  endpoint = ENDPOINT,
  signal,
}: FreeTierConnection): Promise<string | undefined> {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const { protocol, hostname, port, host } = new URL(endpoint);
  const signer = new SignatureV4({ service: "freetier", region: REGION, credentials, sha256: Sha256 });
  const request = await signer.sign({
    method: "POST",
    protocol,
    hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    path: "/",
    query: {},
    headers: {
      host,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AWSFreeTierService.GetAccountPlanState",
    },
    body: "{}",
  });
  const { response } = await requestHandler.handle(
    request as unknown as Parameters<RequestHandler["handle"]>[0],
    signal === undefined ? {} : { abortSignal: signal },
  );
  const body = JSON.parse(await text(response.body as Readable)) as Readonly<Record<string, string>>;
  if (response.statusCode !== 200) {
    const name = (body.__type ?? "").split("#").at(-1) ?? "";
    throw Object.assign(new Error(`GetAccountPlanState: ${name}: ${body.message ?? "no reason given"}`), { name });
  }
  return body.accountPlanType;
}

class Sha256 {
  private readonly hash: ReturnType<typeof createHash | typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("a hash is used once");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
