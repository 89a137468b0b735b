import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(__dirname, "..", "..", "..");

/** Every user data script, with its variables. */
const SCRIPTS = {
  "compute/web/web.sh": "OWN_SCRIPT",
  "compute/web/web-start.sh": "HTTP_MODE",
  "compute/bastion/bastion.sh": "HOURS",
  "network/nat/nat.sh": "VPC_CIDR",
} as const;

/** A line that tells the guest to switch itself off: an image is made of such a machine, so only one may have it. */
const POWERS_OFF = /^(poweroff|shutdown)/m;

function read(script: string): string {
  return readFileSync(join(ROOT, script), "utf8");
}

describe("User data scripts", () => {
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
    expect(scripts).to.deep.equal(["compute/web/web.sh"]);
  });

  it("name no interface in the NAT instance's", () => {
    expect(read("network/nat/nat.sh")).not.to.match(/\b(eth0|ens5)\b/);
  });
});

/** What librepo asks of dnf's two repositories when there is no route: see the scripts. */
const REQUESTS_WITHOUT_ROUTE = 24;

describe("The installation of packages", () => {
  /** Seconds that the waits for the NAT and for the image allow, with a minute for the start of a machine. */
  for (const [script, limit] of [
    ["network/nat/nat.sh", 600 - 60],
    ["compute/web/web.sh", 1200 - 60],
  ] as const) {
    it(`ends in ${script} before the wait for it does, without a route too`, () => {
      const [, timeout, retries] =
        /dnf .*--setopt=timeout=(\d+) --setopt=retries=(\d+) install/.exec(read(script)) ?? [];
      const [, last] = /\[ "\$SECONDS" -ge (\d+) \]/.exec(read(script)) ?? [];
      const [, pause] = /sleep (\d+)/.exec(read(script)) ?? [];
      const longest = Number(last) + Number(pause) + REQUESTS_WITHOUT_ROUTE * Number(timeout);
      expect(longest).to.be.at.most(limit);
      expect(Number(retries)).to.be.within(1, 5);
    });
  }
});

describe("The web server's script", () => {
  const script = read("compute/web/web.sh");
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
    expect(script).to.match(/dnf --assumeyes --quiet .*install httpd/);
    expect(script).to.contain("systemctl enable --quiet --now httpd");
    expect(script).to.contain("echo 'hello!' >/var/www/html/index.html");
  });

  it("says on the console that it has finished, or failed, in the words that the wait for the image looks for", () => {
    expect(script).to.contain(`trap 'say "FAILED in line $LINENO"' ERR`);
    expect(script).to.contain('say() { echo "minimal-secure-web: web server $*" >>/dev/console; }');
  });
});
