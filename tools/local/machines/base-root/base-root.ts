import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { UserError, messageOf } from "../../../../lib/user-error";
import { isAlive } from "../../../python/environment";
import type { Say } from "../../../say";
import { certificateAuthority } from "../../certificates";

/** The folder below `.local`. */
const FOLDER = "amazon-linux";

const SUITE = "bookworm";

/** Debian's packages of what Amazon Linux 2023 has from the start, and of what its `dnf` installs here. */
export const DEBIAN_PACKAGES = [
  ...["systemd-sysv", "dbus", "cloud-init", "iproute2", "iputils-ping", "procps", "sudo", "less", "tar", "unzip"],
  ...["ca-certificates", "curl", "wget", "openssl", "openssh-server", "openssh-client", "bind9-dnsutils", "awscli"],
  ...["apache2", "nftables", "php-cli", "php-fpm", "nodejs", "jq"],
] as const;

/** `unshare`'s status. */
const COMMAND_NOT_FOUND = 127;
const MISSING = "To build the local Amazon Linux, Debian's package mmdebstrap is needed: apt-get install mmdebstrap";

const UNUSED_FILES = ["doc", "man", "locale", "info", "lintian"];

/**
 * Builds the root file system of the local Amazon Linux below `.local`, once. It is read-only: instances run in overlays of
 * it. An interrupted build is never used, and one that a running process uses is not removed.
 * @returns its path
 * @throws UserError when a package is missing, or the build fails
 */
export async function baseRoot(root: string, say: Say): Promise<string> {
  const folder = path.join(root, ".local", FOLDER);
  fs.mkdirSync(folder, { recursive: true });
  const authority = certificateAuthority(caFolder(root));
  const name = version(authority.certificate);
  const home = path.join(folder, name);
  fs.writeFileSync(path.join(folder, `${name}.used-by-${process.pid}`), "");
  if (!fs.existsSync(home)) await build(folder, name, authority.certificate, say);
  removeUnused(folder, name);
  return home;
}

/** The folder of the certificate authority that the base root trusts. */
export function caFolder(root: string): string {
  return path.join(root, ".local", FOLDER, "ca");
}

/** A hash of everything that makes one base root different from another. */
function version(certificate: string): string {
  const hash = createHash("sha256").update(JSON.stringify([SUITE, DEBIAN_PACKAGES, UNUSED_FILES, certificate]));
  for (const file of ["setup.sh", ...filesOf("layer")]) {
    hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(__dirname, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

function filesOf(folder: string): string[] {
  const entries = fs.readdirSync(path.join(__dirname, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? filesOf(file) : [file];
    })
    .sort();
}

async function build(folder: string, name: string, certificate: string, say: Say): Promise<void> {
  say("Building Amazon Linux: once, about a minute");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => {
    say(`  still building (${seconds()} s)`);
  }, 10_000);
  // Two commands may build at the same time, each in its own folder; the first to finish wins.
  const fresh = path.join(folder, `${name}.build-${process.pid}`);
  try {
    fs.rmSync(fresh, { recursive: true, force: true });
    await debootstrap(fresh, certificate, path.join(folder, "build.log"));
    try {
      fs.renameSync(fresh, path.join(folder, name));
    } catch (error) {
      if (!fs.existsSync(path.join(folder, name))) throw error;
    }
    say(`  built in ${seconds()} s`);
  } finally {
    clearInterval(progress);
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

/** Runs mmdebstrap, which mounts only in a mount namespace of its own and starts no service. */
function debootstrap(target: string, certificate: string, log: string): Promise<void> {
  const layer = path.join(__dirname, "layer");
  // The owner and the mode of a file in the checkout depend on who made it.
  const copy = `tar -C '${layer}' --owner=0 --group=0 --mode=u+rw,go+rX,go-w -cf - . | tar -C "$1" --no-same-owner -xf -`;
  const trust = `install -D -m 0644 /dev/stdin "$1/usr/local/share/ca-certificates/local-aws.crt"`;
  const setup = `install '${path.join(__dirname, "setup.sh")}' "$1/setup.sh" && chroot "$1" /setup.sh && rm "$1/setup.sh"`;
  return mmdebstrap(
    [
      "--variant=minbase",
      `--include=${DEBIAN_PACKAGES.join(",")}`,
      "--dpkgopt=force-unsafe-io",
      ...UNUSED_FILES.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
      `--customize-hook=${copy}`,
      `--customize-hook=printf %s '${certificate}' | ${trust}`,
      `--customize-hook=${setup}`,
      SUITE,
      target,
      ...debianSources(),
    ],
    log,
  );
}

/** This computer's package sources of the same release, so that a mirror is used; none: mmdebstrap's default. */
function debianSources(): string[] {
  const format = "$(REPO_URI) $(RELEASE) $(COMPONENT)";
  const { stdout } = spawnSync("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], {
    encoding: "utf8",
  });
  const lines = new Set((stdout as string | null)?.split("\n"));
  return [...lines]
    .filter((line) => new RegExp(` ${SUITE}(-updates|-security)? main$`).test(line))
    .map((line) => `deb ${line}`);
}

/** Runs mmdebstrap; nothing of it outlives this process. */
function mmdebstrap(args: readonly string[], log: string): Promise<void> {
  const output = fs.openSync(log, "w", 0o600);
  const contained = ["--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "mmdebstrap"];
  const child = spawn("setpriv", [...contained, ...args], { stdio: ["ignore", output, output] });
  fs.closeSync(output);
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      reject(new UserError(`Cannot run setpriv: ${messageOf(error)}`));
    });
    child.on("close", (status, signal) => {
      const reason = signal ? `was interrupted (${signal})` : `failed with status ${status ?? 0}`;
      if (status === 0) resolve();
      else if (status === COMMAND_NOT_FOUND) reject(new UserError(MISSING));
      else reject(new UserError(`Cannot build the local Amazon Linux: mmdebstrap ${reason}; its log is ${log}`));
    });
  });
}

/** Removes older versions and interrupted builds, but not those of a process that still runs. */
function removeUnused(folder: string, current: string): void {
  const names = fs.readdirSync(folder);
  const used = new Set([current]);
  for (const name of names) {
    const [, base, pid] = /^(\w+)[.](?:used-by|build)-(\d+)$/.exec(name) ?? [];
    if (base === undefined) continue;
    if (isAlive(Number(pid))) used.add(base).add(name);
    else fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  for (const name of names) {
    if (/^[0-9a-f]{12}$/.test(name) && !used.has(name)) {
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}
