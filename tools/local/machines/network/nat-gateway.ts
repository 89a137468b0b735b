/**
 * What a NAT gateway does, in its own namespace: it forwards what comes from the VPC, and answers nothing itself. It resets
 * connections that it does not know, as AWS's does, so that clients notice at once.
 */
export function ruleset(vpc: string): string {
  return `
table ip nat_gateway
delete table ip nat_gateway
table ip nat_gateway {
  chain input {
    type filter hook input priority filter; policy drop;
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state new tcp flags & (fin | syn | rst | ack) != syn reject with tcp reset
    ct state new ip saddr ${vpc} ip daddr != ${vpc} meta l4proto { tcp, udp, icmp } accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    meta l4proto { tcp, udp } masquerade to :1024-65535 fully-random
    masquerade
  }
}`.trim();
}
