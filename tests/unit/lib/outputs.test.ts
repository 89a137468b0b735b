import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { loginCommands, onceUpdated, present } from "../../../lib/outputs";
import { deploy, resolve } from "../../support";

const stageName = { service: "shop", stage: "stg" };

/** Finds the address of a running web server; auto scaling replaces them, so no address can be written down. */
const LOOK_UP =
  "$(aws ec2 describe-instances --region ap-northeast-1 " +
  "--filters Name=tag:Name,Values=as-shop-stg-web Name=instance-state-name,Values=running " +
  "--query 'Reservations[0].Instances[0].PrivateIpAddress' --output text)";

async function commands(): Promise<{ sshCommand: string; portForwardCommand: string }> {
  const { made } = await deploy(() => loginCommands(stageName, "ap-northeast-1", "203.0.113.9"));
  return {
    sshCommand: await resolve(made.sshCommand),
    portForwardCommand: await resolve(made.portForwardCommand),
  };
}

describe("Outputs", () => {
  it("are absent, not undefined, for what is switched off; what is empty, false or zero stays", () => {
    const outputs = present({ on: "x", off: undefined, none: [], no: false, zero: 0, text: "" });
    expect(Object.keys(outputs)).to.deep.equal(["on", "none", "no", "zero", "text"]);
  });

  it("that depend on a resource are known in a preview as well, and absent or given where there is none", async () => {
    const { made } = await deploy(
      () => {
        const resource = new pulumi.ComponentResource("test:index:Thing", "thing");
        return [onceUpdated(resource, ["a"]), onceUpdated(undefined, "b"), onceUpdated(resource, undefined)] as const;
      },
      { preview: true },
    );
    expect(await resolve(made[0])).to.deep.equal(["a"]);
    expect(await resolve(pulumi.output(made[1]))).to.equal("b");
    expect(made[2]).to.equal(undefined);
  });

  it("tell how to log in to a web server through the bastion with the agent forwarded", async () => {
    const { sshCommand } = await commands();
    expect(sshCommand).to.equal(`ssh -A -J ec2-user@203.0.113.9 ec2-user@${LOOK_UP}`);
  });

  it("tell how to forward local port 50022 to a web server's SSH, and do not log in for it", async () => {
    const { portForwardCommand } = await commands();
    expect(portForwardCommand).to.equal(`ssh -N -L 50022:${LOOK_UP}:22 ec2-user@203.0.113.9`);
  });
});
