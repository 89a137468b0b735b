import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { errorResponse } from "./api-response";
import type { ApiCall, Ask, Patch, Next } from "./api";
import { readCall } from "./api-request";
import { allPatches } from "./patches";
import { RequestLog } from "./request-log";
import { allRejections, reject, translations, type Quotas, type Rejection } from "./rejections";
import { collect, Forwarder } from "./forwarder";

/** Path at which a proxy says whose it is: `{"pid": N}`. */
export const identityPath = "/_proxy";

/** What a proxy needs. */
export interface ProxyOptions {
  /** The emulator's port on this machine. */
  readonly emulatorPort: number;
  /** File that gets one line per call. */
  readonly requestLogFile: string;
  /** @default a free port */
  readonly port?: number;
  /** @default all that the project has */
  readonly patches?: readonly Patch[];
  /** Calls to reject as AWS does; none: the emulator takes whatever it takes. @default all that the project has */
  readonly rejections?: readonly Rejection[];
}

/** A running proxy. */
export interface Proxy {
  readonly port: number;
  /** The address for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  /** Has the emulator load what it loads at the first call of a kind: images of a region, managed policies. */
  warmUp(region: string): void;
  /** Rejects other calls from now on; without rejections, all that AWS rejects. For tests. */
  readonly setRejections: (rejections?: readonly Rejection[]) => void;
  /** Sets the account's quotas. For tests. */
  readonly setQuotas: (quotas: Quotas) => void;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on the loopback address that looks like AWS: it hands every call on to the emulator, records
 * it, and puts right what the emulator lacks or gets wrong.
 * @throws Error with `code` `EADDRINUSE` when something else has the port.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const forwarder = new Forwarder(options.emulatorPort);
  const patches = options.patches ?? allPatches();
  // A patch's own calls are put right by the others, as a client's are; rejected is only what a client asks.
  const ask = asker((call) => corrected(call));
  const corrected = chain(patches, (call) => forwarder.send(call), ask);
  const rejecter = reject([], []);
  const setRejections = (rejections: readonly Rejection[] = allRejections) => {
    rejecter.use(rejections, rejections.length === 0 ? [] : translations);
  };
  setRejections(options.rejections);
  const answer = chain([rejecter], corrected, ask);
  // `listen` reports a taken port before anything is written.
  const server = http.createServer({ keepAliveTimeout: 120_000 });
  await listen(server, options.port ?? 0);
  const record = new RequestLog(options.requestLogFile);

  server.on("request", (request: http.IncomingMessage, response: http.ServerResponse) => {
    serve(request, response, answer, record).catch(() => response.destroy());
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    warmUp: (region) => {
      const calls = [
        ask("iam", "GetPolicy", { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }, { region }),
        ask("ec2", "DescribeImages", { "ImageId.1": "ami-00000000000000000" }, { region }),
      ];
      // Whatever they answer, and if the emulator ends meanwhile.
      Promise.allSettled(calls).catch(() => undefined);
    },
    setRejections,
    setQuotas: (quotas) => {
      rejecter.setQuotas(quotas);
    },
    close: async () => {
      for (const patch of patches) patch.close?.();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      forwarder.close();
      record.close();
    },
  };
}

async function serve(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  answer: Next,
  record: RequestLog,
): Promise<void> {
  const body = await collect(request);
  if (request.url === identityPath) {
    response.end(JSON.stringify({ pid: process.pid }));
    return;
  }
  const call = readCall(request.method ?? "GET", request.url ?? "/", request.headers, body);
  // The dashboard's own requests are no calls to AWS.
  const done = call.service === "moto-api" || call.service === "" ? undefined : record.begin(call);
  const given = await answer(call).catch((error: unknown) =>
    errorResponse(call, 500, "InternalFailure", `The emulator does not answer: ${String(error)}`),
  );
  done?.(given);
  const length = request.method === "HEAD" ? {} : { "content-length": given.body.length };
  response.writeHead(given.status, { ...given.headers, ...length });
  response.end(given.body);
}

/** Patches in a row, the first of the list outermost. */
function chain(patches: readonly Patch[], last: Next, ask: Ask): Next {
  return patches.reduceRight<Next>(
    (next, patch) => (call) => (patch.applies(call) ? patch.handle(call, next, ask) : next(call)),
    last,
  );
}

/** Calls of a patch's own go to the emulator in the Query protocol; it reads the service from the signature. */
function asker(send: Next): Ask {
  return (service, action, params, like) => {
    const version = versions[service] ?? "";
    const region = like.region;
    const form = { Action: action, Version: version, ...params };
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
