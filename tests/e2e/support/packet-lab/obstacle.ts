import { unsupportedReason } from "../../../support/namespaces";

/** What the network is made of. The kernel loads its modules for it, so that they are no change later. */
const TRIAL = `mount -t tmpfs tmpfs /run
ip link add trial type veth peer name other
nft 'table ip trial { chain trial { type nat hook postrouting priority srcnat; ct state new masquerade; }; }'`;

/** Why no network of namespaces can be made here, in one sentence; undefined: it can. */
export function obstacle(): string | undefined {
  return unsupportedReason({
    what: "packets",
    commands: ["unshare", "nsenter", "mount", "ip", "nft", "ping"],
    files: ["/usr/lib/systemd/systemd-sysctl"],
    trial: TRIAL,
  });
}
