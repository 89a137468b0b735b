# shellcheck shell=bash
# Functions of the labs' scripts, which run in namespaces of their own: all that they create disappears with them.
set -euo pipefail

# Private copies of /run and /etc; the rest of the file system is this computer's, and only read.
isolate_files() {
  mount -t tmpfs -o mode=755 tmpfs /run
  cp --archive /etc /run/etc
  mount --bind /run/etc /etc
}

# Keeps the network until standard input ends, which happens when the parent process ends for any reason.
keep_open() {
  echo open
  cat >/dev/null
}

inside() { # HOST COMMAND…
  nsenter --net="/run/netns/$1" "${@:2}"
}
