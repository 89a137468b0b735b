#!/bin/bash
# Makes a plain Amazon Linux 2023 machine the way out of the VPC's private subnets.
# Runs at first boot; running it again changes nothing.
: "${VPC_CIDR:?the IPv4 range whose packets are sent on}"
set -euo pipefail

say() { echo "minimal-secure-web: NAT $*" | tee /dev/console; }
trap 'say "FAILED in line $LINENO"' ERR

# The package manager needs more than the 512 MB that the smallest machines have.
add_swap() {
  local memory
  memory=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo)
  if [ "$memory" -gt 1000000 ] || [ -e /swapfile ]; then return; fi
  (umask 077 && dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none)
  mkswap --quiet /swapfile
  swapon /swapfile
  echo '/swapfile none swap sw 0 0' >>/etc/fstab
}

# Packages come from S3 through the VPC's endpoint, which may take a moment to be routed.
install_packages() {
  local attempt
  for attempt in $(seq 20); do
    if dnf --assumeyes --quiet install nftables; then return; fi
    say "waits for its packages (attempt $attempt)"
    sleep 15
  done
  return 1
}

configure_kernel() {
  local connections
  # About 320 bytes a connection: an eighth of the memory at most, 65,536 at least.
  connections=$(awk '/^MemTotal:/ { n = int($2 / 8 * 1024 / 320); print n < 65536 ? 65536 : n }' /proc/meminfo)
  echo nf_conntrack >/etc/modules-load.d/minimal-secure-web.conf
  modprobe nf_conntrack || true
  cat >/etc/sysctl.d/90-minimal-secure-web.conf <<EOF
net.ipv4.ip_forward = 1
net.ipv4.ip_local_port_range = 1024 65535
# One interface leads both in and out: never tell a sender that there is a shorter way, and take no such advice.
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.default.accept_redirects = 0
# Strict: a packet must come from where an answer to it would go.
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.default.rp_filter = 1
net.netfilter.nf_conntrack_max = $connections
EOF
  sysctl --quiet --system
  # `default` counts for interfaces to come; these are here already.
  local interface
  for interface in /proc/sys/net/ipv4/conf/*; do
    echo 0 >"$interface/send_redirects"
    echo 1 >"$interface/rp_filter"
  done
}

# The whole table is made anew each time, so running this twice leaves one.
write_rules() {
  install -d -m 0700 /etc/nftables
  cat >/etc/nftables/minimal-secure-web.nft <<EOF
table ip minimal_secure_web
delete table ip minimal_secure_web
table ip minimal_secure_web {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state new ip saddr $VPC_CIDR ip daddr != $VPC_CIDR accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr $VPC_CIDR ip daddr != $VPC_CIDR masquerade fully-random
  }
}
EOF
}

# The service loads the rules now and at every boot.
start_service() {
  echo 'include "/etc/nftables/minimal-secure-web.nft"' >/etc/sysconfig/nftables.conf
  systemctl enable --quiet nftables
  systemctl restart nftables
}

add_swap
install_packages
configure_kernel
write_rules
start_service
say "is ready"
