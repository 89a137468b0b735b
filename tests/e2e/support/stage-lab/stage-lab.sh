#!/bin/bash
# The network of a deployed stage's instances, with real SSH and a real site. Called with the name of a function; variables
# contain the addresses: ADMIN, STRANGER, INTERNET, BASTION, WEB, NAT, LOAD_BALANCER, and BASTION_PUBLIC, NAT_PUBLIC,
# LOAD_BALANCER_PUBLIC.
# shellcheck source=tests/e2e/support/lab.sh
source "${BASH_SOURCE[0]%/*}/../lab.sh"

open() {
  prepare_hosts
  ip netns add fabric
  inside fabric sysctl --quiet --write net.ipv4.ip_forward=1
  add_host admin "$ADMIN"
  add_host stranger "$STRANGER"
  add_host internet "$INTERNET"
  add_host bastion "$BASTION"
  add_host web "$WEB"
  add_host nat "$NAT"
  add_host balancer "$LOAD_BALANCER"
  add_internet_gateway
  route_by_nat
  keep_open
}

# Instances have Amazon Linux's user.
prepare_hosts() {
  isolate_files
  mkdir -p /run/sshd /run/instances /run/home/ec2-user
  echo 'ec2-user:x:54321:54321::/run/home/ec2-user:/bin/bash' >>/etc/passwd
  echo 'ec2-user:*:19000:0:99999:7:::' >>/etc/shadow
  echo 'ec2-user:x:54321:' >>/etc/group
  chown 54321:54321 /run/home/ec2-user
}

# Every host has one interface, and its gateway is the fabric. Unlike in AWS, the internet has a route to private addresses, so
# that only security groups block it.
add_host() { # NAME ADDRESS
  ip netns add "$1"
  ip -n fabric link add "to-$1" type veth peer name ens5 netns "$1"
  ip -n fabric address add 169.254.1.1/32 dev "to-$1"
  ip -n fabric link set "to-$1" up
  ip -n fabric route add "$2" dev "to-$1"
  ip -n "$1" link set lo up
  ip -n "$1" link set ens5 up
  ip -n "$1" address add "$2/32" dev ens5
  ip -n "$1" route add 169.254.1.1 dev ens5
  ip -n "$1" route add default via 169.254.1.1
}

# The internet gateway translates between public and private addresses.
add_internet_gateway() {
  inside fabric nft -f - <<EOF
table ip gateway {
  map private { type ipv4_addr : ipv4_addr; elements = {
    $BASTION_PUBLIC : $BASTION, $NAT_PUBLIC : $NAT, $LOAD_BALANCER_PUBLIC : $LOAD_BALANCER
  } }
  map public { type ipv4_addr : ipv4_addr; elements = {
    $BASTION : $BASTION_PUBLIC, $NAT : $NAT_PUBLIC, $LOAD_BALANCER : $LOAD_BALANCER_PUBLIC
  } }
  chain in { type nat hook prerouting priority dstnat; dnat to ip daddr map @private; }
  chain out {
    type nat hook postrouting priority srcnat;
    oifname { "to-admin", "to-stranger", "to-internet" } snat to ip saddr map @public
  }
}
EOF
}

# The private subnet's default route points to the NAT.
route_by_nat() {
  ip -n fabric rule add iif to-web lookup 100
  ip -n fabric route add throw 10.0.0.0/16 table 100
  ip -n fabric route add default via "$NAT" dev to-nat onlink table 100
  inside nat sysctl --quiet --write net.ipv4.ip_forward=1
  inside nat nft 'table ip nat { chain out { type nat hook postrouting priority srcnat; masquerade; }; }'
}

name_address() { # NAME ADDRESS
  echo "$2 $1" >>/etc/hosts
}

# Adds the certificate on standard input to those that all hosts trust.
trust() {
  cat >>/etc/ssl/certs/ca-certificates.crt
}

add_address() { # HOST ADDRESS
  ip -n "$1" address add "$2/32" dev ens5
  ip -n fabric route add "$2" dev "to-$1"
}

# An SSH server with its own host key that accepts keys only, as on Amazon Linux. Standard input: the authorized keys.
start_sshd() { # HOST ADDRESS
  local folder=/run/instances/$1
  mkdir -p "$folder"
  cat >"$folder/authorized_keys"
  make_host_key "$1"
  cat >"$folder/sshd_config" <<EOF
ListenAddress $2
HostKey $folder/host_key
AuthorizedKeysFile $folder/authorized_keys
AllowUsers ec2-user
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PidFile $folder/pid
SetEnv INSTANCE=$1
Subsystem sftp internal-sftp
EOF
  inside "$1" /usr/sbin/sshd -f "$folder/sshd_config" -E "$folder/log"
}

make_host_key() { # HOST
  local folder=/run/instances/$1
  rm -f "$folder/host_key" "$folder/host_key.pub"
  ssh-keygen -q -t ed25519 -N '' -C "root@$1" -f "$folder/host_key"
}

change_host_key() { # HOST
  make_host_key "$1"
  kill -HUP "$(cat "/run/instances/$1/pid")"
}

"$@"
