import { unsupportedReason } from "../../../support/namespaces";

/** What the network is made of. */
const TRIAL = `mount -t tmpfs tmpfs /run
ip link add trial type veth peer name other
nft 'table ip trial { chain trial { type nat hook prerouting priority dstnat; ip daddr 192.0.2.1 dnat to 192.0.2.2; }; }'`;

/** Why the machines of a stage cannot stand in namespaces here, in one sentence; undefined: it can be done. */
export function obstacle(): string | undefined {
  return unsupportedReason({
    what: "the machines of a stage",
    commands: ["unshare", "nsenter", "mount", "ip", "nft", "ssh", "ssh-keygen", "sysctl", "curl", "ping", "pkill"],
    files: ["/usr/sbin/sshd"],
    trial: TRIAL,
  });
}
