import { findUnhealthyNatInstances } from "../../../preflight/unhealthy-nat-instances";
import { deploy } from "../../support";
import { stageNameOf } from "../../support/names";
import { fakeClients } from "./support";

const instance = (InstanceId: string, state: string, AvailabilityZone = "ap-northeast-1a") => ({
  Instances: [{ InstanceId, State: { Name: state }, Placement: { AvailabilityZone } }],
});
const status = (InstanceId: string, own = "ok", system = "ok") => ({
  InstanceId,
  InstanceStatus: { Status: own },
  SystemStatus: { Status: system },
});

async function find(Reservations: readonly object[] | undefined, InstanceStatuses?: readonly object[]) {
  const { clients, calls } = fakeClients({
    DescribeInstances: [{ Reservations }],
    DescribeInstanceStatus: [{ InstanceStatuses }],
  });
  const { made, logs } = await deploy(async () => [...(await findUnhealthyNatInstances(stageNameOf("stg"), clients))]);
  return { unhealthy: made, said: logs.map(({ severity, message }) => `${severity}: ${message}`), calls };
}

describe("An unhealthy NAT instance", () => {
  it("is one that is stopped or stopping", async () => {
    const { unhealthy, said } = await find([
      instance("i-1", "stopped"),
      instance("i-2", "stopping", "ap-northeast-1c"),
    ]);
    expect(unhealthy).to.deep.equal([
      ["1a", "i-1"],
      ["1c", "i-2"],
    ]);
    expect(said).to.deep.equal([
      "warning: NAT instance i-1 is stopped: this deployment replaces it",
      "warning: NAT instance i-2 is stopping: this deployment replaces it",
    ]);
  });

  it("is one that fails a status check of EC2", async () => {
    const two = [instance("i-1", "running"), instance("i-2", "running", "ap-northeast-1c")];
    for (const impaired of [status("i-2", "impaired"), status("i-2", "ok", "impaired")]) {
      const { unhealthy, said } = await find(two, [status("i-1"), impaired]);
      expect(unhealthy).to.deep.equal([["1c", "i-2"]]);
      expect(said).to.deep.equal(["warning: NAT instance i-2 fails EC2's status checks: this deployment replaces it"]);
    }
  });

  it("is not one that is healthy, nor one whose checks have no result", async () => {
    for (const checks of [
      [status("i-1")],
      [status("i-1", "initializing", "initializing")],
      [status("i-1", "insufficient-data")],
      [],
      undefined,
    ]) {
      const { unhealthy, said } = await find([instance("i-1", "running")], checks);
      expect([unhealthy, said]).to.deep.equal([[], []]);
    }
  });

  it("is one of this stage that is not terminated, which a refresh notices", async () => {
    const { calls } = await find([instance("i-1", "running")]);
    expect(calls).to.deep.equal([
      [
        "DescribeInstances",
        {
          Filters: [
            { Name: "tag:Service", Values: ["servicename"] },
            { Name: "tag:Stage", Values: ["stg"] },
            { Name: "tag:Name", Values: ["servicename-stg-nat", "servicename-stg-nat-*"] },
            { Name: "instance-state-name", Values: ["running", "stopping", "stopped"] },
          ],
        },
      ],
      ["DescribeInstanceStatus", { InstanceIds: ["i-1"], IncludeAllInstances: true }],
    ]);
  });

  it("is not searched for further without a NAT instance", async () => {
    for (const none of [[], undefined]) {
      const { unhealthy, calls } = await find(none);
      expect(unhealthy).to.deep.equal([]);
      expect(calls).to.have.length(1);
    }
  });
});
