import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import type { ApiCall, ApiResponse, Ask, Next, Patch } from "./api";
import { readCall } from "./api-request";
import { errorResponse } from "./api-response";
import { Forwarder } from "./forwarder";
import { allPatches } from "./patches";
import { clientTokens } from "./patches/client-tokens";
import { allRejections, createRejecter, translations, type Quotas, type Rejection } from "./rejections";
import { RequestLog } from "./request-log";
import { identityPath } from "./status";
import type { Pages } from "./status-pages";

export interface ProxyOptions {
  /** The emulator's port on the loopback address. */
  readonly emulatorPort: number;
  readonly requestLogFile: string;
  /** @default a free port */
  readonly port?: number;
  /** @default all patches of the project */
  readonly patches?: readonly Patch[];
  /** Called after each call that may have changed something. */
  readonly changed?: () => void;
  /** Answers requests below `/_proxy/`. @default none */
  readonly pages?: Pages;
}

/**
 * Stands between a client and the API in a test: passes a call on, answers it itself, kills the client, or waits.
 * @returns undefined for a lost reply: the connection is closed
 */
export type Interceptor = (call: ApiCall, next: Next) => Promise<ApiResponse | undefined>;

/** A running proxy. */
export interface Proxy {
  readonly port: number;
  /** The address for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Makes a call as a client does, except that it is neither rejected nor logged. */
  readonly ask: Ask;
  /** Makes the emulator load what it loads at the first call of a kind: images of a region, managed policies. */
  warmUp(region: string): void;
  /** Replaces the calls that are rejected, by default by all that AWS rejects. For tests. */
  readonly setRejections: (rejections?: readonly Rejection[]) => void;
  /** Sets the account's quotas. For tests. */
  readonly setQuotas: (quotas: Quotas) => void;
  /** Intercepts the calls of clients; none: passes them on. For tests. */
  readonly setInterceptor: (interceptor?: Interceptor) => void;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on the loopback address that looks like AWS: it forwards every call to the emulator, logs it, and
 * patches what the emulator lacks or does differently.
 * @throws Error with `code` `EADDRINUSE` when the port is in use.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const forwarder = new Forwarder(options.emulatorPort);
  const patches = options.patches ?? allPatches();
  // A patch's own calls pass the other patches, as a client's do. Only a client's calls are rejected.
  const ask = asker((call) => patched(call));
  const patched = chain(patches, (call) => forwarder.send(call), ask);
  const rejecter = createRejecter([], []);
  const setRejections = (rejections: readonly Rejection[] = allRejections) => {
    rejecter.use(rejections, rejections.length === 0 ? [] : translations);
  };
  setRejections();
  // A repeated call is not executed again, so nothing about it is rejected either.
  const respond = chain([clientTokens(), rejecter], patched, ask);
  let intercept: Interceptor = (call, next) => next(call);
  // `listen` reports a port in use before anything is written.
  const server = http.createServer({ keepAliveTimeout: 120_000 });
  await listen(server, options.port ?? 0);
  const log = new RequestLog(options.requestLogFile);

  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const call = await serve(request, response, (passed, next) => intercept(passed, next), respond, log);
    if (call !== undefined && !READS.test(call.action)) options.changed?.();
  };
  server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
    const isPage = request.url?.startsWith(`${identityPath}/`) === true && options.pages !== undefined;
    const served = isPage ? options.pages(request, response) : answer(request, response);
    served.catch(() => response.destroy());
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    ask,
    warmUp: (region) => {
      // The results do not matter, nor does an emulator that ends meanwhile.
      void Promise.allSettled([
        ask("iam", "GetPolicy", { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, { region }),
        ask("ec2", "DescribeImages", { "ImageId.1": "ami-00000000000000000" }, { region }),
      ]);
    },
    setRejections,
    setQuotas: (quotas) => {
      rejecter.setQuotas(quotas);
    },
    setInterceptor: (interceptor = (call, next) => next(call)) => {
      intercept = interceptor;
    },
    close: async () => {
      for (const patch of patches) patch.close?.();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      forwarder.close();
      log.close();
    },
  };
}

const READS = /^(?:Describe|Get|List|Head|Simulate)/;

/** @returns the call; undefined for a request that is not one of AWS */
async function serve(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  intercept: Interceptor,
  respond: Next,
  log: RequestLog,
): Promise<ApiCall | undefined> {
  const requestBody = await buffer(request);
  if (request.url === identityPath) {
    response.end(JSON.stringify({ pid: process.pid }));
    return undefined;
  }
  const call = readCall(request.method ?? "GET", request.url ?? "/", request.headers, requestBody);
  const result = await intercept(call, (passed) => logged(passed, respond, log));
  if (result === undefined) {
    response.destroy();
    return call;
  }
  const length = request.method === "HEAD" ? {} : { "content-length": result.body.length };
  response.writeHead(result.status, { ...result.headers, ...length });
  response.end(result.body);
  return call;
}

async function logged(call: ApiCall, respond: Next, log: RequestLog): Promise<ApiResponse> {
  // Requests of the emulator's dashboard are not calls of AWS.
  const done = call.service === "moto-api" || call.service === "" ? undefined : log.begin(call);
  const result = await respond(call).catch((error: unknown) =>
    errorResponse(call, 500, "InternalFailure", `The emulator does not respond: ${String(error)}`),
  );
  done?.(result);
  return result;
}

/** Applies patches in their order, the first outermost. */
function chain(patches: readonly Patch[], last: Next, ask: Ask): Next {
  return patches.reduceRight<Next>(
    (next, patch) => (call) => (patch.applies(call) ? patch.handle(call, next, ask) : next(call)),
    last,
  );
}

/** A patch's own calls use the Query protocol; the emulator reads the service from the signature. */
function asker(send: Next): Ask {
  return (service, action, params, { region }) => {
    const form = { Action: action, Version: versions[service] ?? "", ...params };
    const call: ApiCall = {
      ...{ service, action, region, params: form, method: "POST", url: "/" },
      headers: {
        host: `${service}.${region}.amazonaws.com`,
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        authorization: `AWS4-HMAC-SHA256 Credential=proxy/20200101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: Buffer.from(new URLSearchParams(form).toString()),
    };
    return send(call);
  };
}

/** The API version that each Query service expects. */
const versions: Readonly<Record<string, string>> = {
  autoscaling: "2011-01-01",
  ec2: "2016-11-15",
  elasticloadbalancing: "2012-06-01",
  iam: "2010-05-08",
  monitoring: "2010-08-01",
  rds: "2014-10-31",
  sns: "2010-03-31",
};

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
