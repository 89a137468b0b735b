import * as ec2 from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import { Hand } from "./support/drift/hand";
import { EmulatedStage } from "./support/emulated-stage";
import { addedSince, takeInventory, type Inventory } from "./support/inventory";

describe("pulumi destroy of a stage whose network others use", function () {
  const stage = new EmulatedStage("stg", "destroy-in-use");
  let hand: Hand;
  let empty: Inventory;
  let interfaceId = "";
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    hand = new Hand(stage.endpoint, "servicename-stg");
    empty = await takeInventory(hand.aws);
    await stage.up();
    const { SubnetId } = await hand.subnet("private-1a");
    const { GroupId = "" } = await hand.securityGroup("web");
    const { NetworkInterface } = await hand.aws.ec2.send(
      new ec2.CreateNetworkInterfaceCommand({ SubnetId, Groups: [GroupId], Description: "of others" }),
    );
    interfaceId = NetworkInterface?.NetworkInterfaceId ?? "";
  });
  after(() => stage.stop());

  it("can be warned before: npm run recover names what others have created, and leaves it", async () => {
    const { status, stdout } = await stage.npm("recover", "stg");
    expect(status).to.equal(0);
    expect(stdout).to.equal(
      "Left as they are:\n" +
        `  network interface ${interfaceId} (of others): not part of the stage, and pulumi destroy fails until it is deleted\n` +
        "There is nothing to recover in stg.\n",
    );
  });

  it("is no way to lose what others run there: npm run recover -- stg --destroy deletes nothing, and names it", async () => {
    const { SubnetId } = await hand.subnet("private-1a");
    const { Images = [] } = await hand.aws.ec2.send(new ec2.DescribeImagesCommand({ Owners: ["self"] }));
    const { Instances = [] } = await hand.aws.ec2.send(
      new ec2.RunInstancesCommand({
        ...{ SubnetId, ImageId: Images[0]?.ImageId, InstanceType: "t4g.nano", MinCount: 1, MaxCount: 1 },
      }),
    );
    const [{ InstanceId = "" } = {}] = Instances;
    const before = await takeInventory(hand.aws);
    const { status, stderr } = await stage.npm("recover", "stg", "--destroy");
    expect(status).to.equal(1);
    expect(stderr).to.equal(
      "Others use the VPC of stg, so the command deletes nothing while these exist:\n" +
        `  instance ${InstanceId}\n` +
        "Delete what they belong to, or move it to another VPC, then run the command again.\n",
    );
    expect(await takeInventory(hand.aws)).to.deep.equal(before);
    await hand.aws.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
  });

  it("waits while AWS refuses, npm run recover says for what, and it continues when that is deleted", async () => {
    let refuse: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    stage.setInterceptor(async (call, next) => {
      const response = await next(call);
      if (call.action === "DeleteSubnet" && response.body.includes("DependencyViolation")) refuse();
      return response;
    });
    const destroyed = stage.pulumi("destroy", "--yes", "--skip-preview");
    await Promise.race([refused, destroyed]);
    const { status, stdout } = await stage.npm("recover", "stg", "--dry-run");
    expect(status).to.equal(0);
    expect(stdout).to.match(/^pulumi is working on stg: /);
    expect(stdout).to.contain(`network interface ${interfaceId} (of others): not part of the stage`);
    await hand.aws.ec2.send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId: interfaceId }));
    await destroyed;
    expect(addedSince(empty, await takeInventory(hand.aws))).to.deep.equal({});
  });
});
