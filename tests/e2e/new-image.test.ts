import { DescribeImagesCommand, DescribeInstancesCommand, DescribeSnapshotsCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import type { LoggedCall } from "../../tools/local/request-log";
import { RolledStage } from "./support/rolled-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const SCRIPT = "my-site.sh";
const OWN = "#!/bin/bash\necho mine >/var/www/html/index.html\n";
const ERROR = "minimal-secure-web: web server FAILED in line 63";
const FAILING = `${OWN}# emulator: fails with: ${ERROR}\n`;

describe("A new image of the web servers", function () {
  const rolled = new RolledStage("new-image");
  const { stage } = rolled;
  /** Images in the order of their creation. */
  const created: string[] = [];
  /** Snapshots of a new emulator. */
  let foreign: readonly string[];
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    foreign = await snapshots();
    await stage.up();
    created.push(await currentImage());
  });
  after(() => stage.stop());

  const currentImage = async () => String(await stage.output("webImageId"));

  async function snapshots(): Promise<readonly string[]> {
    const { Snapshots = [] } = await rolled.aws.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ["self"] }));
    return Snapshots.map(({ SnapshotId = "" }) => SnapshotId);
  }

  /** Ids of the images, each with its snapshot; there is no other snapshot. */
  async function keptImages(): Promise<readonly string[]> {
    const { Images = [] } = await rolled.aws.ec2.send(new DescribeImagesCommand({ Owners: ["self"] }));
    const used = Images.flatMap(({ BlockDeviceMappings = [] }) =>
      BlockDeviceMappings.map(({ Ebs }) => Ebs?.SnapshotId),
    );
    const kept = (await snapshots()).filter((id) => !foreign.includes(id));
    expect(kept).to.have.members(used).and.have.length(Images.length);
    return Images.map(({ ImageId = "" }) => ImageId);
  }

  /** Image and instance type of each server. */
  async function runningOn(): Promise<readonly { image: string; type: string }[]> {
    const { Reservations = [] } = await rolled.aws.ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [...(await rolled.servers())] }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ ImageId = "", InstanceType = "" }) => ({
      image: ImageId,
      type: InstanceType,
    }));
  }

  /** The current state of each build instance. */
  async function buildInstances(): Promise<{ at: string; states: ReadonlyMap<string, string> }> {
    const at = new Date().toISOString();
    const { Reservations = [] } = await rolled.aws.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "tag:Name", Values: ["servicename-stg-web"] }] }),
    );
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    return { at, states: new Map(instances.map((one) => [one.InstanceId ?? "", String(one.State?.Name)])) };
  }

  /** The successful calls of some names. */
  const named = (calls: readonly LoggedCall[], ...names: readonly string[]) =>
    calls.filter(({ action, status }) => names.includes(action) && status < 300);
  /** The only call of a name. */
  function only(calls: readonly LoggedCall[], name: string): LoggedCall {
    const [call, ...more] = named(calls, name);
    expect(more, name).to.deep.equal([]);
    if (call === undefined) throw new Error(`${name} was not called`);
    return call;
  }

  /** When AWS first reported that the servers had been replaced. */
  function endOfRefresh(calls: readonly LoggedCall[]): number {
    const reported = named(calls, "DescribeInstanceRefreshes").find(({ response }) =>
      JSON.stringify(response).includes('"Status":"Successful"'),
    );
    return reported?.seq ?? Infinity;
  }

  it("is created from an instance that has powered itself off, with the user's own page, and all servers get it", async () => {
    stage.write(SCRIPT, OWN);
    await stage.set("web.script", SCRIPT);
    const { status, output, calls, samples } = await rolled.up(buildInstances);
    expect(status, output).to.equal(0);

    const launch = only(calls, "RunInstances");
    const userData = Buffer.from(String(launch.params.UserData), "base64").toString();
    expect(userData).to.contain(Buffer.from(OWN).toString("base64"));
    const imaging = only(calls, "CreateImage");
    const instance = String(imaging.params.InstanceId);
    expect(JSON.stringify(launch.response)).to.contain(instance);
    // It stopped by itself, before the image was requested.
    expect(named(calls, "StopInstances", "RebootInstances")).to.deep.equal([]);
    expect(imaging.params.NoReboot).to.equal("true");
    const before = samples.filter(({ at }) => at < imaging.at).map(({ states }) => states.get(instance));
    expect(before).to.include("running");
    expect(before.at(-1)).to.equal("stopped");

    const STEPS = ["RunInstances", "CreateImage", "CreateLaunchTemplateVersion", "StartInstanceRefresh"];
    expect(named(calls, ...STEPS).map(({ action }) => action)).to.deep.equal(STEPS);
    created.push(await currentImage());
    expect(only(calls, "CreateLaunchTemplateVersion").params["LaunchTemplateData.ImageId"]).to.equal(created[1]);
    expect(await runningOn()).to.deep.equal([{ image: created[1], type: "t4g.micro" }]);
    expect(await keptImages()).to.have.members(created);
    await rolled.expectNoChanges();
  });

  it("can be replaced by the previous image, which still exists: none is created, and servers are replaced again", async () => {
    await stage.set("previousImage", "true");
    const { status, output, calls } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(named(calls, "RunInstances", "CreateImage", "DeregisterImage")).to.deep.equal([]);
    expect(endOfRefresh(calls)).to.be.lessThan(Infinity);
    expect(await runningOn()).to.deep.equal([{ image: created[0], type: "t4g.micro" }]);
    expect(await keptImages()).to.have.members(created);
    await rolled.expectNoChanges();
  });

  it("for another instance type deletes the oldest image with its snapshot, after its servers were replaced", async () => {
    await stage.unset("previousImage");
    await stage.set("instanceTypes.web", "t4g.small");
    const { status, output, calls } = await rolled.up();
    expect(status, output).to.equal(0);
    created.push(await currentImage());
    expect(await runningOn()).to.deep.equal([{ image: created[2], type: "t4g.small" }]);
    expect(only(calls, "DeregisterImage").params.ImageId).to.equal(created[0]);
    expect(only(calls, "DeregisterImage").seq).to.be.greaterThan(endOfRefresh(calls));
    expect(only(calls, "DeleteSnapshot").seq).to.be.greaterThan(endOfRefresh(calls));
    expect(await keptImages()).to.have.members(created.slice(1));
    await rolled.expectNoChanges();
  });

  it("is not created when the user's script fails: this `up` and the next print the reason, and servers and images stay", async () => {
    const servers = await rolled.servers();
    stage.write(SCRIPT, FAILING);
    for (const [attempt, instances] of [
      ["first", 1],
      ["second", 0],
    ] as const) {
      const { status, output, calls } = await rolled.up();
      expect(status, attempt).to.not.equal(0);
      expect(output).to.match(new RegExp(`web server i-\\w+ says: ${ERROR}\\. Fix the script, or .+Instance::web`));
      expect(named(calls, "RunInstances"), attempt).to.have.length(instances);
      expect(named(calls, "CreateImage", "StartInstanceRefresh", "DeregisterImage")).to.deep.equal([]);
      expect(await rolled.servers()).to.deep.equal(servers);
      expect(await keptImages()).to.have.members(created.slice(1));
    }
    // The advice of the error.
    const { output } = await stage.pulumi("preview", "--replace", "**aws:ec2/instance:Instance::web");
    // A line may be printed again with more in it.
    const replaced = [...output.matchAll(/aws:ec2:Instance (\S+) +replace/g)].map(([, name]) => name);
    expect([...new Set(replaced)]).to.deep.equal(["web"]);
  });

  it("is not created when the user's script powers the instance off before ours has finished", async () => {
    const servers = await rolled.servers();
    stage.write(SCRIPT, "#!/bin/bash\npoweroff\n");
    const { status, output, calls } = await rolled.up();
    expect(status).to.not.equal(0);
    expect(output).to.match(/web server i-\w+ was powered off before its script had finished: .+Instance::web/);
    expect(named(calls, "CreateImage", "StartInstanceRefresh", "DeregisterImage")).to.deep.equal([]);
    expect(await rolled.servers()).to.deep.equal(servers);
  });

  it("is created when the script is fixed, here with a new revision; nothing of the failed one is left", async () => {
    stage.write(SCRIPT, OWN);
    await stage.set("imageGeneration", "2");
    const { status, output } = await rolled.up();
    expect(status, output).to.equal(0);
    created.push(await currentImage());
    expect(await runningOn()).to.deep.equal([{ image: created[3], type: "t4g.small" }]);
    expect(await keptImages()).to.have.members(created.slice(2));
    const { states } = await buildInstances();
    expect([...states.values()].filter((state) => state !== "terminated")).to.deep.equal(["stopped"]);
    await rolled.expectNoChanges();
  });

  it("is rolled out to a group of two with always at least two in service", async () => {
    for (const bound of ["max", "min"]) await stage.set(`web.${bound}`, "2");
    await stage.up();
    const old = await rolled.servers();
    expect(old).to.have.length(2);
    await stage.unset("web.script");
    const { status, output, groupSamples } = await rolled.up();
    expect(status, output).to.equal(0);
    expect(groupSamples.map(({ min }) => min))
      .to.include(2)
      .and.not.include(1);
    created.push(await currentImage());
    expect(await runningOn()).to.deep.equal([4, 4].map((index) => ({ image: created[index], type: "t4g.small" })));
    expect(await rolled.servers()).to.not.include.members(old.slice(0, 1));
    expect(await keptImages()).to.have.members(created.slice(3));
    await rolled.expectNoChanges();
  });
});
