import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { variant } from "../../support/variants";

const ROOT = join(__dirname, "..", "..", "..");

/** Every user data script, with its variables. */
const SCRIPTS = {
  "compute/web/web.sh": "OWN_SCRIPT",
  "compute/web/web-start.sh": "HTTP_MODE",
  "compute/web/site-files.sh": "BUCKET",
  "compute/web/parameters.sh": "PARAMETERS",
  "compute/web/web-hsts.sh": "HSTS_SECONDS",
  "compute/bastion/bastion.sh": "HOURS",
  "network/nat/nat.sh": "VPC_CIDR",
} as const;

const read = (script: string): string => readFileSync(join(ROOT, script), "utf8");

describe("User data scripts", () => {
  for (const [script, value] of Object.entries(SCRIPTS)) {
    it(`${script} has a bash shebang and valid syntax`, () => {
      expect(read(script).split("\n")[0]).to.equal("#!/bin/bash");
      expect(() => execFileSync("bash", ["-n", join(ROOT, script)], { stdio: "pipe" })).not.to.throw();
    });

    it(`${script} fails at once without ${value}, and at the first command that fails`, () => {
      const [guard = "", next] = read(script)
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      const { status, stderr } = spawnSync("bash", ["-c", guard], { env: {}, encoding: "utf8" });
      expect(status).not.to.equal(0);
      expect(stderr).to.contain(`${value}: `);
      expect(next).to.equal("set -euo pipefail");
    });
  }

  it("do not depend on the name of the NAT instance's network interface", () => {
    expect(read("network/nat/nat.sh")).not.to.match(/\b(eth0|ens5)\b/);
  });
});

/** Requests that librepo sends to dnf's two repositories without a route: see the scripts. */
const REQUESTS_WITHOUT_ROUTE = 24;

describe("The installation of packages", () => {
  /** Timeouts of the waits for the NAT and for the image, less a minute in which the instance boots. */
  for (const [script, limit] of [
    ["network/nat/nat.sh", 600 - 60],
    ["compute/web/web.sh", 1200 - 60],
  ] as const) {
    it(`in ${script} ends before the timeout of the wait for it, even without a route`, () => {
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

  it("lets the load balancer close idle connections, whose idle timeout is shorter, or visitors see 504", async () => {
    const directives = new Map([...script.matchAll(/^(\w+) (\S+)$/gm)].map(([, name, value]) => [name, value]));
    const { idleTimeout } = (await variant("stg")).only("aws.elb.LoadBalancer").inputs;
    expect(Number(directives.get("KeepAliveTimeout"))).to.be.greaterThan(idleTimeout as number);
    expect(Number(directives.get("Timeout"))).to.be.greaterThan(idleTimeout as number);
    expect(directives.get("KeepAlive")).to.equal("On");
    expect(directives.get("MaxKeepAliveRequests")).to.equal("0");
  });

  it("reports success or failure on the console in the words that the wait for the image expects", () => {
    expect(script).to.contain(`trap 'say "FAILED in line $LINENO"' ERR`);
    expect(script).to.contain('say() { echo "minimal-secure-web: web server $*" >>/dev/console; }');
  });
});
