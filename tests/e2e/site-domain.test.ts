import { GetCertificateCommand } from "@aws-sdk/client-acm";
import { expect } from "chai";

import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { skipUnlessInstancesRun } from "../support/instances";
import { Aws } from "./support/aws";
import { HostedZones } from "./support/hosted-zones";
import { RunningStage } from "./support/running/running-stage";

const NAME = "shop.example.com";

describe("the site of a domain, on instances that run", function () {
  const stage = new RunningStage("stg", "site-domain");
  eachNeedsTheOneBefore(this);

  before(async function () {
    skipUnlessInstancesRun(this);
    await stage.start();
    await stage.set("domain.names[0]", NAME);
    await stage.set("domain.hostedZoneId", await new HostedZones(stage.endpoint).create("example.com"));
    await stage.set("http", "redirect");
    await stage.set("hsts", "true");
    await stage.set("web.stickiness", "60");
    await stage.set("web.max", "2");
    await stage.set("web.min", "2");
    await stage.up();
  });
  after(() => stage.stop());

  /** Requests a URL of the domain from the internet, where its certificate is trusted and its name leads to the stage. */
  async function curl(...args: readonly string[]): Promise<string> {
    const host = String(await stage.output("loadBalancerDnsName"));
    const [to443, to80] = [443, 80].map((port) => `${NAME}:${port}:${host}:${port}`);
    const { status, stdout, stderr } = await stage.operator(
      ...["curl", "--silent", "--show-error", "--include", "--cacert", "domain.pem"],
      ...["--connect-to", to443 ?? "", "--connect-to", to80 ?? "", ...args],
    );
    expect(status, stderr).to.equal(0);
    return stdout;
  }

  it("answers over HTTPS under the domain, with a certificate of that name", async () => {
    const { acm } = new Aws(stage.endpoint);
    const CertificateArn = String(await stage.output("certificateArn"));
    const { Certificate = "" } = await acm.send(new GetCertificateCommand({ CertificateArn }));
    stage.write("domain.pem", Certificate);
    expect(await curl(String(await stage.output("siteUrl"))))
      .to.match(/^HTTP\/1\.1 200/)
      .and.contain("hello!");
    const other = await stage.operator(
      ...["curl", "--silent", "--cacert", "domain.pem", "--connect-to"],
      ...[
        `other.example.com:443:${String(await stage.output("loadBalancerDnsName"))}:443`,
        "https://other.example.com/",
      ],
    );
    // The name in the certificate is another one.
    expect(other.status).to.equal(60);
  });

  it("tells browsers to use HTTPS only, over HTTPS and not over HTTP", async () => {
    expect(await curl(`https://${NAME}/`)).to.match(/^Strict-Transport-Security: max-age=31536000\r$/im);
    const redirect = await curl(`http://${NAME}/`);
    expect(redirect)
      .to.match(/^HTTP\/1\.1 301/)
      .and.match(new RegExp(`^Location: https://${NAME}/\\r$`, "im"));
    expect(redirect).to.not.match(/Strict-Transport-Security/i);
  });

  it("is verified, which checks the names of the certificate, and says that no browser trusts the local AWS", async () => {
    const { status, stdout, stderr } = await stage.operator(
      process.execPath,
      "tools/cli.js",
      "verify",
      "stg",
      "--json",
    );
    expect(stdout, stderr).to.match(/^\{/);
    const { checks } = JSON.parse(stdout) as { checks: { id: string; status: string; detail: string }[] };
    expect(checks.filter((check) => check.status === "failed")).to.deep.equal([]);
    expect(checks.find(({ id }) => id === "https")?.detail).to.match(/, trust not checked on the local AWS$/);
    expect(checks.find(({ id }) => id === "renewal")?.status).to.equal("passed");
    expect(status).to.equal(0);
  });

  it("keeps a visitor with the load balancer's cookie on one of two servers", async () => {
    await stage.until("both servers are in service", () => stage.machines.inService() === 2);
    const serverOf = (answer: string) => /^Set-Cookie: AWSELB=(i\d+)/im.exec(answer)?.[1];
    const first = await curl(`https://${NAME}/`);
    const [, cookie = ""] = /^Set-Cookie: (AWSELB=[^;\s]+)/im.exec(first) ?? [];
    expect(serverOf(first)).to.match(/^i\d+$/);
    for (let visit = 0; visit < 6; visit += 1) {
      const answer = await curl("--cookie", cookie, `https://${NAME}/`);
      // The cookie comes again where its date is renewed.
      expect(serverOf(answer) ?? serverOf(first), `${cookie} ${answer}`).to.equal(serverOf(first));
    }
  });
});
