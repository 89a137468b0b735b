import type { RequestListener } from "node:http";

import { expect } from "chai";

import { killOne, question, drillTarget } from "../../../../tools/verify/replacement-drill";
import { BASTION, healthy, NAT, Servers, staged, WEB, type Answers, type Changes } from "./support";

const WEB_B = { ...WEB, id: "i-0ab", privateIp: "10.0.1.11" };

/** What the group and the load balancer say at one look, by server. */
type Look = Readonly<Record<string, readonly [lifecycle: string, balancer: string]>>;

function looks(...all: readonly Look[]): Answers {
  return {
    TerminateInstances: [{}],
    DescribeAutoScalingGroups: all.map((look) => ({
      AutoScalingGroups: [
        {
          Instances: Object.entries(look).map(([InstanceId, [LifecycleState]]) => ({
            ...{ InstanceId, LifecycleState, HealthStatus: "Healthy" },
          })),
        },
      ],
    })),
    DescribeInstanceHealth: all.map((look) => ({
      InstanceStates: Object.entries(look).map(([InstanceId, [, State]]) => ({ InstanceId, State })),
    })),
  };
}

const UP = ["InService", "InService"] as const;

/** The course of things with two servers: unnoticed, out of service, gone, a new one that starts, then serves. */
const COURSE = looks(
  { "i-0aa": UP, "i-0ab": UP },
  { "i-0aa": UP, "i-0ab": UP },
  { "i-0aa": ["InService", "OutOfService"], "i-0ab": UP },
  { "i-0ab": UP },
  { "i-0ab": UP, "i-0ad": ["Pending", "OutOfService"] },
  { "i-0ab": UP, "i-0ad": ["InService", "OutOfService"] },
  { "i-0ab": UP, "i-0ad": UP },
);

describe("A web server that is terminated to see it replaced", () => {
  const servers = new Servers();
  afterEach(() => servers.stop());

  it("is the first that runs", () => {
    expect(drillTarget([BASTION, NAT, { ...WEB, state: "pending" }, WEB_B])).to.equal(WEB_B);
    expect(drillTarget([BASTION, NAT])).to.equal(undefined);
  });

  it("is named in the question before, with what becomes of the site", () => {
    const questionFor = (instances: Changes["instances"]) =>
      question(WEB, staged({ instances: instances ?? [] }).context);
    expect(questionFor([WEB, NAT])).to.equal(
      "Terminate web server i-0aa (10.0.1.10, ap-northeast-1a)? It is the only one: the site is down until its replacement is in service. [y/N] ",
    );
    expect(questionFor([WEB, WEB_B])).to.match(/\? The others stay in service\. \[y\/N\] $/);
  });

  it("is followed until as many serve as before, with what is missing peer all the while", async () => {
    const { context, calls, said } = staged({ answers: COURSE, io: { hasInstances: false } });
    const outcome = await killOne(WEB, context);
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
      "asg-servicename-stg without i-0aa: 1 of 2 in service, i-0ad is OutOfService to the load balancer (8 s)",
    ]);
  });

  it("counts for nothing that another has come before it was missed", async () => {
    const grown = { "i-0aa": UP, "i-0ac": UP };
    const answers = looks({ "i-0aa": UP }, grown, grown, { "i-0ac": UP });
    const { drill } = await killOne(WEB, staged({ answers, io: { hasInstances: false } }).context);
    expect(drill).to.include({ secondsUntilNoticed: 4, secondsUntilWhole: 4 });
  });

  it("is not terminated when the group is not whole before", async () => {
    const answers = looks({ "i-0aa": UP, "i-0ab": ["InService", "OutOfService"] });
    const { context, calls } = staged({ answers });
    expect(await killOne(WEB, context)).to.deep.equal({
      status: "failed",
      detail: "nothing was terminated, because the group is not healthy: i-0ab is OutOfService to the load balancer",
    });
    expect((await killOne({ ...WEB, id: "i-0ff" }, staged().context)).detail).to.equal(
      "nothing was terminated, because the group is not healthy: i-0ff is not in asg-servicename-stg",
    );
    expect(calls.map(([name]) => name)).to.not.include("TerminateInstances");
  });

  it("is given up after a quarter of an hour, with what to look at", async () => {
    const { context } = staged({ answers: looks({ "i-0aa": UP }, {}), io: { hasInstances: false } });
    expect(await killOne(WEB, context).catch(String)).to.equal(
      "Error: asg-servicename-stg without i-0aa: 0 of 1 in service after 900 s. The group continues by itself. " +
        "To watch it: aws autoscaling describe-scaling-activities --auto-scaling-group-name asg-servicename-stg",
    );
  });

  describe("while visitors come", () => {
    /** Real time, in which the group's course takes a second and a half. */
    const clock = {
      now: Date.now,
      sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 8)),
    };

    async function visited(answer: RequestListener, answers = COURSE) {
      const http = await servers.http(answer);
      const settings = { https: false };
      const { drill, detail, status } = await killOne(
        WEB,
        staged({ answers, settings, ports: { http }, io: { clock } }).context,
      );
      expect(status).to.equal("passed");
      return { visitors: drill?.visitors, detail };
    }

    it("counts them, and says so when all got the page", async () => {
      let asked = 0;
      const { visitors, detail } = await visited((_, response) => {
        asked += 1;
        response.end("hello!");
      });
      expect(asked).to.be.greaterThan(10);
      expect(visitors).to.include({ sent: asked, failed: 0 });
      expect(detail).to.match(
        new RegExp(`; all ${asked} requests meanwhile were answered, at most ${visitors?.longestGapMs ?? 0} ms apart$`),
      );
    });

    it("counts those that did not get it, and how long that lasted", async () => {
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
        `; 10 of ${asked} requests meanwhile failed, for ${visitors?.longestGapMs ?? 0} ms at the longest`,
      );
    });

    it("does not make much of that where there is one server", async () => {
      const answers = looks({ "i-0aa": UP }, {}, {}, { "i-0ad": UP });
      const { visitors, detail } = await visited((_, response) => response.writeHead(503).end(), answers);
      expect(visitors?.failed).to.equal(visitors?.sent);
      expect(visitors?.longestGapMs).to.be.greaterThan(0);
      expect(detail).to.match(
        / requests meanwhile failed, as is expected of a single server, for \d+ ms at the longest$/,
      );
    });
  });

  it("leaves nobody asking when it comes to a bad end", async () => {
    let asked = 0;
    const http = await servers.http((_, response) => {
      asked += 1;
      response.end("hello!");
    });
    const refused = Object.assign(new Error("not allowed"), { name: "UnauthorizedOperation" });
    const answers = { TerminateInstances: [refused], ...healthyOne() };
    const { context } = staged({ answers, settings: { https: false }, ports: { http } });
    expect(await killOne(WEB, context).catch((error: unknown) => error)).to.equal(refused);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).to.equal(before);
  });
});

function healthyOne(): Answers {
  return Object.fromEntries(Object.entries(healthy("i-0aa")).map(([name, answer]) => [name, [answer]]));
}
