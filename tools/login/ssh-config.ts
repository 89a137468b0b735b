import type { StageInstance } from "../stage/instances";
import type { Reachable } from "./login-path";

/** The user of Amazon Linux. */
const USER = "ec2-user";

/** The local end of a tunnel. */
export const TUNNEL = { host: "tunnel", address: "127.0.0.1", port: 50022 } as const;

export interface SshConfig {
  readonly bastion: Reachable;
  /** The instance behind the bastion, unless the login is to the bastion itself. */
  readonly to?: StageInstance;
  readonly knownHostsFile: string;
  /** File of a private key; absent: the keys of the SSH agent. */
  readonly identityFile?: string;
  /** IDs of the instances whose host keys are known: no other key is accepted. */
  readonly known: ReadonlySet<string>;
}

/**
 * The SSH configuration for one login. Host names are instance IDs, also in the known-hosts file: an address may belong to
 * another instance tomorrow. The user's configuration follows, for agents and the like; SSH uses the first value it reads.
 */
export function sshConfig(config: SshConfig): string {
  const { bastion, to, knownHostsFile, identityFile } = config;
  const hosts = [
    host(bastion.id, bastion, config, { HostName: bastion.publicIp, ...port(bastion), ProxyJump: "none" }),
    ...(to === undefined
      ? []
      : [
          host(to.id, to, config, { HostName: to.privateIp, ProxyJump: bastion.id }),
          host(TUNNEL.host, to, config, { HostName: TUNNEL.address, Port: String(TUNNEL.port), ProxyJump: "none" }),
        ]),
  ];
  const common = {
    User: USER,
    UserKnownHostsFile: quoted(knownHostsFile),
    GlobalKnownHostsFile: "/dev/null",
    HashKnownHosts: "no",
    CheckHostIP: "no",
    UpdateHostKeys: "no",
    ConnectTimeout: "15",
    ServerAliveInterval: "30",
    ...(identityFile === undefined ? {} : { IdentityFile: quoted(identityFile), IdentitiesOnly: "yes" }),
  };
  const names = [bastion.id, ...(to === undefined ? [] : [to.id, TUNNEL.host])];
  return [...hosts, block(names.join(" "), common), "Match all\n  Include ~/.ssh/config\n"].join("\n");
}

function port({ port }: Reachable): Readonly<Record<string, string>> {
  return port === undefined ? {} : { Port: String(port) };
}

function host(
  name: string,
  { id }: StageInstance,
  { known }: SshConfig,
  options: Readonly<Record<string, string>>,
): string {
  // Trust on first use, where AWS does not show the keys yet.
  const StrictHostKeyChecking = known.has(id) ? "yes" : "accept-new";
  return block(name, { ...options, HostKeyAlias: id, StrictHostKeyChecking });
}

function block(name: string, options: Readonly<Record<string, string>>): string {
  const lines = Object.entries(options).map(([option, value]) => `  ${option} ${value}\n`);
  return `Host ${name}\n${lines.join("")}`;
}

/** A path as SSH reads it: `%` starts a token. */
function quoted(file: string): string {
  return `"${file.replaceAll("%", "%%")}"`;
}
