/** Where connections to a host port go, from the namespace that plays the internet. */
interface Target {
  readonly host: string;
  readonly port: number;
}

/** What the relay does with the connections to a host port. */
export interface Forwarding {
  /** Undefined: there is nothing yet. */
  readonly target: Target | undefined;
  /** Address from which the relay connects. @default the one that the namespace's routes choose */
  readonly localAddress?: string;
  /** For plain HTTP: the host ports that redirects lead to. Undefined: bytes are passed on as they are. */
  readonly redirects?: RedirectPorts;
}

/** Host ports of the load balancer's listeners; undefined: it has none. */
export interface RedirectPorts {
  readonly http?: number;
  readonly https?: number;
}

/** What the relay is told; `open` comes with the listening socket. */
export type RelayMessage =
  | { readonly kind: "open" | "change"; readonly hostPort: number; readonly forwarding: Forwarding }
  | { readonly kind: "close"; readonly hostPort: number };

/** What the relay answers. */
export interface RelayAnswer {
  readonly done: number;
}
