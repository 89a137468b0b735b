import { CreateOrUpdateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, DescribeKeyPairsCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { UNHEALTHY_TAG } from "../../tools/local/patches/refresh/group";
import type { LoggedCall } from "../../tools/local/request-log";
import { RolledStage } from "./support/rolled-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

describe("A change of the web server of a stage with one", function () {
  const rolled = new RolledStage("rolling-update");
  const { stage } = rolled;
  const TAG = { ResourceId: rolled.group, ResourceType: "auto-scaling-group", Key: UNHEALTHY_TAG };
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    await stage.up();
  });
  after(() => stage.stop());

  /** Calls that create an image, or launch an instance for one. */
  const imaging = (calls: readonly LoggedCall[]) =>
    calls.filter(({ action }) => ["CreateImage", "RunInstances"].includes(action)).map(({ action }) => action);

  it("launches a new one, and terminates the old one when the new one is in service, before `up` ends", async () => {
    const [old = ""] = await rolled.servers();
    await stage.set("http", "redirect");
    const { status, output, groupSamples, calls } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(imaging(calls)).to.deep.equal([]);
    const [made = "", ...more] = await rolled.servers();
    expect([made, ...more]).to.have.length(1);
    expect(made).to.not.equal(old);
    const both = groupSamples.filter(({ inService }) => inService.includes(old) && inService.includes(made));
    expect(both).to.not.deep.equal([]);
    await rolled.expectNoChanges();
  });

  it("is rolled back when the new one is unhealthy, and fails this `up` and the next one with AWS's reason", async () => {
    const old = await rolled.servers();
    await rolled.aws.autoScaling.send(
      new CreateOrUpdateTagsCommand({ Tags: [{ ...TAG, Value: "yes", PropagateAtLaunch: false }] }),
    );
    await stage.set("http", "serve");
    for (const attempt of ["first", "second"]) {
      const { status, output, groupSamples } = await rolled.up();
      expect(status, attempt).to.not.equal(0);
      expect(output).to.match(
        /version \d+ ended as RollbackSuccessful: new server i-\w+ is unhealthy. At \S+ an instance was taken out of service/,
      );
      expect(Math.max(...groupSamples.map((sample) => sample.servers.length))).to.equal(2);
      expect(await rolled.servers()).to.deep.equal(old);
    }
  });

  it("is completed by the next `up` after the cause was fixed", async () => {
    const old = await rolled.servers();
    await rolled.aws.autoScaling.send(new DeleteTagsCommand({ Tags: [TAG] }));
    const { status, output } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(await rolled.servers()).to.not.have.members(old);
    await rolled.expectNoChanges();
  });

  it("adds a role instead of a key for Session Manager, and closes port 22 everywhere", async () => {
    await stage.set("access", "ssm");
    const { status, output, calls } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(imaging(calls)).to.not.include("CreateImage");
    const { ec2 } = rolled.aws;
    const InstanceIds = [...(await rolled.servers())];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    const profiles = Reservations.flatMap(({ Instances = [] }) => Instances).map((one) => one.IamInstanceProfile?.Arn);
    expect(profiles).to.have.length(1);
    expect(profiles[0]).to.contain("instance-profile/servicename-stg-");
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const ports = SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions).map(({ FromPort }) => FromPort);
    expect(ports).to.include(443).and.not.include(22);
    expect((await ec2.send(new DescribeKeyPairsCommand({}))).KeyPairs).to.deep.equal([]);
    await rolled.expectNoChanges();
  });
});
