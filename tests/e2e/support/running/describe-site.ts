import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { GetServerCertificateCommand } from "@aws-sdk/client-iam";
import { expect } from "chai";
import { skipUnlessInstancesRun } from "../../../support/instances";
import { sandboxName } from "../../../../tools/local/stage-folder";
import { Aws } from "../aws";
import { hostTraces, processesOf, type HostTraces } from "./host-traces";
import { RunningStage } from "./running-stage";
import type { ClientResult } from "./client";
import { eachNeedsTheOneBefore } from "../../../support/each-needs-the-one-before";

/** What visitors of a stage see. */
export interface ExpectedSite {
  readonly stage: string;
  readonly servers: number;
  /** Whether plain HTTP leads to HTTPS. */
  readonly redirects: boolean;
}

/** Every 250 ms, as a visitor would notice. */
const VISITOR = { kind: "http", port: 80, everyMs: 250, timeoutMs: 5000 } as const;
const ROTATIONS = 3;

/** The site of a stage whose instances run, seen from the internet while things change. */
export function describeSite({ stage: name, servers, redirects }: ExpectedSite): void {
  describe(`the site of ${name}, on instances that run`, function () {
    const stage = new RunningStage(name, `site-${name}`);
    let host = "";
    let traces: HostTraces | undefined;
    eachNeedsTheOneBefore(this);

    before(async function () {
      skipUnlessInstancesRun(this);
      traces = hostTraces();
      await stage.start();
      const { seconds } = await stage.up();
      host = String(await stage.output("loadBalancerDnsName"));
      console.log(`      ${name}: up ${seconds.toFixed(0)} s`);
    });
    after(() => stage.stop());

    const answer = redirects ? /^301/ : /^200/;
    /** Runs some work while a visitor asks for the page; prints and returns what he saw. */
    async function visit(what: string, work: () => Promise<unknown>): Promise<ClientResult> {
      const visitor = await stage.client({ ...VISITOR, host });
      try {
        await work();
      } finally {
        await visitor.stop();
      }
      const result = await visitor.stop();
      const others = { ...result.failures, ...Object.fromEntries(wrong(result)) };
      const detail = lost(result) === 0 ? "" : ` ${JSON.stringify(others)}`;
      console.log(`      ${name}, ${what}: ${lost(result)} of ${result.attempts} requests lost${detail}`);
      return result;
    }
    const wrong = ({ answers }: ClientResult) => Object.entries(answers).filter(([text]) => !answer.test(text));
    const lost = (result: ClientResult) =>
      [...Object.values(result.failures), ...wrong(result).map(([, count]) => count)].reduce(
        (sum, one) => sum + one,
        0,
      );

    async function fingerprint(): Promise<string> {
      const arn = String(await stage.output("certificateArn"));
      const { ServerCertificate } = await new Aws(stage.endpoint).iam.send(
        new GetServerCertificateCommand({ ServerCertificateName: arn.split("/").at(-1) }),
      );
      return new X509Certificate(ServerCertificate?.CertificateBody ?? "").fingerprint256.slice(0, 11);
    }

    /** Waits until all servers are in service, none of which is `id`. */
    const untilReplaced = (id: string) =>
      stage.until(
        `${id} is replaced`,
        () => {
          const running = stage.instances("web");
          return !running.includes(id) && running.length === servers && stage.machines.inService() === servers;
        },
        300_000,
      );

    it(`${redirects ? "leads from HTTP to HTTPS" : "answers over HTTP"}, and answers hello! over HTTPS`, async () => {
      const { stdout } = await stage.operator("curl", "--silent", "--include", `http://${host}/`);
      if (redirects) expect(stdout).to.contain("301").and.contain(`https://${host}/`);
      else expect(stdout).to.contain("hello!");
      expect((await stage.operator("curl", "--silent", "--insecure", `https://${host}/`)).stdout).to.equal("hello!\n");
    });

    it("has the stage's own certificate", async () => {
      const client = await stage.client({ kind: "tls", host, port: 443, everyMs: 100, timeoutMs: 5000 });
      await stage.until("it has connected", async () => new Promise((resolve) => setTimeout(resolve, 500, true)));
      expect(Object.keys((await client.stop()).answers)).to.deep.equal([await fingerprint()]);
    });

    it("gets a new server for one that was terminated", async () => {
      const [id = ""] = stage.instances("web");
      const result = await visit("a server terminated", async () => {
        await new Aws(stage.endpoint).ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
        await untilReplaced(id);
      });
      if (servers > 1) expect(lost(result)).to.be.at.most(1);
    });

    it("gets a new server for one that does not answer any more", async () => {
      const [id = ""] = stage.instances("web");
      const result = await visit("a server broken", async () => {
        await stage.inside(id, "systemctl", "stop", "httpd");
        await untilReplaced(id);
      });
      if (servers > 1) expect(lost(result)).to.equal(0);
    });

    it("is replaced server by server by a new image, without a lost request", async () => {
      const old = stage.instances("web");
      stage.write("site.sh", "#!/bin/bash\necho 'hello again!' >/var/www/html/index.html\n");
      await stage.set("web.script", "./site.sh");
      const result = await visit("a new image", () => stage.up());
      expect(lost(result)).to.equal(0);
      expect(stage.instances("web").filter((id) => old.includes(id))).to.deep.equal([]);
      expect((await stage.operator("curl", "--silent", "--insecure", `https://${host}/`)).stdout).to.equal(
        "hello again!\n",
      );
    });

    it(`accepts every TLS connection while its certificate is replaced ${ROTATIONS} times`, async () => {
      const certificates = new Set([await fingerprint()]);
      const client = await stage.client({ kind: "tls", host, port: 443, everyMs: 100, timeoutMs: 5000 });
      for (let generation = 2; generation < 2 + ROTATIONS; generation += 1) {
        await stage.set("certificate.generation", String(generation));
        await stage.up();
        certificates.add(await fingerprint());
      }
      const { attempts, answers, failures } = await client.stop();
      console.log(`      ${name}, ${ROTATIONS} certificates: ${attempts} TLS connections`);
      expect(failures).to.deep.equal({});
      expect(new Set(Object.keys(answers))).to.deep.equal(certificates);
    });

    it("leaves no process, namespace, mount, interface, filter or control group when it ends", async () => {
      const processes = processesOf(sandboxName(stage), stage.machines.sandbox.pid);
      expect(processes).to.have.length.greaterThan(20);
      await stage.stop();
      // A process that was killed is there until its parent has noticed.
      await stage.until("no process is left", () => !processes.some((pid) => existsSync(`/proc/${pid}`)), 5000);
      const left = hostTraces();
      expect(left.controlGroups.filter((folder) => folder.includes(sandboxName(stage)))).to.deep.equal([]);
      expect({ ...left, controlGroups: [] }).to.deep.equal({ ...traces, controlGroups: [] });
    });
  });
}
