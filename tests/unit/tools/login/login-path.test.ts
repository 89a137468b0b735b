import { expect } from "chai";

import type { StageInstance } from "../../../../tools/stage/instances";
import { describe as called, findLoginPath, type Target } from "../../../../tools/login/login-path";
import type { OperatedStage } from "../../../../tools/stage/stage";
import { BASTION, instance, stageWith } from "../stage/support";

const WEB = instance("web", "i-0a");
const OTHER_WEB = instance("web", "i-0d", { zone: "ap-northeast-1c", privateIp: "10.0.3.10" });
const NAT = instance("nat", "i-0c", { privateIp: "10.0.0.5", publicIp: "203.0.113.5" });
const ALL = [WEB, BASTION, NAT, OTHER_WEB];
const on = stageWith({ bastion: true, adminCidrs: ["203.0.113.0/24"] });
const bySession = stageWith({ access: "ssm" });

function refusal(stage: OperatedStage, instances: readonly StageInstance[], target: Target): string {
  try {
    findLoginPath(stage, instances, target);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("a path was found");
}

describe("The way in to an instance of a stage", () => {
  it("leads through the bastion to the first web server that runs, or to the one that is named", () => {
    expect(findLoginPath(on, ALL, "web")).to.deep.equal({ kind: "jump", bastion: BASTION, to: WEB });
    expect(findLoginPath(on, ALL, "i-0d")).to.deep.equal({ kind: "jump", bastion: BASTION, to: OTHER_WEB });
    const starting = [instance("web", "i-0a", { state: "pending" }), BASTION, OTHER_WEB];
    expect(findLoginPath(on, starting, "web")).to.deep.equal({ kind: "jump", bastion: BASTION, to: OTHER_WEB });
  });

  it("leads to the NAT instance in the same path, and straight to the bastion", () => {
    expect(findLoginPath(on, ALL, "nat")).to.deep.equal({ kind: "jump", bastion: BASTION, to: NAT });
    for (const target of ["bastion", "i-0b"] as const) {
      expect(findLoginPath(on, ALL, target)).to.deep.equal({ kind: "bastion", bastion: BASTION });
    }
  });

  it("is Session Manager's with access: ssm, to web servers alone", () => {
    expect(findLoginPath(bySession, [WEB, NAT], "web")).to.deep.equal({ kind: "session", to: WEB });
    const instead = "log in to the web servers: npm run ssh -- stg web";
    expect(refusal(bySession, [WEB, NAT], "bastion")).to.equal(`With access: ssm there is no bastion; ${instead}`);
    expect(refusal(bySession, [WEB, NAT], "nat")).to.equal(
      `With access: ssm you cannot log in to a NAT instance; ${instead}`,
    );
  });

  it("is used where a bastion still runs, whatever the stage file says by now", () => {
    expect(findLoginPath(stageWith(), ALL, "web")).to.deep.equal({ kind: "jump", bastion: BASTION, to: WEB });
  });

  const set = "pulumi config set --stack stg --path 'minimal-secure-web:";
  const off: readonly (readonly [string, OperatedStage, string])[] = [
    [
      "off and nobody is named",
      stageWith(),
      "(your address: curl https://checkip.amazonaws.com): " +
        `${set}adminCidrs[0]' YOUR_ADDRESS/32 && ${set}bastion' true && pulumi up --stack stg`,
    ],
    [
      "off",
      stageWith({ adminCidrs: ["203.0.113.0/24"] }),
      `: ${set}bastion' true && pulumi up --stack stg`.replace(/^: /, ": "),
    ],
    ["asked for but not made yet", on, ": pulumi up --stack stg"],
  ];
  for (const [how, stage, command] of off) {
    it(`does not exist while the bastion is ${how}; the command that makes it is said`, () => {
      const sentence = "The bastion of stg is off. To turn it on";
      expect(refusal(stage, [WEB], "web")).to.equal(`${sentence}${command.startsWith("(") ? " " : ""}${command}`);
    });
  }

  it("does not exist while the bastion is stopped, on its path, or without an address", () => {
    const profiled = stageWith({ bastion: true, adminCidrs: ["203.0.113.0/24"] }, { profile: "work" });
    expect(refusal(profiled, [WEB, { ...BASTION, state: "stopped" }], "web")).to.equal(
      "The bastion of stg has powered itself off. To start it: " +
        "aws ec2 start-instances --instance-ids i-0b --region ap-northeast-1 --profile work",
    );
    expect(refusal(on, [WEB, { ...BASTION, state: "pending" }], "web")).to.equal(
      "The bastion of stg is pending: try again in a minute",
    );
    const { publicIp, ...hidden } = BASTION;
    expect(publicIp).to.not.equal(undefined);
    expect(refusal(on, [WEB, hidden], "web")).to.equal(
      "The bastion of stg has no public address. To assign one: pulumi up --stack stg",
    );
  });

  it("does not exist to what is not there, and the refusal says what is", () => {
    expect(refusal(on, [], "web")).to.equal("stg has no instance; is it deployed? pulumi up --stack stg");
    const refused: readonly (readonly [readonly StageInstance[], Target, OperatedStage, string])[] = [
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
    for (const [instances, target, stage, message] of refused) {
      expect(refusal(stage, instances, target)).to.equal(message);
    }
  });

  it("calls instances by what they are, where they are and their id", () => {
    expect(called(NAT)).to.equal("NAT instance i-0c (10.0.0.5, ap-northeast-1a)");
  });
});
