#!/bin/bash
# Runs a scenario on what looks to a guest script like a machine of its own: this machine's files, of which every change
# is forgotten, no network but the loopback one, a console that is a file, and stand-ins for what Debian has not.
# Called in new mount, network and process namespaces, which take all that still runs with them.
: "${LAB:?folder with bin/ of stand-ins, and scripts/}"
: "${SCENARIO:?what to run}"
set -euo pipefail

ip link set lo up
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
cd /mnt/root
mount -t proc proc proc
mount -t tmpfs tmpfs dev
for device in null zero random urandom; do
  : >"dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd
: >dev/console
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs run
mkdir -p lab
cp -r "$LAB/bin" "$LAB/scripts" lab/
echo 0123456789abcdef0123456789abcdef >etc/machine-id
mkdir -p etc/ssh
: >etc/ssh/ssh_host_ed25519_key
exec env --ignore-environment PATH=/lab/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
  chroot . bash -c "cd / && set -uo pipefail; $SCENARIO"
