import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { guestScript } from "../../compute";

const ROOT = join(__dirname, "..", "..");

/** Every guest script, with the values that it asks for. */
const SCRIPTS = {
  "compute/guest/web.sh": "OWN_SCRIPT",
  "compute/guest/web-start.sh": "HTTP_MODE",
  "compute/guest/bastion.sh": "HOURS",
  "network/nat/nat.sh": "VPC_CIDR",
} as const;

/** A line that tells the guest to switch itself off: an image is made of such a machine, so only one may have it. */
const POWERS_OFF = /^(poweroff|shutdown)/m;

function read(script: string): string {
  return readFileSync(join(ROOT, script), "utf8");
}

describe("Guest scripts", () => {
  for (const [script, value] of Object.entries(SCRIPTS)) {
    it(`${script} is something that bash understands`, () => {
      expect(read(script).split("\n")[0]).to.equal("#!/bin/bash");
      expect(() => execFileSync("bash", ["-n", join(ROOT, script)], { stdio: "pipe" })).not.to.throw();
    });

    it(`${script} stops before it does anything when ${value} is missing, and at the first command that fails`, () => {
      const [guard = "", next] = read(script)
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      const { status, stderr } = spawnSync("bash", ["-c", guard], { env: {}, encoding: "utf8" });
      expect(status).not.to.equal(0);
      expect(stderr).to.contain(`${value}: `);
      expect(next).to.equal("set -euo pipefail");
    });

    it(`${script} holds no secret`, () => {
      expect(read(script)).not.to.match(/PRIVATE KEY|AKIA|aws_secret|password/i);
    });
  }

  it("power off only in the web server's, of which an image is made", () => {
    const scripts = Object.keys(SCRIPTS).filter((script) => POWERS_OFF.test(read(script)));
    expect(scripts).to.deep.equal(["compute/guest/web.sh"]);
  });
});

describe("The web server's script", () => {
  const script = read("compute/guest/web.sh");
  const steps = script
    .slice(script.lastIndexOf("}\n") + 2)
    .trim()
    .split("\n");

  it("powers off last, after the packages, the page, the service, the user's script and a look at the site", () => {
    expect(steps).to.deep.equal([
      "add_swap",
      "install_packages",
      "write_site",
      "start_service",
      "run_own_script",
      "check_site",
      "remove_swap",
      'say "is ready"',
      "seal_and_power_off",
    ]);
  });

  it("installs Apache, enables it at boot and writes the page that says hello", () => {
    expect(script).to.contain("dnf --assumeyes --quiet install httpd");
    expect(script).to.contain("systemctl enable --quiet --now httpd");
    expect(script).to.contain("echo 'hello!' >/var/www/html/index.html");
  });

  it("says on the console that it has failed, in the words that the wait for the image looks for", () => {
    expect(script).to.contain(`trap 'say "FAILED in line $LINENO"' ERR`);
    expect(script).to.contain('say() { echo "minimal-secure-web: web server $*" | tee /dev/console; }');
  });
});

describe("A guest script that runs", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "guest-"));
    for (const path of ["bin", "etc/systemd/system"]) mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, "bin/systemctl"), `#!/bin/bash\necho "$@" >>"${folder}/systemctl"\n`, { mode: 0o755 });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs a script with a folder in place of the machine's own; gives what it asked of systemd. */
  function run(script: string, values: Readonly<Record<string, string>>): string[] {
    const text = guestScript(join(ROOT, script), values).replaceAll("/etc/", `${folder}/etc/`);
    execFileSync("bash", ["-c", text], { env: { PATH: `${join(folder, "bin")}:/usr/bin:/bin` }, stdio: "pipe" });
    const log = join(folder, "systemctl");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  }

  it("arms a timer that powers a bastion off so many hours after each start, and none for 0", () => {
    const timer = join(folder, "etc/systemd/system/bastion-off.timer");
    expect(run("compute/guest/bastion.sh", { HOURS: "0" })).to.deep.equal([]);
    expect(existsSync(timer)).to.be.false;
    expect(run("compute/guest/bastion.sh", { HOURS: "3" })).to.deep.equal([
      "daemon-reload",
      "enable --now --quiet bastion-off.timer",
    ]);
    expect(readFileSync(timer, "utf8")).to.match(/^OnBootSec=3h\nUnit=poweroff\.target$/m);
  });

  it("says on the console in which line it has failed, though the failure is in a function, and goes no further", () => {
    const fake = (command: string, body: string): void => {
      writeFileSync(join(folder, "bin", command), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
    };
    fake("dnf", "exit 1");
    fake("sleep", "exit 0");
    fake("awk", "echo 4000000");
    const file = join(ROOT, "compute/guest/web.sh");
    const text = guestScript(file, { OWN_SCRIPT: "" }).replaceAll("/dev/console", join(folder, "console"));
    const env = { PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
    const { status } = spawnSync("bash", ["-c", text], { env, stdio: "pipe" });
    expect(status).not.to.equal(0);
    // `tee` writes the file anew each time, so this is the last word.
    expect(readFileSync(join(folder, "console"), "utf8")).to.match(
      /^minimal-secure-web: web server FAILED in line \d+\n$/,
    );
    expect(existsSync(join(folder, "systemctl"))).to.be.false;
  });

  it("makes a web server redirect, or not, each time with a fresh look at its service", () => {
    const redirect = join(folder, "etc/minimal-secure-web/redirect");
    for (const [mode, redirects] of [
      ["redirect", true],
      ["serve", false],
      ["off", false],
    ] as const) {
      expect(run("compute/guest/web-start.sh", { HTTP_MODE: mode }).at(-1)).to.equal("try-reload-or-restart httpd");
      expect(existsSync(redirect), mode).to.equal(redirects);
    }
  });
});

describe("The NAT instance's script", () => {
  const script = read("network/nat/nat.sh");

  it("sends on what comes from the VPC and goes out of it, under its own address, and drops the rest", () => {
    for (const rule of [
      "type filter hook forward priority filter; policy drop;",
      "ct state established,related accept",
      "ct state new ip saddr $VPC_CIDR ip daddr != $VPC_CIDR accept",
      "ip saddr $VPC_CIDR ip daddr != $VPC_CIDR masquerade fully-random",
    ]) {
      expect(script).to.contain(`    ${rule}\n`);
    }
    expect(script.match(/\b(accept|masquerade)\b/g)).to.have.length(4);
    expect(script).to.contain("\nnet.ipv4.ip_forward = 1\n");
  });

  it("names no interface, loads its rules at every boot, and finds its memory before its packages", () => {
    expect(script).not.to.match(/\b(eth0|ens5)\b/);
    expect(script).to.contain("systemctl enable --quiet nftables");
    const steps = [
      "add_swap",
      "install_packages",
      "configure_kernel",
      "write_rules",
      "start_service",
      'say "is ready"',
    ];
    expect(script.trim().split("\n").slice(-6)).to.deep.equal(steps);
  });
});
