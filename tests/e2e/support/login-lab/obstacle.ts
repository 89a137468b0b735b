import { obstacleTo } from "../../../support/namespaces";

/** What the network is made of. */
const TRIAL = `mount -t tmpfs tmpfs /run
ip link add trial type veth peer name other
nft 'table ip trial { chain trial { type nat hook prerouting priority dstnat; ip daddr 192.0.2.1 dnat to 192.0.2.2; }; }'`;

/** Why nobody can log in to namespaces here, in one sentence; undefined: it can be done. */
export function obstacle(): string | undefined {
  return obstacleTo({
    what: "logins",
    commands: ["unshare", "nsenter", "mount", "ip", "nft", "ssh", "ssh-keygen", "sysctl"],
    files: ["/usr/sbin/sshd"],
    trial: TRIAL,
  });
}
