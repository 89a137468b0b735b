import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Namespaces of all that is changed; when their first process ends, all others in them end. */
export const NAMESPACES = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"] as const;

const COMMANDS = ["unshare", "nsenter", "mount", "ip", "nft", "ping"];
const SYSTEMD_SYSCTL = "/usr/lib/systemd/systemd-sysctl";

/** What the network is made of. The kernel loads its modules for it, so that they are no change later. */
const TRIAL = `mount -t tmpfs tmpfs /run
ip link add trial type veth peer name other
nft 'table ip trial { chain trial { type nat hook postrouting priority srcnat; ct state new masquerade; }; }'`;

/** Why no network of namespaces can be made here, in one sentence; undefined: it can. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux") return "packets are tried in Linux namespaces only.";
  if (process.getuid?.() !== 0) return "only root can make the namespaces that packets are tried in.";
  const missing = COMMANDS.filter((command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0);
  if (!existsSync(SYSTEMD_SYSCTL)) missing.push(SYSTEMD_SYSCTL);
  if (missing.length > 0) return `packets cannot be tried without ${missing.join(", ")}.`;
  const { status, stderr } = spawnSync("unshare", [...NAMESPACES, "sh", "-ec", TRIAL], { encoding: "utf8" });
  if (status === 0) return undefined;
  return `the namespaces that packets are tried in cannot be made: ${stderr.trim().replaceAll("\n", "; ")}.`;
}
