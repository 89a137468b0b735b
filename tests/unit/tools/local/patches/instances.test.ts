import { expect } from "chai";

import { createdImages } from "../../../../../tools/local/patches/created-images";
import {
  imageVolumeSizes,
  instanceInterfaces,
  instanceMonitoring,
  instanceStatusChecks,
  terminatedInterfaces,
} from "../../../../../tools/local/patches/instances";
import { findAll, membersOf, textAt, textsOf, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const instances = (content: string) =>
  `<R><reservationSet><item><groupSet/><instancesSet><item><instanceId>i-1</instanceId>${content}</item></instancesSet></item></reservationSet></R>`;
const launched = "<R><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></R>";

describe("an instance in the emulator", () => {
  const nic = (check: string) =>
    `<networkInterfaceSet><item><attachment><deviceIndex>1</deviceIndex></attachment><groupSet><item><groupId>sg-2</groupId></item></groupSet></item><item><attachment><deviceIndex>0</deviceIndex></attachment><groupSet><item><groupId>sg-1</groupId></item></groupSet><sourceDestCheck>${check}</sourceDestCheck></item></networkInterfaceSet>`;

  for (const [ofInterface, ofInstance, shown] of [
    ["true", "true", "true"],
    ["false", "true", "false"],
    ["true", "false", "false"],
  ] as const) {
    it(`has the security groups of its primary network interface, and checks ${ofInterface} and ${ofInstance} as ${shown}`, async () => {
      const content = `${nic(ofInterface)}<groupSet/><sourceDestCheck>${ofInstance}</sourceDestCheck>`;
      const emulator = new FakeEmulator(instanceInterfaces(), { DescribeInstances: instances(content) });
      const root = await emulator.send("ec2", "DescribeInstances");
      expect(textAt(membersOf(root, "instancesSet")[0], "groupSet/item/groupId")).to.equal("sg-1");
      expect(textsOf(root, "sourceDestCheck")).to.deep.equal([shown, shown]);
    });
  }

  it("has volumes of its image's size where the launch gives none", async () => {
    const volume = "<item><deviceName>/dev/xvda</deviceName><ebs><volumeSize>15</volumeSize></ebs></item>";
    const emulator = new FakeEmulator(imageVolumeSizes(), {
      RunInstances: launched,
      DescribeImages: `<R><imagesSet><item><blockDeviceMapping>${volume}</blockDeviceMapping></item></imagesSet></R>`,
    });
    const first = "BlockDeviceMapping.1";
    await emulator.send("ec2", "RunInstances", {
      ...{ [`${first}.DeviceName`]: "/dev/xvda", [`${first}.Ebs.Encrypted`]: "true" },
      ...{ "BlockDeviceMapping.2.DeviceName": "/dev/sdf", "BlockDeviceMapping.2.Ebs.VolumeSize": "20" },
    });
    const [sent] = emulator.requests("RunInstances");
    expect([sent?.[`${first}.Ebs.VolumeSize`], sent?.["BlockDeviceMapping.2.Ebs.VolumeSize"]]).to.deep.equal([
      "15",
      "20",
    ]);
  });

  it("reports detailed monitoring after it was changed", async () => {
    const emulator = new FakeEmulator(instanceMonitoring(), {
      DescribeInstances: instances("<monitoring><state>disabled</state></monitoring>"),
    });
    const state = async () => textsOf(await emulator.send("ec2", "DescribeInstances"), "state")[0];
    expect(await state()).to.equal("disabled");
    await emulator.send("ec2", "MonitorInstances", { "InstanceId.1": "i-1" });
    expect(await state()).to.equal("enabled");
    await emulator.send("ec2", "UnmonitorInstances", { "InstanceId.1": "i-1" });
    expect(await state()).to.equal("disabled");
    expect(emulator.requests("MonitorInstances")).to.deep.equal([]);
  });

  it("reports detailed monitoring requested at launch", async () => {
    const emulator = new FakeEmulator(instanceMonitoring(), {
      RunInstances: launched,
      DescribeInstances: instances("<monitoring><state>disabled</state></monitoring>"),
    });
    await emulator.send("ec2", "RunInstances", { "Monitoring.Enabled": "true" });
    expect(textsOf(await emulator.send("ec2", "DescribeInstances"), "state")[0]).to.equal("enabled");
  });

  it("loses only the network interface created with it when it is terminated", async () => {
    const one = (id: string, description: string, instance: string) =>
      `<item><networkInterfaceId>${id}</networkInterfaceId><description>${description}</description><attachment><instanceId>${instance}</instanceId></attachment></item>`;
    const own = "Primary network interface";
    const emulator = new FakeEmulator(terminatedInterfaces(), {
      DescribeInstances: instances(""),
      DescribeNetworkInterfaces: `<R><networkInterfaceSet>${one("eni-1", own, "i-1")}${one("eni-2", "mine", "i-1")}${one("eni-3", own, "i-2")}</networkInterfaceSet></R>`,
    });
    const root = await emulator.send("ec2", "DescribeNetworkInterfaces");
    const left = textsOf(root, "networkInterfaceId");
    expect(left).to.deep.equal(["eni-2", "eni-3"]);
    expect(emulator.requests("DescribeInstances")[0]).to.deep.include({ "Filter.1.Value.1": "terminated" });
  });
});

describe("an image created from an instance in the emulator", () => {
  it("matches the instance's root volume, and so does its snapshot", async () => {
    const disk =
      "<blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId></ebs></item></blockDeviceMapping>";
    const emulator = new FakeEmulator(createdImages(), {
      DescribeInstances: instances(`<imageId>ami-1</imageId><rootDeviceName>/dev/xvda</rootDeviceName>${disk}`),
      DescribeVolumes:
        "<R><volumeSet><item><size>8</size><volumeType>gp3</volumeType><encrypted>true</encrypted></item></volumeSet></R>",
      CreateImage: "<R><imageId>ami-1</imageId></R>",
      DescribeImages:
        "<R><imagesSet><item><imageId>ami-1</imageId><rootDeviceName>/dev/sda1</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs><snapshotId>snap-1</snapshotId><volumeSize>15</volumeSize></ebs></item></blockDeviceMapping></item></imagesSet></R>",
      DescribeSnapshots:
        "<R><snapshotSet><item><snapshotId>snap-1</snapshotId><volumeSize>15</volumeSize><encrypted>false</encrypted></item><item><snapshotId>snap-2</snapshotId><encrypted>false</encrypted></item></snapshotSet></R>",
    });
    await emulator.send("ec2", "CreateImage", { InstanceId: "i-1" });
    const image = membersOf(await emulator.send("ec2", "DescribeImages"), "imagesSet")[0];
    expect(textAt(image, "rootDeviceName")).to.equal("/dev/xvda");
    expect(textAt(image, "blockDeviceMapping/item/ebs/volumeSize")).to.equal("8");
    expect(textAt(image, "blockDeviceMapping/item/ebs/encrypted")).to.equal("true");
    const snapshots = findAll(await emulator.send("ec2", "DescribeSnapshots"), "encrypted");
    expect(snapshots.map(({ text }) => text)).to.deep.equal(["true", "false"]);
  });
});

const checks = (status: string) =>
  `<R><instanceStatusSet><item><instanceId>i-1</instanceId><systemStatus><status>${status}</status></systemStatus><instanceStatus><status>${status}</status></instanceStatus></item></instanceStatusSet></R>`;
const statuses = (root: XmlElement) =>
  findAll(root, "status")
    .filter(({ children }) => children.length === 0)
    .map(({ text }) => text);

describe("the status checks of an instance in the emulator", () => {
  it("are initializing at first, and passed later", async () => {
    const emulator = new FakeEmulator(instanceStatusChecks(40), {
      RunInstances: launched,
      DescribeInstanceStatus: checks("ok"),
    });
    await emulator.send("ec2", "RunInstances");
    const first = statuses(await emulator.send("ec2", "DescribeInstanceStatus"));
    expect(first).to.deep.equal(["initializing", "initializing"]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(statuses(await emulator.send("ec2", "DescribeInstanceStatus"))).to.deep.equal(["ok", "ok"]);
  });

  it("are not applicable when the instance does not run", async () => {
    const emulator = new FakeEmulator(instanceStatusChecks(10_000), {
      RunInstances: launched,
      DescribeInstanceStatus: checks("not-applicable"),
    });
    await emulator.send("ec2", "RunInstances");
    const seen = statuses(await emulator.send("ec2", "DescribeInstanceStatus"));
    expect(seen).to.deep.equal(["not-applicable", "not-applicable"]);
  });
});
