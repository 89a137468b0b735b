import * as path from "node:path";

import * as ec2 from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { Hand } from "./support/drift/hand";
import { EmulatedStage } from "./support/emulated-stage";
import { addedSince, takeInventory, type Inventory } from "./support/inventory";

const SHORT_TIMEOUTS = path.join(__dirname, "support", "injected", "short-timeouts.ts");

describe("pulumi destroy of a stage whose network others use", function () {
  const stage = new EmulatedStage("stg", "destroy-in-use");
  let hand: Hand;
  let empty: Inventory;
  let interfaceId = "";
  let subnetId = "";
  let groupId = "";
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    stage.inject(SHORT_TIMEOUTS);
    hand = new Hand(stage.endpoint, "servicename-stg");
    empty = await takeInventory(hand.aws);
    await stage.up();
    subnetId = (await hand.subnet("private-1a")).SubnetId ?? "";
    groupId = (await hand.securityGroup("web")).GroupId ?? "";
    const { NetworkInterface } = await hand.aws.ec2.send(
      new ec2.CreateNetworkInterfaceCommand({ SubnetId: subnetId, Groups: [groupId], Description: "of others" }),
    );
    interfaceId = NetworkInterface?.NetworkInterfaceId ?? "";
  });
  after(() => stage.stop());

  it("can be warned before: npm run recover names what others have created, and leaves it", async () => {
    const { status, stdout } = await stage.npm("recover", "stg");
    expect(status).to.equal(0);
    expect(stdout).to.equal(
      "Left as they are:\n" +
        `  network interface ${interfaceId}: not part of the stage, and pulumi destroy fails until it is deleted\n` +
        "There is nothing to recover in stg.\n",
    );
  });

  it("ends when the timeout has passed, and names the subnet and the security group in use", async () => {
    const { status, output } = await stage.tryPulumi("destroy", "--yes", "--skip-preview");
    expect(status).to.not.equal(0);
    for (const id of [subnetId, groupId]) expect(output).to.match(new RegExp(`${id}.*DependencyViolation`));
  });

  it("leaves a stage for which npm run recover still names what uses it", async () => {
    const { status, stdout } = await stage.npm("recover", "stg");
    expect(status).to.equal(0);
    expect(stdout).to.contain(`network interface ${interfaceId}: not part of the stage`);
  });

  it("succeeds when that is deleted, and leaves nothing behind", async () => {
    await hand.aws.ec2.send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId: interfaceId }));
    await stage.pulumi("destroy", "--yes", "--skip-preview");
    expect(addedSince(empty, await takeInventory(hand.aws))).to.deep.equal({});
  });
});
