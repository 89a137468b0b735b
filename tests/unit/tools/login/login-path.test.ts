import { expect } from "chai";

import type { StageInstance } from "../../../../tools/stage/instances";
import { findLoginPath, type Target } from "../../../../tools/login/login-path";
import type { OperatedStage } from "../../../../tools/stage/stage";
import { BASTION, instance, stageWith } from "../stage/support";

const WEB = instance("web", "i-0a");
const OTHER_WEB = instance("web", "i-0d", { zone: "ap-northeast-1c", privateIp: "10.0.3.10" });
const NAT = instance("nat", "i-0c", { privateIp: "10.0.0.5", publicIp: "203.0.113.5" });
const ALL = [WEB, BASTION, NAT, OTHER_WEB];
const on = stageWith({ bastion: true, adminCidrs: ["203.0.113.0/24"] });
const bySession = stageWith({ access: "ssm" });

function errorOf(stage: OperatedStage, instances: readonly StageInstance[], target: Target): string {
  try {
    findLoginPath(stage, instances, target);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("a path was found");
}

describe("The login path to an instance", () => {
  it("leads through the bastion to the first running web server, or to the named one", () => {
    expect(findLoginPath(on, ALL, "web")).to.deep.equal({ kind: "jump", bastion: BASTION, to: WEB });
    expect(findLoginPath(on, ALL, "i-0d")).to.deep.equal({ kind: "jump", bastion: BASTION, to: OTHER_WEB });
    const starting = [instance("web", "i-0a", { state: "pending" }), BASTION, OTHER_WEB];
    expect(findLoginPath(on, starting, "web")).to.deep.equal({ kind: "jump", bastion: BASTION, to: OTHER_WEB });
  });

  it("leads through the bastion to the NAT instance, and directly to the bastion", () => {
    expect(findLoginPath(on, ALL, "nat")).to.deep.equal({ kind: "jump", bastion: BASTION, to: NAT });
    for (const target of ["bastion", "i-0b"] as const) {
      expect(findLoginPath(on, ALL, target)).to.deep.equal({ kind: "bastion", bastion: BASTION });
    }
  });

  it("is Session Manager with access: ssm, for web servers only", () => {
    expect(findLoginPath(bySession, [WEB, NAT], "web")).to.deep.equal({ kind: "session", to: WEB });
    const instead = "log in to the web servers: npm run ssh -- stg web";
    expect(errorOf(bySession, [WEB, NAT], "bastion")).to.equal(`With access: ssm there is no bastion; ${instead}`);
    expect(errorOf(bySession, [WEB, NAT], "nat")).to.equal(
      `With access: ssm you cannot log in to a NAT instance; ${instead}`,
    );
  });

  it("uses a bastion that still runs, even if the stage file turns it off", () => {
    expect(findLoginPath(stageWith(), ALL, "web")).to.deep.equal({ kind: "jump", bastion: BASTION, to: WEB });
  });

  const set = "pulumi config set --stack stg";
  const turnOn = `${set} minimal-secure-web:bastion true`;
  const off: readonly (readonly [string, OperatedStage, string])[] = [
    [
      "off and adminCidrs is empty",
      stageWith(),
      ` (your address: curl https://checkip.amazonaws.com): ${set} --path 'minimal-secure-web:adminCidrs[0]' YOUR_ADDRESS/32 && ${turnOn} && `,
    ],
    ["off", stageWith({ adminCidrs: ["203.0.113.0/24"] }), `: ${turnOn} && `],
    ["on in the stage file but not deployed", on, ": "],
  ];
  for (const [how, stage, command] of off) {
    it(`does not exist while the bastion is ${how}; the error names the command that turns it on`, () => {
      const message = `The bastion of stg is off. To turn it on${command}pulumi up --stack stg`;
      expect(errorOf(stage, [WEB], "web")).to.equal(message);
    });
  }

  it("does not exist while the bastion is stopped, pending or without a public address", () => {
    const profiled = stageWith({ bastion: true, adminCidrs: ["203.0.113.0/24"] }, { profile: "work" });
    expect(errorOf(profiled, [WEB, { ...BASTION, state: "stopped" }], "web")).to.equal(
      "The bastion of stg has powered itself off. To start it: " +
        "aws ec2 start-instances --instance-ids i-0b --region ap-northeast-1 --profile work",
    );
    expect(errorOf(on, [WEB, { ...BASTION, state: "pending" }], "web")).to.equal(
      "The bastion of stg is pending: try again in a minute",
    );
    expect(errorOf(on, [WEB, instance("bastion", "i-0b")], "web")).to.equal(
      "The bastion of stg has no public address. To assign one: pulumi up --stack stg",
    );
  });

  it("does not exist for unknown or stopped instances", () => {
    expect(errorOf(on, [], "web")).to.equal("stg has no instance; is it deployed? pulumi up --stack stg");
    const failures: readonly (readonly [readonly StageInstance[], Target, OperatedStage, string])[] = [
      [[BASTION], "web", on, "No web server of stg is running; is it deployed? pulumi up --stack stg"],
      [
        [BASTION, instance("web", "i-0a", { state: "stopping" })],
        "web",
        on,
        "web server i-0a (10.0.1.10, ap-northeast-1a) of stg is stopping, not running",
      ],
      [[BASTION, WEB], "i-0f", on, "stg has no instance i-0f; it has i-0b, i-0a"],
      [
        [BASTION, WEB],
        "nat",
        stageWith({ nat: "gateway", bastion: true, adminCidrs: ["203.0.113.0/24"] }),
        "stg has no NAT instance (nat: gateway)",
      ],
      [[BASTION, WEB], "nat", on, "No NAT instance of stg is running; is it deployed? pulumi up --stack stg"],
    ];
    for (const [instances, target, stage, message] of failures) {
      expect(errorOf(stage, instances, target)).to.equal(message);
    }
  });
});
