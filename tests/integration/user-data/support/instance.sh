#!/bin/bash
# Runs a scenario in a sandbox that looks like an instance to user data: this computer's files, with all changes discarded, a
# loopback network, a console that is a file, and fakes of commands that Debian does not have.
# Called in new mount, network and process namespaces, which end all remaining processes.
: "${LAB:?folder with bin/ of fakes, and scripts/}"
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
