import { expect } from "chai";

import { createdImages } from "../../../../../tools/local/patches/created-images";
import { instanceInterfaces } from "../../../../../tools/local/patches/instance-interfaces";
import { instanceMonitoring } from "../../../../../tools/local/patches/instance-monitoring";
import { terminatedInterfaces } from "../../../../../tools/local/patches/terminated-interfaces";
import { findAll, textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const instances = (content: string) =>
  `<R><reservationSet><item><groupSet/><instancesSet><item><instanceId>i-1</instanceId>${content}</item></instancesSet></item></reservationSet></R>`;

describe("an instance in the emulator", () => {
  const nic = (check: string) =>
    `<networkInterfaceSet><item><attachment><deviceIndex>1</deviceIndex></attachment><groupSet><item><groupId>sg-2</groupId></item></groupSet></item><item><attachment><deviceIndex>0</deviceIndex></attachment><groupSet><item><groupId>sg-1</groupId></item></groupSet><sourceDestCheck>${check}</sourceDestCheck></item></networkInterfaceSet>`;

  it("has the security groups of its primary network interface", async () => {
    const answers = {
      DescribeInstances: instances(`${nic("true")}<groupSet/><sourceDestCheck>true</sourceDestCheck>`),
    };
    const root = await new FakeEmulator(instanceInterfaces(), answers).send("ec2", "DescribeInstances");
    const [instance] = findAll(root, "instancesSet")[0]!.children;
    expect(textAt(instance, "groupSet/item/groupId")).to.equal("sg-1");
    expect(textAt(instance, "sourceDestCheck")).to.equal("true");
  });

  for (const [ofInterface, ofInstance] of [
    ["false", "true"],
    ["true", "false"],
  ] as const) {
    it(`does not check source and destination where its interface says ${ofInterface} and itself ${ofInstance}`, async () => {
      const content = `${nic(ofInterface)}<groupSet/><sourceDestCheck>${ofInstance}</sourceDestCheck>`;
      const emulator = new FakeEmulator(instanceInterfaces(), { DescribeInstances: instances(content) });
      const root = await emulator.send("ec2", "DescribeInstances");
      expect(findAll(root, "sourceDestCheck").map(({ text }) => text)).to.deep.equal(["false", "false"]);
    });
  }

  it("has its detailed monitoring switched and reported", async () => {
    const emulator = new FakeEmulator(instanceMonitoring(), {
      DescribeInstances: instances("<monitoring><state>disabled</state></monitoring>"),
    });
    const state = async () => findAll(await emulator.send("ec2", "DescribeInstances"), "state")[0]!.text;
    expect(await state()).to.equal("disabled");
    await emulator.send("ec2", "MonitorInstances", { "InstanceId.1": "i-1" });
    expect(await state()).to.equal("enabled");
    await emulator.send("ec2", "UnmonitorInstances", { "InstanceId.1": "i-1" });
    expect(await state()).to.equal("disabled");
    expect(emulator.asked("MonitorInstances")).to.deep.equal([]);
  });

  it("reports detailed monitoring that is asked for at launch", async () => {
    const emulator = new FakeEmulator(instanceMonitoring(), {
      RunInstances: "<R><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></R>",
      DescribeInstances: instances("<monitoring><state>disabled</state></monitoring>"),
    });
    await emulator.send("ec2", "RunInstances", { "Monitoring.Enabled": "true" });
    expect(findAll(await emulator.send("ec2", "DescribeInstances"), "state")[0]!.text).to.equal("enabled");
  });

  it("takes the interface that was made with it along when it is terminated, no other", async () => {
    const one = (id: string, description: string, instance: string) =>
      `<item><networkInterfaceId>${id}</networkInterfaceId><description>${description}</description><attachment><instanceId>${instance}</instanceId></attachment></item>`;
    const own = "Primary network interface";
    const emulator = new FakeEmulator(terminatedInterfaces(), {
      DescribeInstances: instances(""),
      DescribeNetworkInterfaces: `<R><networkInterfaceSet>${one("eni-1", own, "i-1")}${one("eni-2", "mine", "i-1")}${one("eni-3", own, "i-2")}</networkInterfaceSet></R>`,
    });
    const root = await emulator.send("ec2", "DescribeNetworkInterfaces");
    const left = findAll(root, "networkInterfaceId").map(({ text }) => text);
    expect(left).to.deep.equal(["eni-2", "eni-3"]);
    expect(emulator.asked("DescribeInstances")[0]).to.deep.include({ "Filter.1.Value.1": "terminated" });
  });
});

describe("an image made of an instance in the emulator", () => {
  it("is of the instance's own root disk, and so is its snapshot", async () => {
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
    const image = findAll(await emulator.send("ec2", "DescribeImages"), "imagesSet")[0]!.children[0];
    expect(textAt(image, "rootDeviceName")).to.equal("/dev/xvda");
    expect(textAt(image, "blockDeviceMapping/item/ebs/volumeSize")).to.equal("8");
    expect(textAt(image, "blockDeviceMapping/item/ebs/encrypted")).to.equal("true");
    const snapshots = findAll(await emulator.send("ec2", "DescribeSnapshots"), "encrypted");
    expect(snapshots.map(({ text }) => text)).to.deep.equal(["true", "false"]);
  });
});
