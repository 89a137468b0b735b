import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { AwsProviderSettings } from "./provider-settings";

/** The proxies for AWS calls, and the hosts that are called without one. */
export interface Proxies {
  readonly http?: string;
  readonly https?: string;
  /** As in `NO_PROXY`: hosts, domains, addresses and ranges, separated by commas. */
  readonly exceptions: string;
}

/**
 * The proxies that the provider uses: its own settings, then the environment. `aws:httpProxy` alone counts for https
 * endpoints too. https://github.com/hashicorp/aws-sdk-go-base/blob/main/internal/config/config.go
 */
export function proxiesOf(
  { httpProxy, httpsProxy, noProxy }: Pick<AwsProviderSettings, "httpProxy" | "httpsProxy" | "noProxy">,
  environment: NodeJS.ProcessEnv = process.env,
): Proxies {
  const fromEnvironment = (name: string) => nonEmpty(environment[name]) ?? nonEmpty(environment[name.toLowerCase()]);
  // Set to nothing, a setting takes the environment's proxy away.
  const http = nonEmpty(httpProxy ?? fromEnvironment("HTTP_PROXY"));
  const https = nonEmpty(httpsProxy ?? fromEnvironment("HTTPS_PROXY") ?? httpProxy);
  return {
    ...(http === undefined ? {} : { http: withScheme(http) }),
    ...(https === undefined ? {} : { https: withScheme(https) }),
    exceptions: nonEmpty(noProxy) ?? fromEnvironment("NO_PROXY") ?? "",
  };
}

/**
 * The proxy for a URL, by the rules of Go's `httpproxy`, which the provider uses; undefined: none.
 * https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function proxyFor(url: URL, { http, https, exceptions }: Proxies): string | undefined {
  const proxy = url.protocol === "https:" ? https : http;
  if (proxy === undefined) return undefined;
  const host = bare(url.hostname).toLowerCase();
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  if (host === "localhost" || isLoopback(host)) return undefined;
  return exceptions.split(",").some((exception) => covers(exception.trim().toLowerCase(), host, port))
    ? undefined
    : proxy;
}

function covers(exception: string, host: string, port: string): boolean {
  if (exception === "") return false;
  if (exception === "*") return true;
  if (ipaddr.isValidCIDR(exception)) {
    if (isIP(host) === 0) return false;
    const [address, range] = [ipaddr.process(host), ipaddr.parseCIDR(exception)];
    return address.kind() === range[0].kind() && address.match(range);
  }
  const [, name = "", onlyPort] =
    isIP(exception) === 0 ? (/^(.*?)(?::(\d+))?$/.exec(exception) ?? []) : ["", exception];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const wanted = bare(name);
  if (wanted === "") return false;
  if (isIP(wanted) !== 0) return isIP(host) !== 0 && same(wanted, host);
  const domain = wanted.startsWith("*.") ? wanted.slice(1) : wanted;
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function same(one: string, other: string): boolean {
  return ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString();
}

const isLoopback = (host: string): boolean => isIP(host) !== 0 && ipaddr.process(host).range() === "loopback";

/** An IPv6 address without the brackets that a URL has around it. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

function withScheme(proxy: string): string {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

const nonEmpty = (text: string | undefined): string | undefined =>
  text === undefined || text === "" ? undefined : text;
