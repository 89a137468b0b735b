/*
 * Scripts of `sh` that run in the sandbox. Their variables: ID of the instance, FOLDER with its files, GROUP its control group.
 */

/** Makes the volume: what is written goes to `up`, over the read-only LAYERS. */
export const PREPARE = `
mkdir -p "$FOLDER/up" "$FOLDER/work" "$FOLDER/root"
printf %s "$LAYERS" >"$FOLDER/layers"
mount -t overlay overlay -o "lowerdir=$LAYERS,upperdir=$FOLDER/up,workdir=$FOLDER/work" "$FOLDER/root"`;

/**
 * Boots it. Without a control group of its own, the services of one instance would be those of all (`--keep-unit`); only
 * `--console=read-only` gives it a console.
 */
export const START = `
mkdir -p "$GROUP"
echo $$ >"$GROUP/cgroup.procs"
echo $$ >"$FOLDER/pid"
export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
exec systemd-nspawn --quiet --directory="$FOLDER/root" --machine="$ID" --register=no --keep-unit \\
  --network-namespace-path="/run/netns/$ID" --console=read-only --resolv-conf=off --timezone=off --link-journal=no \\
  --capability=CAP_NET_ADMIN,CAP_NET_RAW --boot >"$FOLDER/console" 2>&1`;

/** The instance's first process is the child of systemd-nspawn. */
const LEADER = `
nspawn=$(cat "$FOLDER/pid")
leader=$(cut -d ' ' -f 1 "/proc/$nspawn/task/$nspawn/children")`;

/** SIGRTMIN+4 makes systemd start its poweroff.target. */
export const POWER_OFF = `${LEADER}
kill -38 "$leader"`;

export const REMOVE = `
if [ -e "$GROUP/cgroup.kill" ]; then echo 1 >"$GROUP/cgroup.kill"; fi
for attempt in $(seq 50); do
  if ! grep --quiet "^populated 1" "$GROUP/cgroup.events" 2>/dev/null; then break; fi
  sleep 0.02
done
umount --lazy "$FOLDER/root" || true
rm -rf "$FOLDER"
if [ -d "$GROUP" ]; then find "$GROUP" -depth -type d -exec rmdir {} +; fi`;

/** Runs a command in the instance. */
export const ENTER = `${LEADER}
exec nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wd -- "$@"`;
