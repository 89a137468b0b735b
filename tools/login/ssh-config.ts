import type { StageInstance } from "../stage/instances";
import type { Reachable } from "./login-path";

/** The user of Amazon Linux. */
const USER = "ec2-user";

/** Where a tunnel ends on this computer. */
export const TUNNEL = { host: "tunnel", address: "127.0.0.1", port: 50022 } as const;

/** What an SSH configuration is made of. */
export interface SshConfig {
  readonly bastion: Reachable;
  /** The instance behind the bastion, if that is where it goes. */
  readonly to?: StageInstance;
  readonly knownHostsFile: string;
  /** File of a private key; absent: those of the agent. */
  readonly identityFile?: string;
  /** Ids of the instances whose host keys are known, so that no other key is taken. */
  readonly known: ReadonlySet<string>;
}

/**
 * The configuration of SSH for one login, as text. Instances are called by their ids, also in the known-hosts file: an
 * address may be another instance's tomorrow. The user's own configuration follows, for agents and the like; SSH takes
 * what it reads first.
 */
export function sshConfig(config: SshConfig): string {
  const { bastion, to, knownHostsFile, identityFile } = config;
  const hosts = [
    host(bastion.id, bastion, config, { HostName: bastion.publicIp, ProxyJump: "none" }),
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

function host(
  name: string,
  { id }: StageInstance,
  { known }: SshConfig,
  options: Readonly<Record<string, string>>,
): string {
  // An instance whose keys AWS does not show yet is taken at its word once, and held to it.
  const StrictHostKeyChecking = known.has(id) ? "yes" : "accept-new";
  return block(name, { ...options, HostKeyAlias: id, StrictHostKeyChecking });
}

function block(name: string, options: Readonly<Record<string, string>>): string {
  const lines = Object.entries(options).map(([option, value]) => `  ${option} ${value}\n`);
  return `Host ${name}\n${lines.join("")}`;
}

/** A path as SSH reads it: `%` begins a token. */
function quoted(file: string): string {
  return `"${file.replaceAll("%", "%%")}"`;
}
