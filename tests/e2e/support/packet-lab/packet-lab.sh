#!/bin/bash
# The network that tests the NAT's user data with real packets. Called with the name of a function; variables contain the
# addresses: NAT, WEB, WEB_2, NEIGHBOUR, STRANGER, INTERNET, FAR.
# shellcheck source=tests/e2e/support/lab.sh
source "${BASH_SOURCE[0]%/*}/../lab.sh"

open() {
  prepare_files
  ip netns add fabric
  set_ipv4 fabric ip_forward 1
  set_conf fabric rp_filter 0
  set_conf fabric send_redirects 0
  add_host web "$WEB"
  ip -n web address add "$WEB_2/24" dev ens5
  add_host neighbour "$NEIGHBOUR"
  add_host stranger "$STRANGER"
  add_host internet "$INTERNET"
  # A host behind a link with an MTU of 1,500; within a VPC the MTU is 9,001.
  set_ipv4 internet ip_forward 1
  ip -n fabric route add "$FAR" via "$INTERNET"
  ip -n internet route add "$FAR" via "${INTERNET%.*}.1" mtu lock 1500
  route_by_nat
  watch_wire
  keep_open
}

# Private copies of the files that the script reads and writes.
prepare_files() {
  isolate_files
  mkdir /run/dev /run/conntrack
  mkdir -p /etc/{sysctl.d,modules-load.d,sysconfig,systemd/system/multi-user.target.wants}
  local folder
  for folder in /etc/sysctl.d /etc/modules-load.d /etc/sysconfig /usr/lib/sysctl.d; do
    mount -t tmpfs tmpfs "$folder"
  done
  : >/etc/fstab
  # The network settings of systemd 252.
  cat >/usr/lib/sysctl.d/50-default.conf <<'EOF'
net.ipv4.conf.default.rp_filter = 2
net.ipv4.conf.*.rp_filter = 2
-net.ipv4.conf.all.rp_filter
EOF
  # Enough memory that the script creates no swap, which would affect the whole computer.
  sed 's/^MemTotal: .*/MemTotal: 2000000 kB/' /proc/meminfo >/run/meminfo
  mount --bind /run/meminfo /proc/meminfo
  mknod -m 666 /run/dev/null c 1 3
  mknod -m 666 /run/dev/zero c 1 5
  mknod -m 666 /run/dev/urandom c 1 9
  ln -s /proc/self/fd /run/dev/fd
  : >/run/dev/console
  mount --bind /run/dev /dev
}

# Every host has one interface, and its gateway is the fabric at .1 of its subnet.
add_host() { # NAME ADDRESS
  local gateway=${2%.*}.1
  ip netns add "$1"
  ip -n fabric link add "to-$1" mtu 9001 type veth peer name ens5 mtu 9001 netns "$1"
  ip -n fabric address add "$gateway/24" dev "to-$1"
  ip -n fabric link set "to-$1" up
  ip -n "$1" address add "$2/24" dev ens5
  ip -n "$1" link set lo up
  ip -n "$1" link set ens5 up
  ip -n "$1" route add default via "$gateway"
}

# The private subnet's route table points to the NAT. So do, wrongly, routes of the stranger and the internet, and the one from
# the private subnet to its neighbour: the NAT itself must block those.
route_by_nat() {
  local selector
  for selector in "iif to-web" "iif to-stranger" "iif to-internet to ${WEB%.*}.0/24"; do
    # shellcheck disable=SC2086 # several words
    ip -n fabric rule add $selector lookup 100
  done
}

# Logs source and destination of packets on the NAT's interface, in each direction.
watch_wire() {
  inside fabric nft -f - <<'EOF'
table ip wire {
  set to_nat { type ipv4_addr . ipv4_addr . inet_proto; flags dynamic; size 1024; }
  set from_nat { type ipv4_addr . ipv4_addr . inet_proto; flags dynamic; size 1024; }
  chain out {
    type filter hook postrouting priority filter
    oifname "to-nat" add @to_nat { ip saddr . ip daddr . ip protocol }
  }
  chain in {
    type filter hook prerouting priority filter
    iifname "to-nat" add @from_nat { ip saddr . ip daddr . ip protocol }
  }
}
EOF
}

# Boots or reboots the NAT: the steps of kernel and systemd in their order.
boot() {
  if ip netns list | grep --quiet '^nat\b'; then
    ip -n fabric link delete to-nat
    ip netns delete nat
  fi
  add_host nat "$NAT"
  ip -n fabric route add default via "$NAT" dev to-nat table 100
  # The defaults of a new instance; a new namespace has this computer's settings.
  set_ipv4 nat ip_forward 0
  set_conf nat rp_filter 0
  set_conf nat send_redirects 1
  set_conf nat accept_redirects 1
  if grep --quiet --no-messages --line-regexp nf_conntrack /etc/modules-load.d/*.conf; then load_conntrack; fi
  inside nat /usr/lib/systemd/systemd-sysctl --prefix=/net
  if [ -e /etc/systemd/system/multi-user.target.wants/nftables.service ]; then
    inside nat nft -f /etc/sysconfig/nftables.conf
  fi
}

# The settings of the connection tracking table are global, so a namespace cannot change them: fake files replace them as soon
# as the module would be loaded.
load_conntrack() {
  local setting
  for setting in nf_conntrack_max nf_conntrack_buckets; do
    local file=/proc/sys/net/netfilter/$setting
    if [ "$(inside nat stat --file-system --format %T "$file")" = tmpfs ]; then continue; fi
    echo 4096 >"/run/conntrack/$setting"
    inside nat mount --bind "/run/conntrack/$setting" "$file"
  done
}

set_conf() { # HOST NAME VALUE
  local interface
  for interface in $(inside "$1" ls /proc/sys/net/ipv4/conf); do set_ipv4 "$1" "conf/$interface/$2" "$3"; done
}

set_ipv4() { # HOST NAME VALUE
  echo "$3" | inside "$1" tee "/proc/sys/net/ipv4/$2" >/dev/null
}

"$@"
