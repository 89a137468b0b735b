import { readFile } from "node:fs/promises";
import { Agent } from "node:https";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsProviderSettings } from "./provider-settings";
import { UserError } from "../user-error";
import { expandPath } from "./expand-path";
import { profileSetting } from "./profile";
import { proxiesOf, proxyFor, type Proxies } from "./proxy";

export type RequestHandler = Pick<NodeHttpHandler, "handle" | "metadata" | "destroy">;

type Request = Parameters<NodeHttpHandler["handle"]>[0];

interface Tls {
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
}

/**
 * Sends requests as the provider does: through its proxy, with its certificate authorities. The AWS SDK for JavaScript
 * knows neither by itself: https://github.com/aws/aws-sdk-js-v3/issues/2228
 * @returns undefined where the SDK's own handler does the same
 * @throws UserError for a proxy of a kind that is not supported, or a CA bundle that cannot be read
 */
export async function requestHandlerOf(
  provider: AwsProviderSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RequestHandler | undefined> {
  const proxies = proxiesOf(provider, environment);
  const tls = await tlsOf(provider, environment);
  if (proxies.http === undefined && proxies.https === undefined && Object.keys(tls).length === 0) return undefined;
  for (const proxy of [proxies.http, proxies.https]) checkProxy(proxy);
  return routed(proxies, tls);
}

/** Sends each request through the proxy of its host, or straight to it. */
async function routed(proxies: Proxies, tls: Tls): Promise<RequestHandler> {
  const [{ NodeHttpHandler }, { HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("@smithy/node-http-handler"),
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const handlers = new Map<string | undefined, NodeHttpHandler>();
  const handlerOf = (proxy: string | undefined): NodeHttpHandler => {
    const known = handlers.get(proxy);
    if (known !== undefined) return known;
    const made =
      proxy === undefined
        ? new NodeHttpHandler({ httpsAgent: new Agent({ ...tls, keepAlive: true }) })
        : new NodeHttpHandler({
            httpAgent: new HttpProxyAgent(proxy, tls),
            httpsAgent: withTls(new HttpsProxyAgent(proxy, tls), tls),
          });
    handlers.set(proxy, made);
    return made;
  };
  return {
    metadata: handlerOf(undefined).metadata,
    handle: (request, options) => handlerOf(proxyFor(urlOf(request), proxies)).handle(request, options),
    destroy: () => {
      for (const handler of handlers.values()) handler.destroy();
    },
  };
}

/** The constructor's TLS options apply only to the proxy; these apply to the host behind it. */
function withTls<A extends Agent>(agent: A, tls: Tls): A {
  Object.assign(agent.options, tls);
  return agent;
}

function urlOf({ protocol, hostname, port }: Request): URL {
  return new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`);
}

async function tlsOf(provider: AwsProviderSettings, environment: NodeJS.ProcessEnv): Promise<Tls> {
  const { AWS_CA_BUNDLE = "" } = environment;
  const bundle =
    provider.customCaBundle ??
    (AWS_CA_BUNDLE === "" ? await profileSetting("ca_bundle", provider, environment) : AWS_CA_BUNDLE);
  return {
    ...(provider.insecure === true ? { rejectUnauthorized: false } : {}),
    ...(bundle === undefined || bundle === "" ? {} : { ca: await readBundle(bundle) }),
  };
}

async function readBundle(file: string): Promise<string> {
  try {
    return await readFile(expandPath(file), "utf8");
  } catch (error) {
    throw new UserError(
      `the CA bundle (aws:customCaBundle, AWS_CA_BUNDLE or ca_bundle of the profile) cannot be read: ${(error as Error).message}`,
    );
  }
}

function checkProxy(proxy: string | undefined): void {
  if (proxy === undefined) return;
  const { protocol } = URL.canParse(proxy) ? new URL(proxy) : { protocol: "" };
  if (protocol === "http:" || protocol === "https:") return;
  // The rest may contain a password.
  const found = protocol === "" ? "is not a URL" : `begins with ${protocol}//`;
  throw new UserError(`the proxy for AWS calls ${found}; allowed: http://HOST:PORT or https://HOST:PORT`);
}
