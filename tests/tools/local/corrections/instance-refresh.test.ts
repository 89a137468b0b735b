import { expect } from "chai";

import { instanceRefresh } from "../../../../tools/local/corrections/instance-refresh";
import { find, findAll } from "../../../../tools/local/xml";
import { FakeEmulator, type Answers } from "../support";

const service = "autoscaling";
const member = (id: string) =>
  `<member><InstanceId>${id}</InstanceId><LaunchTemplate><Version>1</Version></LaunchTemplate></member>`;
const groups = (content: string) =>
  `<R><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>asg</AutoScalingGroupName>${content}</member></AutoScalingGroups></DescribeAutoScalingGroupsResult></R>`;
const named = { AutoScalingGroupName: "asg" };

describe("an instance refresh in the emulator", () => {
  const close: (() => void)[] = [];
  afterEach(() => {
    for (const end of close.splice(0)) end();
  });

  function start(answers: Answers = {}, delay = 0): FakeEmulator {
    const emulator = new FakeEmulator(instanceRefresh(delay), {
      DescribeAutoScalingGroups: groups(
        `<DesiredCapacity>2</DesiredCapacity><Instances>${member("i-1")}${member("i-2")}</Instances>`,
      ),
      SetDesiredCapacity: "<R/>",
      TerminateInstanceInAutoScalingGroup: "<R/>",
      UpdateAutoScalingGroup: "<R/>",
      ...answers,
    });
    close.push(() => emulator.correction.close?.());
    return emulator;
  }
  const described = async (emulator: FakeEmulator, field: string) => {
    const root = await emulator.send(service, "DescribeInstanceRefreshes", named);
    return findAll(root, "member").map((one) => find(one, field)?.text);
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 15));

  it("launches new instances before it takes the old ones away, and ends well", async () => {
    const emulator = start();
    const started = await emulator.send(service, "StartInstanceRefresh", named);
    expect(await described(emulator, "Status")).to.deep.equal(["Pending"]);
    await settled();
    const acts = emulator.calls.map(({ action }) => action).filter((action) => !action.startsWith("Describe"));
    const end = "TerminateInstanceInAutoScalingGroup";
    expect(acts).to.deep.equal(["SetDesiredCapacity", end, end]);
    expect(emulator.asked("SetDesiredCapacity")[0]).to.include({ DesiredCapacity: "4" });
    expect(emulator.asked(end)[1]).to.include({ InstanceId: "i-2", ShouldDecrementDesiredCapacity: "true" });
    expect(await described(emulator, "Status")).to.deep.equal(["Successful"]);
    expect(await described(emulator, "InstanceRefreshId")).to.deep.equal([
      findAll(started, "InstanceRefreshId")[0]!.text,
    ]);
  });

  it("launches from the template that it names", async () => {
    const emulator = start();
    const template = { "LaunchTemplate.LaunchTemplateId": "lt-1", "LaunchTemplate.Version": "3" };
    const desired = Object.fromEntries(
      Object.entries(template).map(([key, value]) => [`DesiredConfiguration.${key}`, value]),
    );
    await emulator.send(service, "StartInstanceRefresh", { ...named, ...desired });
    await settled();
    expect(emulator.asked("UpdateAutoScalingGroup")[0]).to.include({ ...named, ...template });
  });

  it("is refused while another is under way", async () => {
    const emulator = start({}, 10_000);
    await emulator.send(service, "StartInstanceRefresh", named);
    const answer = await emulator.answer(service, "StartInstanceRefresh", named);
    expect(answer.status).to.equal(400);
    expect(answer.body.toString()).to.contain("<Code>InstanceRefreshInProgress</Code>");
  });

  it("is refused for a group that is not there", async () => {
    const none = "<R><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></R>";
    const answer = await start({ DescribeAutoScalingGroups: none }).answer(service, "StartInstanceRefresh", named);
    expect(answer.body.toString()).to.contain("<Code>ValidationError</Code>");
  });

  for (const [action, status] of [
    ["CancelInstanceRefresh", "Cancelled"],
    ["RollbackInstanceRefresh", "RollbackSuccessful"],
  ] as const) {
    it(`replaces nothing after ${action}`, async () => {
      const emulator = start();
      await emulator.send(service, "StartInstanceRefresh", named);
      await emulator.send(service, action, named);
      await settled();
      expect(await described(emulator, "Status")).to.deep.equal([status]);
      expect(emulator.asked("SetDesiredCapacity")).to.deep.equal([]);
      expect((await emulator.answer(service, action, named)).status).to.equal(400);
    });
  }

  it("says why it failed", async () => {
    const emulator = start({ SetDesiredCapacity: { status: 400, headers: {}, body: Buffer.from("no room") } });
    await emulator.send(service, "StartInstanceRefresh", named);
    await settled();
    expect(await described(emulator, "Status")).to.deep.equal(["Failed"]);
    expect((await described(emulator, "StatusReason"))[0]).to.contain("no room");
  });
});
