import { join } from "node:path";

import { expect } from "chai";

import { userDataFrom } from "../../../lib/user-data";
import { unsupportedReason, skipAt } from "../../support/namespaces";
import { COMPUTE, GuestLab, type Outcome } from "./support/guest-lab";

/** Status, headers in lower case and body, of a request to the machine itself. */
const ASK = `ask() { curl --silent --include --max-time 5 "$@" | tr -d '\\r'; }`;

/** A machine with less memory than the package manager needs. */
const SMALL = `echo 'MemTotal: 945000 kB' >/lab/meminfo && mount --bind /lab/meminfo /proc/meminfo
  echo 'Filename Type Size Used Priority' >/lab/swaps && mount --bind /lab/swaps /proc/swaps`;

const NEEDS = {
  what: "the web server's scripts",
  commands: ["unshare", "mount", "ip", "chroot", "apache2", "curl"],
  files: ["/usr/lib/apache2/modules"],
  trial: "mount -t tmpfs tmpfs /mnt",
};

describe("The web server's scripts, with a real Apache", () => {
  let lab: GuestLab | undefined;

  before(function () {
    skipAt(unsupportedReason(NEEDS), this);
    lab = new GuestLab();
    const own = { "": "", "-own": "#!/bin/bash\necho mine >/var/www/html/mine.html; pwd >/lab/own-ran-in" };
    const broken = { "-own-fails": "#!/bin/bash\nfalse", "-own-breaks-site": "#!/bin/sh\nrm /var/www/html/index.html" };
    for (const [name, script] of Object.entries({ ...own, ...broken })) {
      const OWN_SCRIPT = Buffer.from(script).toString("base64");
      lab.give(`web${name}`, userDataFrom(join(COMPUTE, "web", "web.sh"), { OWN_SCRIPT }));
    }
    for (const HTTP_MODE of ["serve", "redirect", "off"]) {
      lab.give(`start-${HTTP_MODE}`, userDataFrom(join(COMPUTE, "web", "web-start.sh"), { HTTP_MODE }));
    }
  });
  after(() => {
    // Not made where the suite was skipped.
    lab?.remove();
  });

  const machine = (scenario: string): Outcome => lab!.run(`${ASK}\n${scenario}`);
  const WEB = "bash /lab/scripts/web";

  it("make a page that says hello!, enabled at boot, and power off when all is done", () => {
    const { output } = machine(`${WEB} && ask http://127.0.0.1/; ls /lab; cat /dev/console`);
    expect(output).to.match(/^HTTP\/1.1 200 OK/);
    expect(output).to.contain("\nhello!\n").and.contain("enabled\n").and.contain("off\n");
    expect(output).to.contain("minimal-secure-web: web server is ready");
    expect(output).to.not.contain("FAILED");
  });

  it("leave nothing in the image by which one machine is known from another, and no login key", () => {
    const { output } = machine(`mkdir -p /root/.ssh /home/ec2-user/.ssh
      touch /root/.ssh/authorized_keys /home/ec2-user/.ssh/authorized_keys
      ${WEB}; ls /etc/ssh /root/.ssh /home/ec2-user/.ssh; wc --bytes </etc/machine-id`);
    expect(output).to.match(/(^|\n)0\n$/);
    expect(output).to.not.match(/ssh_host_|authorized_keys/);
  });

  it("have swap on a small machine for as long as they install, and leave none in the image", () => {
    const { output } = machine(`${SMALL}; ${WEB}; cat /lab/swaps-while-installing /lab/swaps; ls /swapfile /lab/off`);
    const header = "Filename Type Size Used Priority\n";
    expect(output).to.match(new RegExp(`^${header}/swapfile file 1048576 0 -2\n${header}`));
    expect(output)
      .to.match(/cannot access '\/swapfile'/)
      .and.match(/^\/lab\/off$/m);
  });

  it("can be run again after they have failed on a small machine", () => {
    const { output } =
      machine(`${SMALL}; echo 20 >/lab/no-packages; ${WEB} 2>/dev/null; echo "status $?"; ls /lab/off 2>/dev/null
      ${WEB}; ls /lab/off; cat /dev/console`);
    expect(output).to.match(/^status 1\n\/lab\/off\n/);
    expect(output).to.contain("web server is ready");
  });

  it("say no more of the server than its name, and refuse TRACE", () => {
    const { output } = machine(`${WEB} && ask http://127.0.0.1/; ask --request TRACE http://127.0.0.1/`);
    expect(output).to.match(/^Server: Apache$/m);
    expect(output).to.match(/^HTTP\/1.1 405 /m);
  });

  it("keep idle connections open for longer than the load balancer does, for any number of requests", () => {
    const { output } = machine(`${WEB} && ask -H 'Connection: keep-alive' http://127.0.0.1/ | grep -i '^keep-alive'
      exec 3<>/dev/tcp/127.0.0.1/80; /usr/bin/sleep 62; printf 'GET /index.html HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' >&3
      head -1 <&3 | tr -d '\\r'`);
    // "max=" would follow where requests are limited.
    expect(output).to.equal("Keep-Alive: timeout=75\nHTTP/1.1 200 OK\n");
  });

  it("answer in each way that plain HTTP can be had, from the same image; health checks always", () => {
    const answers = `ask http://127.0.0.1/index.html | head -1
      ask -H 'X-Forwarded-Proto: https' http://127.0.0.1/index.html | head -1
      ask -H 'X-Forwarded-Proto: http' -H 'Host: www.example.com' 'http://127.0.0.1/a/b?c=d&e' | grep -iE '^(HTTP|location)'`;
    const start = (mode: string) =>
      machine(`${WEB}; bash /lab/scripts/start-${mode}; /usr/bin/sleep 0.5; ${answers}`).output;
    const ok = "HTTP/1.1 200 OK\nHTTP/1.1 200 OK\n";
    expect(start("serve")).to.equal(`${ok}HTTP/1.1 404 Not Found\n`);
    expect(start("off")).to.equal(`${ok}HTTP/1.1 404 Not Found\n`);
    expect(start("redirect")).to.equal(
      `${ok}HTTP/1.1 301 Moved Permanently\nLocation: https://www.example.com/a/b?c=d&e\n`,
    );
  });

  it("go back from the redirect when it is no longer wished for", () => {
    const { output } =
      machine(`${WEB}; bash /lab/scripts/start-redirect; bash /lab/scripts/start-serve; /usr/bin/sleep 0.5
      ask -H 'X-Forwarded-Proto: http' http://127.0.0.1/ | head -1`);
    expect(output).to.equal("HTTP/1.1 200 OK\n");
  });

  it("can be run twice with the same result", () => {
    const files = "cat /var/www/html/index.html /etc/httpd/conf.d/minimal-secure-web.conf";
    const { status, output } = machine(`${WEB} && ${files} >/lab/once && ${WEB} && ${files} | diff /lab/once -
      ask http://127.0.0.1/ | tail -1`);
    expect({ status, output }).to.deep.equal({ status: 0, output: "hello!\n" });
  });

  it("run the user's own script after ours, in root's home", () => {
    const { output } = machine(
      `${WEB}-own; ask http://127.0.0.1/mine.html | tail -1; cat /lab/own-ran-in; ls /lab/off`,
    );
    expect(output).to.equal("mine\n/root\n/lab/off\n");
  });

  for (const fault of ["own-fails", "own-breaks-site"]) {
    it(`stay on, and say so on the console, when the user's script ${fault.replace("own-", "").replace("-", " ")}`, () => {
      const { output } = machine(`${WEB}-${fault}; echo "status $?"; cat /dev/console; ls /lab/off`);
      expect(output).to.match(/^status [^0]/m);
      expect(output).to.match(/minimal-secure-web: web server FAILED in line \d+/);
      expect(output)
        .to.not.contain("is ready")
        .and.not.match(/^\/lab\/off$/m);
    });
  }

  it("try again while packages cannot be fetched, and go on when they can", () => {
    const { output } =
      machine(`echo 2 >/lab/no-packages; ${WEB} 2>/dev/null; wc -l </lab/attempts; cat /lab/slept; ls /lab/off
      cat /dev/console`);
    expect(output).to.match(/^3\n15\n15\n\/lab\/off\n/);
    expect(output).to.contain("waits for its packages (attempt 2)").and.contain("is ready");
  });

  it("fail loudly when packages stay away, and do not power off: no image is made of such a machine", () => {
    const { output } = machine(`echo 99 >/lab/no-packages; ${WEB} 2>/dev/null; echo "status $?"; wc -l </lab/attempts
      cat /dev/console; ls /lab/off`);
    expect(output).to.match(/^status [^0]\n20\n/);
    expect(output).to.match(/FAILED in line \d+/);
    expect(output).to.not.match(/^\/lab\/off$/m);
  });
});
