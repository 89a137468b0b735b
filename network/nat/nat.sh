#!/bin/bash
# Makes a plain Amazon Linux 2023 machine the way out of the VPC's private subnets.
# Runs at first boot; running it again changes nothing.
: "${VPC_CIDR:?the IPv4 range whose packets are sent on}"
set -euo pipefail

# Past cloud-init, which puts on the console what a script prints: a line that is there twice could be an old one.
say() { echo "minimal-secure-web: NAT $*" >>/dev/console; }
trap 'say "FAILED in line $LINENO"' ERR
# Without this, functions are not trapped.
set -o errtrace

memory=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) # KiB

# The package manager needs more than the 512 MB that the smallest machines have.
add_swap() {
  if [ "$memory" -gt 1000000 ] || grep --quiet '^/swapfile ' /proc/swaps; then return; fi
  install --mode 0600 /dev/null /swapfile
  dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none
  mkswap /swapfile >/dev/null
  swapon /swapfile
  echo '/swapfile none swap sw 0 0' >>/etc/fstab
}

# Packages come from S3 through the VPC's endpoint, which may take a moment to be routed.
# Without a route, dnf asks 12 times for the mirrors of each of the two repositories, by default for 30 s each time
# (amazonlinux/amazon-linux-2023#135). With 5 s an attempt takes 120 s at most, and the last one ends by 435 s.
install_packages() {
  local attempt
  for attempt in $(seq 20); do
    if dnf --assumeyes --quiet --setopt=timeout=5 --setopt=retries=3 install nftables; then return; fi
    say "waits for its packages (attempt $attempt)"
    if [ "$SECONDS" -ge 300 ]; then return 1; fi
    sleep 15
  done
  return 1
}

# The file makes the whole table anew, so loading it again leaves one. What belongs to no known connection is neither
# new nor established: it is dropped, and no private address leaks out with it.
# The ports are for all: without them a sender's port below 1024 gets one of a few hundred.
write_rules() {
  cat >/etc/sysconfig/nftables.conf <<EOF
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
    ip saddr != $VPC_CIDR return
    ip daddr $VPC_CIDR return
    meta l4proto { tcp, udp } masquerade to :1024-65535 fully-random
    masquerade
  }
}
EOF
}

# Loads the rules now, and at every boot before the network is there.
start_service() {
  systemctl enable --quiet nftables
  systemctl restart nftables
}

# Last, so that no packet is sent on before there are rules for it.
configure_kernel() {
  # The table and its hash together take about half a kilobyte a connection: an eighth of the memory when full.
  local connections=$((memory / 4))
  # At boot the module is loaded before the settings are made; without it the last two have no effect.
  echo nf_conntrack >/etc/modules-load.d/minimal-secure-web.conf
  # The star is for every interface, also those to come: systemd makes the settings of each as it appears.
  cat >/etc/sysctl.d/90-minimal-secure-web.conf <<EOF
net.ipv4.ip_forward = 1
# One interface leads both in and out: never tell a sender that there is a shorter way, and take no such advice.
net.ipv4.conf.*.send_redirects = 0
net.ipv4.conf.*.accept_redirects = 0
# Strict: a packet must come from where an answer to it would go.
net.ipv4.conf.*.rp_filter = 1
net.netfilter.nf_conntrack_max = $connections
net.netfilter.nf_conntrack_buckets = $connections
EOF
  # What does it at boot; Amazon Linux's sysctl does not know the star.
  /usr/lib/systemd/systemd-sysctl /etc/sysctl.d/90-minimal-secure-web.conf
}

add_swap
install_packages
write_rules
start_service
configure_kernel
say "is ready"
