import { join } from "node:path";
import { userDataFrom } from "../../../lib/user-data";
import { skipUnlessSupported } from "../../support/namespaces";
import { COMPUTE, InstanceSandbox, type Outcome } from "./support/instance-sandbox";

/** Prints status, headers and body of a response from the instance itself. */
const ASK = `ask() { curl --silent --include --max-time 5 "$@" | tr -d '\\r'; }`;

/** An instance with less memory than the package manager needs. */
const SMALL = `echo 'MemTotal: 945000 kB' >/lab/meminfo && mount --bind /lab/meminfo /proc/meminfo
  echo 'Filename Type Size Used Priority' >/lab/swaps && mount --bind /lab/swaps /proc/swaps`;

const REQUIREMENTS = {
  what: "scripts of the web server",
  commands: ["unshare", "mount", "ip", "chroot", "apache2", "curl"],
  files: ["/usr/lib/apache2/modules"],
  probe: "mount -t tmpfs tmpfs /mnt",
};

describe("The web server's user data, with a real Apache", () => {
  let sandbox: InstanceSandbox | undefined;

  before(function () {
    skipUnlessSupported(REQUIREMENTS, this);
    sandbox = new InstanceSandbox();
    const own = { "": "", "-own": "#!/bin/bash\necho mine >/var/www/html/mine.html; pwd >/lab/own-ran-in" };
    const failing = {
      "-own-fails": "#!/bin/bash\nfalse",
      "-own-breaks-site": "#!/bin/sh\nrm /var/www/html/index.html",
    };
    for (const [name, script] of Object.entries({ ...own, ...failing })) {
      const OWN_SCRIPT = Buffer.from(script).toString("base64");
      sandbox.addScript(`web${name}`, userDataFrom(join(COMPUTE, "web", "web.sh"), { OWN_SCRIPT }));
    }
    for (const HTTP_MODE of ["serve", "redirect", "off"]) {
      sandbox.addScript(`start-${HTTP_MODE}`, userDataFrom(join(COMPUTE, "web", "web-start.sh"), { HTTP_MODE }));
    }
  });
  after(() => {
    // Undefined if the suite was skipped.
    sandbox?.remove();
  });

  const run = (scenario: string): Outcome => sandbox!.run(`${ASK}\n${scenario}`);
  const WEB = "bash /lab/scripts/web";

  it("serves a page with hello!, is enabled at boot, and powers off at the end", () => {
    const { output } = run(`${WEB} && ask http://127.0.0.1/; ls /lab; cat /dev/console`);
    expect(output).to.match(/^HTTP\/1.1 200 OK/);
    expect(output).to.contain("\nhello!\n").and.contain("enabled\n").and.contain("off\n");
    expect(output).to.contain("minimal-secure-web: web server is ready");
    expect(output).to.not.contain("FAILED");
  });

  it("leaves no machine id, host key or authorized key in the image", () => {
    const { output } = run(`mkdir -p /root/.ssh /home/ec2-user/.ssh
      touch /root/.ssh/authorized_keys /home/ec2-user/.ssh/authorized_keys
      ${WEB}; ls /etc/ssh /root/.ssh /home/ec2-user/.ssh; wc --bytes </etc/machine-id`);
    expect(output).to.match(/(^|\n)0\n$/);
    expect(output).to.not.match(/ssh_host_|authorized_keys/);
  });

  it("has swap on a small instance while it installs packages, and leaves none in the image", () => {
    const { output } = run(`${SMALL}; ${WEB}; cat /lab/swaps-while-installing /lab/swaps; ls /swapfile /lab/off`);
    const header = "Filename Type Size Used Priority\n";
    expect(output).to.match(new RegExp(`^${header}/swapfile file 1048576 0 -2\n${header}`));
    expect(output)
      .to.match(/cannot access '\/swapfile'/)
      .and.match(/^\/lab\/off$/m);
  });

  it("can run again after a failure on a small instance", () => {
    const { output } =
      run(`${SMALL}; echo 20 >/lab/no-packages; ${WEB} 2>/dev/null; echo "status $?"; ls /lab/off 2>/dev/null
      ${WEB}; ls /lab/off; cat /dev/console`);
    expect(output).to.match(/^status 1\n\/lab\/off\n/);
    expect(output).to.contain("web server is ready");
  });

  it("returns only the name of the server, and rejects TRACE", () => {
    const { output } = run(`${WEB} && ask http://127.0.0.1/; ask --request TRACE http://127.0.0.1/`);
    expect(output).to.match(/^Server: Apache$/m);
    expect(output).to.match(/^HTTP\/1.1 405 /m);
  });

  it("keeps idle connections open for longer than the load balancer, for any number of requests", () => {
    const { output } = run(`${WEB} && ask -H 'Connection: keep-alive' http://127.0.0.1/ | grep -i '^keep-alive'
      exec 3<>/dev/tcp/127.0.0.1/80; /usr/bin/sleep 62; printf 'GET /index.html HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n' >&3
      head -1 <&3 | tr -d '\\r'`);
    // "max=" would follow if the number of requests was limited.
    expect(output).to.equal("Keep-Alive: timeout=75\nHTTP/1.1 200 OK\n");
  });

  it("supports each mode of HTTP from the same image, and always health checks", () => {
    const answers = `ask http://127.0.0.1/index.html | head -1
      ask -H 'X-Forwarded-Proto: https' http://127.0.0.1/index.html | head -1
      ask -H 'X-Forwarded-Proto: http' -H 'Host: www.example.com' 'http://127.0.0.1/a/b?c=d&e' | grep -iE '^(HTTP|location)'`;
    const start = (mode: string) =>
      run(`${WEB}; bash /lab/scripts/start-${mode}; /usr/bin/sleep 0.5; ${answers}`).output;
    const ok = "HTTP/1.1 200 OK\nHTTP/1.1 200 OK\n";
    expect(start("serve")).to.equal(`${ok}HTTP/1.1 404 Not Found\n`);
    expect(start("off")).to.equal(`${ok}HTTP/1.1 404 Not Found\n`);
    expect(start("redirect")).to.equal(
      `${ok}HTTP/1.1 301 Moved Permanently\nLocation: https://www.example.com/a/b?c=d&e\n`,
    );
  });

  it("stops redirecting when the mode changes", () => {
    const { output } = run(`${WEB}; bash /lab/scripts/start-redirect; bash /lab/scripts/start-serve; /usr/bin/sleep 0.5
      ask -H 'X-Forwarded-Proto: http' http://127.0.0.1/ | head -1`);
    expect(output).to.equal("HTTP/1.1 200 OK\n");
  });

  it("has the same result when it runs twice", () => {
    const files = "cat /var/www/html/index.html /etc/httpd/conf.d/minimal-secure-web.conf";
    const { status, output } = run(`${WEB} && ${files} >/lab/once && ${WEB} && ${files} | diff /lab/once -
      ask http://127.0.0.1/ | tail -1`);
    expect({ status, output }).to.deep.equal({ status: 0, output: "hello!\n" });
  });

  it("runs the user's own script after the program's own, in root's home directory", () => {
    const { output } = run(`${WEB}-own; ask http://127.0.0.1/mine.html | tail -1; cat /lab/own-ran-in; ls /lab/off`);
    expect(output).to.equal("mine\n/root\n/lab/off\n");
  });

  for (const failure of ["own-fails", "own-breaks-site"]) {
    it(`keeps running and prints a message to the console when the user's script ${failure.replace("own-", "").replace("-", " ")}`, () => {
      const { output } = run(`${WEB}-${failure}; echo "status $?"; cat /dev/console; ls /lab/off`);
      expect(output).to.match(/^status [^0]/m);
      expect(output).to.match(/minimal-secure-web: web server FAILED in line \d+/);
      expect(output)
        .to.not.contain("is ready")
        .and.not.match(/^\/lab\/off$/m);
    });
  }

  it("retries until packages can be downloaded", () => {
    const { output } =
      run(`echo 2 >/lab/no-packages; ${WEB} 2>/dev/null; wc -l </lab/attempts; cat /lab/slept; ls /lab/off
      cat /dev/console`);
    expect(output).to.match(/^3\n15\n15\n\/lab\/off\n/);
    expect(output).to.contain("waits for its packages (attempt 2)").and.contain("is ready");
  });

  it("prints an error and does not power off when packages cannot be downloaded, so that no image is created", () => {
    const { output } = run(`echo 99 >/lab/no-packages; ${WEB} 2>/dev/null; echo "status $?"; wc -l </lab/attempts
      cat /dev/console; ls /lab/off`);
    expect(output).to.match(/^status [^0]\n20\n/);
    // Once: cloud-init prints stdout to the console too.
    expect(output.match(/FAILED in line \d+/g)).to.have.length(1);
    expect(output).to.not.match(/^\/lab\/off$/m);
  });
});
