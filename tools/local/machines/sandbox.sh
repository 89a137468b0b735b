#!/bin/bash
# The first process of the sandbox: namespaces of its own for mounts, network and processes. Everything in them ends with it,
# and it ends when standard input does, which is when the process that started it has ended for any reason.
set -euo pipefail

mount --make-rprivate /
# systemd-nspawn needs a /run in memory; `ip netns` stays inside.
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/systemd /run/machines
# One layout of control groups, also on a host with the older one.
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# What machines write is in memory, so that nothing of it stays.
mount -t tmpfs -o mode=755,size=4g tmpfs /run/machines
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.{all,default}.proxy_arp=1 \
  net.ipv4.conf.{all,default}.send_redirects=0 net.ipv4.conf.{all,default}.rp_filter=0
mkdir -p /run/machines/log
echo ready
exec cat >/dev/null
