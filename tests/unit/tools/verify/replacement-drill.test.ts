import type { RequestListener } from "node:http";
import { failed } from "../../../../tools/verify/check";
import { runDrill, question, drillTarget } from "../../../../tools/verify/replacement-drill";
import { BASTION, groupAnswers, NAT, Servers, staged, UP, WEB, type Changes } from "./support";

const WEB_B = { ...WEB, id: "i-0ab", privateIp: "10.0.1.11" };

/** Two servers: one is still in service, then out of service, then gone; a new one starts, then is in service. */
const REPLACEMENT = groupAnswers(
  { "i-0aa": UP, "i-0ab": UP },
  { "i-0aa": UP, "i-0ab": UP },
  { "i-0aa": ["InService", "OutOfService"], "i-0ab": UP },
  { "i-0ab": UP },
  { "i-0ab": UP, "i-0ad": ["Pending", "OutOfService"] },
  { "i-0ab": UP, "i-0ad": ["InService", "OutOfService"] },
  { "i-0ab": UP, "i-0ad": UP },
);

describe("The replacement drill's target", () => {
  const servers = new Servers();
  afterEach(() => servers.stop());

  it("is the first running web server", () => {
    expect(drillTarget([BASTION, NAT, { ...WEB, state: "pending" }, WEB_B])).to.equal(WEB_B);
    expect(drillTarget([BASTION, NAT])).to.equal(undefined);
  });

  it("is named in the question, with the effect on the site", () => {
    const questionFor = (instances: Changes["instances"]) =>
      question(WEB, staged({ instances: instances ?? [] }).context);
    expect(questionFor([WEB, NAT])).to.equal(
      "Terminate web server i-0aa (10.0.1.10, ap-northeast-1a)? It is the only one: the site is down until its replacement is in service. [y/N] ",
    );
    expect(questionFor([WEB, WEB_B])).to.match(/\? The others stay in service\. \[y\/N\] $/);
  });

  it("is followed until as many servers are in service as before, and reports what is missing", async () => {
    const { context, calls, said } = staged({ answers: REPLACEMENT, io: { hasInstances: false } });
    const outcome = await runDrill(WEB, context);
    expect(outcome).to.deep.equal({
      status: "passed",
      detail:
        "i-0aa was terminated, noticed after 2 s and replaced by i-0ad; 2 servers in service again after 10 s; " +
        "no requests were sent, because the emulator runs no instances",
      drill: { terminated: "i-0aa", replacedBy: ["i-0ad"], secondsUntilNoticed: 2, secondsUntilWhole: 10 },
    });
    expect(calls.filter(([name]) => name === "TerminateInstances")).to.deep.equal([
      ["TerminateInstances", { InstanceIds: ["i-0aa"] }],
    ]);
    expect(said).to.deep.equal([
      "asg-servicename-stg without i-0aa: has not noticed yet (0 s)",
      "asg-servicename-stg without i-0aa: 1 of 2 in service (2 s)",
      "asg-servicename-stg without i-0aa: 1 of 2 in service (4 s)",
      "asg-servicename-stg without i-0aa: 1 of 2 in service, i-0ad is Pending and Healthy in its group (6 s)",
      "asg-servicename-stg without i-0aa: 1 of 2 in service, i-0ad is OutOfService at the load balancer (8 s)",
    ]);
  });

  it("ignores a server that starts before the loss is noticed", async () => {
    const grown = { "i-0aa": UP, "i-0ac": UP };
    const answers = groupAnswers({ "i-0aa": UP }, grown, grown, { "i-0ac": UP });
    const { drill } = await runDrill(WEB, staged({ answers, io: { hasInstances: false } }).context);
    expect(drill).to.include({ secondsUntilNoticed: 4, secondsUntilWhole: 4 });
  });

  it("is not terminated when the group is unhealthy", async () => {
    const answers = groupAnswers({ "i-0aa": UP, "i-0ab": ["InService", "OutOfService"] });
    const { context, calls } = staged({ answers });
    expect(await runDrill(WEB, context)).to.deep.equal(
      failed("nothing was terminated, because the group is not healthy: i-0ab is OutOfService at the load balancer"),
    );
    expect((await runDrill({ ...WEB, id: "i-0ff" }, staged().context)).detail).to.equal(
      "nothing was terminated, because the group is not healthy: i-0ff is not in asg-servicename-stg",
    );
    expect(calls.map(([name]) => name)).to.not.include("TerminateInstances");
  });

  it("times out after 15 minutes, with a command to check", async () => {
    const { context } = staged({ answers: groupAnswers({ "i-0aa": UP }, {}), io: { hasInstances: false } });
    expect(await runDrill(WEB, context).catch(String)).to.equal(
      "Error: asg-servicename-stg without i-0aa: 0 of 1 in service after 900 s. The group continues by itself. " +
        "To watch it: aws autoscaling describe-scaling-activities --auto-scaling-group-name asg-servicename-stg",
    );
  });

  describe("with requests meanwhile", () => {
    /** Real time: the replacement takes 1.5 seconds. */
    const clock = {
      now: Date.now,
      sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 8)),
    };

    async function visited(answer: RequestListener, answers = REPLACEMENT) {
      const http = await servers.http(answer);
      const settings = { https: false };
      const { drill, detail, status } = await runDrill(
        WEB,
        staged({ answers, settings, ports: { http }, io: { clock } }).context,
      );
      expect(status).to.equal("passed");
      return { visitors: drill?.visitors, detail };
    }

    it("counts requests that are all answered", async () => {
      let asked = 0;
      const { visitors, detail } = await visited((_, response) => {
        asked += 1;
        response.end("hello!");
      });
      expect(asked).to.be.greaterThan(10);
      expect(visitors).to.include({ sent: asked, failed: 0 });
      expect(detail).to.match(
        new RegExp(
          `; all ${asked} requests in the meantime were answered, at most ${visitors?.longestGapMs ?? 0} ms apart$`,
        ),
      );
    });

    it("counts failed requests, and how long they failed", async () => {
      let asked = 0;
      const [first, last] = [5, 14];
      let gap = 0;
      const { visitors, detail } = await visited((_, response) => {
        asked += 1;
        if (asked === first) gap = Date.now();
        if (asked === last + 1) gap = Date.now() - gap;
        if (asked < first || asked > last) response.end("hello!");
        else if (asked % 2 === 0) response.writeHead(503).end();
        else response.socket?.destroy();
      });
      expect(visitors).to.include({ sent: asked, failed: last - first + 1 });
      expect(visitors?.longestGapMs).to.be.at.least(gap);
      expect(detail).to.contain(
        `; 10 of ${asked} requests in the meantime failed; the longest outage was ${visitors?.longestGapMs ?? 0} ms`,
      );
    });

    it("expects failures of a single server", async () => {
      const answers = groupAnswers({ "i-0aa": UP }, {}, {}, { "i-0ad": UP });
      const { visitors, detail } = await visited((_, response) => response.writeHead(503).end(), answers);
      expect(visitors?.failed).to.equal(visitors?.sent);
      expect(visitors?.longestGapMs).to.be.greaterThan(0);
      expect(detail).to.match(
        / requests in the meantime failed, as is expected of a single server; the longest outage was \d+ ms$/,
      );
    });
  });

  it("stops its requests when it fails", async () => {
    let asked = 0;
    const http = await servers.http((_, response) => {
      asked += 1;
      response.end("hello!");
    });
    const denied = Object.assign(new Error("not allowed"), { name: "UnauthorizedOperation" });
    const answers = { TerminateInstances: [denied] };
    const { context } = staged({ answers, settings: { https: false }, ports: { http } });
    expect(await runDrill(WEB, context).catch((error: unknown) => error)).to.equal(denied);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).to.equal(before);
  });
});
