# shellcheck shell=bash
# Comes before user data on an instance, for what cannot be had in a container, or takes too long. A test adds the calls.
mkdir -p /lab

fake() { # COMMAND, with its script as standard input
  cat >"/usr/local/sbin/$1"
  chmod 0755 "/usr/local/sbin/$1"
}

# The first downloads of packages fail, and no time passes between them.
fail_downloads() { # COUNT
  echo "$1" >/lab/failures
  fake sleep <<'END'
#!/bin/bash
echo "$@" >>/lab/slept
END
  fake dnf <<'END'
#!/bin/bash
echo "$*" >>/lab/attempts
cat /proc/swaps >/lab/swaps-while-installing
left=$(cat /lab/failures)
if [ "$left" -eq 0 ]; then exec /usr/bin/dnf "$@"; fi
echo $((left - 1)) >/lab/failures
exit 1
END
}

# Less memory than the package manager needs. Swap would affect the whole computer: the fakes only check the kernel's requirements.
have_little_memory() {
  echo 'MemTotal: 945000 kB' >/lab/meminfo
  echo 'Filename Type Size Used Priority' >/lab/swaps
  mount --bind /lab/meminfo /proc/meminfo
  mount --bind /lab/swaps /proc/swaps
  # A sparse file of the same size.
  fake dd <<'END'
#!/bin/bash
for argument in "$@"; do
  case $argument in of=*) exec truncate --size 1G "${argument#of=}" ;; esac
done
END
  fake swapon <<'END'
#!/bin/bash
if [ "$(stat --format '%a %s' "$1")" != '600 1073741824' ]; then exit 1; fi
if grep --quiet "^$1 " /proc/swaps; then
  echo "swapon: $1: swapon failed: Device or resource busy" >&2
  exit 1
fi
echo "$1 file 1048576 0 -2" >>/lab/swaps
END
  # The file keeps its inode, since it is bind-mounted.
  fake swapoff <<'END'
#!/bin/bash
left=$(grep --invert-match "^$1 " /lab/swaps)
echo "$left" >/lab/swaps
END
}
