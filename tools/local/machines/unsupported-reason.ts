import { spawnSync } from "node:child_process";

/** Commands by the Debian package that has them. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "util-linux": ["unshare", "nsenter", "mount"],
  iproute2: ["ip"],
  nftables: ["nft"],
  "systemd-container": ["systemd-nspawn"],
  haproxy: ["haproxy"],
  "dnsmasq-base": ["dnsmasq"],
  mmdebstrap: ["mmdebstrap"],
};

/** Uses in namespaces of its own what instances need. */
const PROBE = `
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir /run/lower /run/upper /run/work /run/root
mount -t overlay overlay -o lowerdir=/run/lower,upperdir=/run/upper,workdir=/run/work /run/root
mount -t cgroup2 cgroup2 /run/lower
ip link add probe type veth peer name other
nft 'table ip probe { chain probe { type nat hook postrouting priority srcnat; masquerade; }; }'`;

/** Why instances cannot run on this computer, in one sentence that says what to do; undefined: they can. */
export function unsupportedReason(): string | undefined {
  if (process.platform !== "linux") {
    return "instances run on Linux only: use the development container in .devcontainer";
  }
  if (process.getuid?.() !== 0) return "instances need root: run the command with sudo";
  const missing = Object.entries(COMMANDS)
    .filter(([, commands]) => !commands.every(isInstalled))
    .map(([name]) => name);
  if (missing.length > 0) {
    return `instances need packages that are not installed: apt-get install --no-install-recommends ${missing.join(" ")}`;
  }
  const probe = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-ec", PROBE];
  const { status, stderr } = spawnSync("unshare", probe, { encoding: "utf8" });
  if (status === 0) return undefined;
  return `instances need namespaces that this computer does not allow (${stderr.trim().replaceAll("\n", "; ")}): a container must be privileged`;
}

function isInstalled(command: string): boolean {
  return spawnSync("/bin/sh", ["-c", `command -v ${command}`]).status === 0;
}
