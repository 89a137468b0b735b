import * as fs from "node:fs";
import * as path from "node:path";

import { expect } from "chai";

import { userDataFrom } from "../../../lib/user-data";
import { CloudLab, openCloud, withFakes } from "./support/cloud-lab";
import { skipUnlessInstancesRun } from "../../support/instances";
import { until } from "./support/traffic";

const WEB = path.join(__dirname, "..", "..", "..", "compute", "web");
const IMAGE = "ami-web";
/** What user data is on an instance. */
const AGAIN = "bash /var/lib/cloud/instance/scripts/part-001";
const REQUEST = "GET /index.html HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n";
/** The load balancer closes idle connections after 60 seconds. */
const IDLE_SECONDS = 62;

const webImage = (script = "") =>
  userDataFrom(path.join(WEB, "web.sh"), { OWN_SCRIPT: Buffer.from(script).toString("base64") });
const webStart = (HTTP_MODE: string) => userDataFrom(path.join(WEB, "web-start.sh"), { HTTP_MODE });

/** Instances from which no image is created, by their user data. */
const OTHERS = {
  "i-small": withFakes(webImage(), "have_little_memory; fail_downloads 20"),
  "i-retried": withFakes(webImage(), "fail_downloads 2"),
  "i-own-fails": webImage("#!/bin/bash\nfalse"),
  "i-own-breaks-site": webImage("#!/bin/sh\nrm /var/www/html/index.html"),
};
/** Instances of the image, by their user data. */
const SERVERS = { "i-served": webStart("serve"), "i-redirected": webStart("redirect") };

const CLOUD = openCloud(
  ["i-client", "i-build", ...Object.keys(OTHERS), ...Object.keys(SERVERS)].map((id, index) => ({
    ...{ id, subnetId: "subnet-private-a", privateAddress: `10.0.128.${11 + index}` },
  })),
);

describe("The web server's user data", () => {
  let lab: CloudLab;
  let idle: Promise<string[]>;

  before(async function () {
    skipUnlessInstancesRun(this);
    lab = await CloudLab.start("web-server", CLOUD);
    const own = "#!/bin/bash\ncat /var/www/html/index.html >/var/www/html/mine.html; pwd >>/var/www/html/mine.html";
    await lab.launch("i-build", webImage(own), { publicKeys: ["ssh-ed25519 AAAA key"] });
    await lab.poweredOff("i-build");
    await lab.createImage(IMAGE, "i-build");
    for (const [id, userData] of Object.entries(SERVERS)) {
      await lab.launch(id, userData, { imageId: IMAGE, publicKeys: [`ssh-ed25519 AAAA ${id}`] });
    }
    for (const id of Object.keys(SERVERS)) await lab.booted(id);
    idle = Promise.all([
      keepIdle(""),
      keepIdle(`printf '${REQUEST}' >&3; page=$(timeout 1 cat <&3); echo "\${page%%$'\\r'*}";`),
    ]);
    // Awaited by a test, if none fails before.
    idle.catch(() => undefined);
    for (const [id, userData] of Object.entries(OTHERS)) await lab.launch(id, userData);
    await lab.poweredOff("i-retried");
    for (const id of ["i-small", "i-own-fails", "i-own-breaks-site"]) await lab.booted(id);
  });

  // Undefined where the suite is skipped.
  after(() => (lab as CloudLab | undefined)?.stop());

  /** Status, headers and body of a response. */
  const ask = (id: string, url: string, ...options: string[]) =>
    lab.sandbox.run(`curl -si --max-time 5 ${options.join(" ")} 'http://${lab.addressOf(id)}${url}' | tr -d '\\r'`, {
      netns: "i-client",
    });

  /** The status lines on a connection that is idle after what the client does first. */
  const keepIdle = (first: string) =>
    lab.sandbox.run("bash", {
      netns: "i-client",
      input: `exec 3<>/dev/tcp/${lab.addressOf("i-served")}/80; ${first}
        sleep ${IDLE_SECONDS}; printf '${REQUEST}' >&3; head -1 <&3 | tr -d '\\r'`,
    });

  const written = (id: string, file: string) => fs.readFileSync(lab.file(id, file), "utf8");

  describe("on the instance from which the image is created", () => {
    it("prints one line to the console, and powers off", () => {
      expect(lab.messages("i-build")).to.deep.equal(["web server is ready"]);
    });

    it("leaves no machine ID, host key or authorized key", () => {
      expect(written("i-build", "/etc/machine-id")).to.equal("");
      expect(fs.readdirSync(lab.file("i-build", "/etc/ssh"))).to.deep.equal([]);
      for (const home of ["/root", "/home/ec2-user"]) {
        expect(fs.readdirSync(lab.file("i-build", `${home}/.ssh`)), home).to.deep.equal([]);
      }
    });

    it("has the same result when it runs twice", async () => {
      const files = ["/var/www/html/index.html", "/etc/httpd/conf.d/minimal-secure-web.conf"];
      const state = () => files.map((file) => written("i-build", file));
      const first = state();
      lab.start("i-build");
      await lab.booted("i-build");
      await lab.must("i-build", AGAIN);
      await lab.poweredOff("i-build");
      expect(state()).to.deep.equal(first);
    });

    it("retries until packages can be downloaded", () => {
      expect(lab.messages("i-retried")).to.deep.equal([
        "web server waits for its packages (attempt 1)",
        "web server waits for its packages (attempt 2)",
        "web server is ready",
      ]);
      const attempt = "--assumeyes --quiet --setopt=timeout=5 --setopt=retries=3 install httpd\n";
      expect(written("i-retried", "/lab/attempts")).to.equal(attempt.repeat(3));
      expect(written("i-retried", "/lab/slept")).to.equal("15\n15\n");
    });

    it("prints an error and does not power off when packages cannot be downloaded", () => {
      const messages = lab.messages("i-small");
      expect(messages.filter((message) => message.includes("waits for its packages"))).to.have.length(20);
      expect(messages.at(-1)).to.match(/^web server FAILED in line \d+$/);
      expect(messages).to.have.length(21);
      expect(written("i-small", "/lab/attempts").trim().split("\n")).to.have.length(20);
      expect(lab.isOff("i-small")).to.be.false;
    });

    it("can run again after a failure, with swap while it installs packages and none in the image", async () => {
      await lab.must("i-small", webImage());
      await lab.poweredOff("i-small");
      expect(lab.messages("i-small").at(-1)).to.equal("web server is ready");
      const header = "Filename Type Size Used Priority\n";
      expect(written("i-small", "/lab/swaps-while-installing")).to.equal(`${header}/swapfile file 1048576 0 -2\n`);
      expect(written("i-small", "/lab/swaps")).to.equal(header);
      expect(fs.existsSync(lab.file("i-small", "/swapfile"))).to.be.false;
    });

    for (const failure of ["own-fails", "own-breaks-site"]) {
      it(`keeps running and prints a message when the user's script ${failure.slice(4).replace("-", " the ")}`, () => {
        const messages = lab.messages(`i-${failure}`);
        expect(messages).not.to.be.empty;
        for (const message of messages) expect(message).to.match(/^web server FAILED in line \d+$/);
        expect(lab.isOff(`i-${failure}`)).to.be.false;
      });
    }
  });

  describe("on instances of the image", () => {
    it("serves a page with hello! from the start", async () => {
      expect(await ask("i-served", "/")).to.match(/^HTTP\/1.1 200 OK\n[^]*\n\nhello!\n$/);
    });

    it("has run the user's script after its own, in root's home directory", async () => {
      expect(await ask("i-served", "/mine.html")).to.match(/\n\nhello!\n\/root\n$/);
    });

    it("returns only the name of the server, and rejects TRACE", async () => {
      expect(await ask("i-served", "/")).to.match(/^Server: Apache$/m);
      expect(await ask("i-served", "/", "--request TRACE")).to.match(/^HTTP\/1.1 405 /);
    });

    it("gives each a machine ID, host keys and a login key of its own", async () => {
      const files = "/etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub /home/ec2-user/.ssh/authorized_keys";
      const identity = (id: string) => lab.must(id, `hostname; cat ${files}`);
      const [served, redirected] = await Promise.all(Object.keys(SERVERS).map(identity));
      expect(served).to.match(/^ip-10-0-128-17[.].*\n[0-9a-f]{32}\nssh-ed25519 .*\nssh-ed25519 AAAA i-served\n$/);
      for (const line of served!.trim().split("\n")) expect(redirected).not.to.contain(line);
    });

    /** Status and location for a health check, and for visitors by HTTPS and by HTTP. */
    const answers = async (id: string) => {
      const http = ["-H 'X-Forwarded-Proto: http'", "-H 'Host: www.example.com'"];
      const responses = [
        await ask(id, "/index.html"),
        await ask(id, "/index.html", "-H 'X-Forwarded-Proto: https'"),
        await ask(id, "/a/b?c=d&e", ...http),
      ];
      return responses.map((response) => response.match(/^(HTTP|Location).*/gm)?.join(" "));
    };
    const OK = ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK"];
    const SERVED = [...OK, "HTTP/1.1 404 Not Found"];

    it("supports each mode of HTTP, and always health checks", async () => {
      expect(await answers("i-served")).to.deep.equal(SERVED);
      expect(await answers("i-redirected")).to.deep.equal([
        ...OK,
        "HTTP/1.1 301 Moved Permanently Location: https://www.example.com/a/b?c=d&e",
      ]);
    });

    for (const mode of ["off", "serve"]) {
      it(`stops redirecting when the mode changes to ${mode}`, async () => {
        await lab.must("i-redirected", webStart("redirect"));
        await until("it redirects", async () => (await answers("i-redirected"))[2]?.includes("301") === true);
        await lab.must("i-redirected", webStart(mode));
        await until("it does not redirect", async () => (await answers("i-redirected"))[2]?.includes("404") === true);
        expect(await answers("i-redirected")).to.deep.equal(SERVED);
      });
    }

    it("keeps idle connections open for longer than the load balancer, for any number of requests", async () => {
      // "max=" would follow if the number of requests was limited.
      expect(await ask("i-served", "/", "-H 'Connection: keep-alive'")).to.match(/^Keep-Alive: timeout=75$/m);
      const ok = "HTTP/1.1 200 OK\n";
      expect(await idle).to.deep.equal([ok, ok + ok]);
    });
  });
});
