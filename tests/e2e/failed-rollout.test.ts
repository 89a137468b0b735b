import { CreateOrUpdateTagsCommand, DeleteTagsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeImagesCommand, DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { UNHEALTHY_TAG } from "../../tools/local/patches/refresh/group";
import { RolledStage } from "./support/rolled-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const SCRIPT = "my-site.sh";
const page = (text: string) => `#!/bin/bash\necho ${text} >/var/www/html/index.html\n`;

describe("After a rollout that failed", function () {
  const rolled = new RolledStage("failed-rollout");
  const { stage } = rolled;
  const TAG = { ResourceId: rolled.group, ResourceType: "auto-scaling-group", Key: UNHEALTHY_TAG };
  let imageA: string;
  let imageC: string;
  let outputsOfA: Readonly<Record<string, unknown>>;
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    await stage.set("https", "false");
    await stage.up();
    imageA = await currentImage();
    outputsOfA = await outputs();
  });
  after(() => stage.stop());

  const currentImage = async () => String(await stage.output("webImageId"));
  const outputs = async () =>
    JSON.parse((await stage.pulumi("stack", "output", "--json")).output) as Record<string, unknown>;

  async function images(): Promise<readonly string[]> {
    const { Images = [] } = await rolled.aws.ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
    return Images.map(({ ImageId = "" }) => ImageId);
  }

  async function runningOn(): Promise<readonly string[]> {
    const InstanceIds = [...(await rolled.servers())];
    const { Reservations = [] } = await rolled.aws.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ ImageId = "" }) => ImageId);
  }

  it("the outputs are those of the last successful deployment, even if the update opened port 443", async () => {
    await rolled.aws.autoScaling.send(
      new CreateOrUpdateTagsCommand({ Tags: [{ ...TAG, Value: "yes", PropagateAtLaunch: false }] }),
    );
    stage.write(SCRIPT, page("B"));
    await stage.set("web.script", SCRIPT);
    await stage.set("https", "true");
    const { status, output } = await rolled.up();
    expect(status).to.not.equal(0);
    expect(output).to.contain("ended as RollbackSuccessful");
    expect(await outputs()).to.deep.equal(outputsOfA);
    expect(await runningOn()).to.deep.equal([imageA]);
  });

  it("the next deployment keeps the working image, and a new certificate does not close port 443", async () => {
    await rolled.aws.autoScaling.send(new DeleteTagsCommand({ Tags: [TAG] }));
    stage.write(SCRIPT, page("C"));
    await stage.set("certificate.generation", "2");
    const { status, output, calls } = await rolled.up();
    expect(status, output).to.equal(0);
    imageC = await currentImage();
    expect(await runningOn()).to.deep.equal([imageC]);
    expect(await images()).to.have.members([imageA, imageC]);
    const actions = calls.map(({ action }) => action);
    expect(actions).to.not.include("DeleteLoadBalancerListeners");
    expect(await outputs()).to.include.keys("httpsUrl", "certificateExpiresAt");
    await rolled.expectNoChanges();
  });

  it("the previous image is the working one", async () => {
    await stage.set("previousImage", "true");
    const { status, output } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(await runningOn()).to.deep.equal([imageA]);
    expect(await images()).to.have.members([imageA, imageC]);
    await rolled.expectNoChanges();
  });
});
