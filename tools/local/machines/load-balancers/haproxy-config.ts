import type { HealthCheck, Listener, LoadBalancer } from "../cloud";

/** What the configuration of a node's HAProxy depends on. Instances are set through its socket, without a reload. */
export interface NodeConfig {
  readonly loadBalancer: Pick<LoadBalancer, "listeners" | "healthCheck" | "drainingTimeout" | "idleTimeout">;
  /** Folder of the node's sockets, certificates and state. */
  readonly folder: string;
  /** Number of instances that can be set without a reload. */
  readonly slots: number;
}

/** Addresses of registered instances by slot, for a configuration that is loaded while they are served. */
export type Addresses = ReadonlyMap<number, string>;

/** The backend whose servers are health checked. The other backends' servers follow theirs. */
export const CHECKED = "health";

/** The address in a slot without an instance. */
const UNUSED = "0.0.0.0";

/**
 * Protocols and ciphers of ELBSecurityPolicy-TLS-1-2-2017-01, in its order, which is the server's:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html
 */
const TLS = `ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2 ciphers ${[
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES128-SHA256",
  "ECDHE-RSA-AES128-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-AES256-SHA384",
  "ECDHE-RSA-AES256-SHA384",
  "AES128-GCM-SHA256",
  "AES128-SHA256",
  "AES256-GCM-SHA384",
  "AES256-SHA256",
].join(":")}`;

/** The configuration of a node's HAProxy. */
export function haproxyConfig(config: NodeConfig, addresses: Addresses = new Map()): string {
  const { listeners, healthCheck } = config.loadBalancer;
  const backends = new Map(listeners.map((listener) => [backendName(listener), listener]));
  return [
    ...section("global", globals(config)),
    ...section("defaults", defaults(config)),
    ...section(`backend ${CHECKED}`, checks(healthCheck, config.slots, addresses)),
    ...listeners.flatMap((listener) => section(`frontend port-${listener.port}`, frontend(listener, config.folder))),
    ...[...backends].flatMap(([name, listener]) => section(`backend ${name}`, backend(listener, config, addresses))),
  ].join("\n");
}

/** The name of the server for the instance in a slot, in each backend. */
export function serverName(slot: number): string {
  return `i${slot}`;
}

/** Listeners that send to the same port by the same protocol, and as long by the same cookie, share a backend. */
export function backendName(
  listener: Pick<Listener, "protocol" | "instanceProtocol" | "instancePort" | "stickySeconds">,
): string {
  const { instanceProtocol, instancePort, stickySeconds } = listener;
  const sticky = stickySeconds === undefined ? "" : `-sticky-${stickySeconds}`;
  return `${modeOf(listener)}-${instanceProtocol.toLowerCase()}-${instancePort}${sticky}`;
}

export function certificateFile(folder: string, { port }: Pick<Listener, "port">): string {
  return `${folder}/${port}.pem`;
}

export function usesTls(protocol: string): boolean {
  return protocol === "HTTPS" || protocol === "SSL";
}

/** The parts of a health check's target: `HTTP:80/index.html`, `TCP:22`. */
export function targetOf(target: string): { protocol: string; port: number; path: string } {
  const [, protocol = "TCP", port = "80", path = "/"] = /^([A-Za-z]+):(\d+)(\/.*)?$/.exec(target) ?? [];
  return { protocol: protocol.toUpperCase(), port: Number(port), path };
}

function section(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map((line) => `  ${line}`), ""];
}

function modeOf({ protocol }: Pick<Listener, "protocol">): "http" | "tcp" {
  return protocol.startsWith("HTTP") ? "http" : "tcp";
}

function globals({ folder }: NodeConfig): string[] {
  return [
    // As many as the surge queue of a Classic Load Balancer holds; it bounds the memory too.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html
    "maxconn 1024",
    "nbthread 1",
    // A reloaded HAProxy takes the listening sockets over, so that it refuses no connection.
    `stats socket ${folder}/admin mode 600 level admin expose-fd listeners`,
    "stats timeout 1m",
    `server-state-file ${folder}/state`,
    // After a reload, connections are finished by the previous process.
    "hard-stop-after 1h",
    "log stdout format raw daemon notice",
  ];
}

/**
 * "If no data has been sent or received by the time that the idle timeout period elapses, the load balancer closes the
 * connection": https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html
 */
function defaults({ loadBalancer: { idleTimeout } }: NodeConfig): string[] {
  const idle = ["client", "server", "tunnel", "http-keep-alive", "http-request", "queue"];
  return [
    "log global",
    "load-server-state-from-file global",
    ...idle.map((name) => `timeout ${name} ${idleTimeout}s`),
    // A terminated instance does not answer. AWS documents no value, only that "the load balancer retries the connection
    // when there are errors": https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html
    "timeout connect 1s",
    "retries 3",
    "option redispatch 1",
    "option dontlognull",
  ];
}

/**
 * "The number of consecutive successful health checks that must occur before declaring an EC2 instance healthy" (rise), and
 * of failed ones before unhealthy (fall); an HTTP check must be answered by status 200 within the timeout.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-healthchecks.html
 */
function checks(check: HealthCheck, slots: number, addresses: Addresses): string[] {
  const { protocol, port, path } = targetOf(check.target);
  const http = [
    "option httpchk",
    // AWS sends the instance's address as its host. HAProxy does not know it here.
    `http-check send meth GET uri "${path}" ver HTTP/1.1 hdr Host localhost hdr User-Agent ELB-HealthChecker/1.0`,
    "http-check expect status 200",
  ];
  const times = `inter ${check.interval}s fall ${check.unhealthyThreshold} rise ${check.healthyThreshold}`;
  const tls = usesTls(protocol) ? " check-ssl verify none" : "";
  return [
    ...(protocol.startsWith("HTTP") ? ["mode http", ...http] : ["mode tcp"]),
    `timeout connect ${check.timeout}s`,
    `timeout check ${check.timeout}s`,
    // Servers that follow one which is disabled here would stay so after a reload.
    ...servers(slots, (slot) => {
      const address = addresses.get(slot);
      return `${address ?? UNUSED}:${port} check ${times}${tls}${address === undefined ? " disabled" : ""}`;
    }),
  ];
}

function servers(slots: number, options: (slot: number) => string): string[] {
  return Array.from({ length: slots }, (_, index) => `server ${serverName(index + 1)} ${options(index + 1)}`);
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/x-forwarded-headers.html */
function frontend(listener: Listener, folder: string): string[] {
  const tls = usesTls(listener.protocol);
  const proto = tls ? "https" : "http";
  return [
    `mode ${modeOf(listener)}`,
    `bind :${listener.port}${tls ? ` ssl crt ${certificateFile(folder, listener)} ${TLS}` : ""}`,
    ...(modeOf(listener) === "http"
      ? [
          // A reload closes no idle connection on which a client may be sending its next request.
          "option idle-close-on-response",
          "option forwardfor",
          `http-request set-header X-Forwarded-Proto ${proto}`,
          `http-request set-header X-Forwarded-Port ${listener.port}`,
        ]
      : []),
    `default_backend ${backendName(listener)}`,
  ];
}

/**
 * "The round robin routing algorithm for TCP listeners", "the least outstanding requests routing algorithm for HTTP and
 * HTTPS listeners": https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
 */
function backend(
  listener: Listener,
  { slots, loadBalancer: { drainingTimeout } }: NodeConfig,
  addresses: Addresses,
): string[] {
  const mode = modeOf(listener);
  const sticky = mode === "http" && listener.stickySeconds !== undefined;
  const tls = usesTls(listener.instanceProtocol) ? " ssl verify none" : "";
  // "When connection draining is disabled, any in-flight requests made to instances that are de-registering or unhealthy
  // are not completed": https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
  const down = drainingTimeout === undefined ? " on-marked-down shutdown-sessions" : "";
  return [
    `mode ${mode}`,
    `balance ${mode === "http" ? "leastconn" : "roundrobin"}`,
    // "The cookie name is set to AWSELB"; a visitor of an instance that fails is sent to another, and stays there.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-sticky-sessions.html
    ...(sticky ? [`cookie AWSELB insert indirect nocache maxlife ${listener.stickySeconds}s`] : []),
    ...servers(slots, (slot) => {
      const address = `${addresses.get(slot) ?? UNUSED}:${listener.instancePort}`;
      const cookie = sticky ? ` cookie ${serverName(slot)}` : "";
      return `${address} track ${CHECKED}/${serverName(slot)}${tls}${down}${cookie}`;
    }),
  ];
}
