import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { findUnhealthyNatInstances } from "../../../preflight/unhealthy-nat-instances";
import { deploy } from "../../support";
import { stageNameOf } from "../../support/names";
import { fakeApi, type ApiCall } from "../../support/waits";

const instance = (InstanceId: string, state: string, AvailabilityZone = "ap-northeast-1a") => ({
  Instances: [{ InstanceId, State: { Name: state }, Placement: { AvailabilityZone } }],
});
const status = (InstanceId: string, own = "ok", system = "ok") => ({
  InstanceId,
  InstanceStatus: { Status: own },
  SystemStatus: { Status: system },
});

/** Looks at a stage with these NAT instances. */
async function find(
  Reservations: readonly object[] | undefined,
  InstanceStatuses?: readonly object[],
): Promise<{ broken: [string, string][]; said: string[]; calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<EC2Client>({
    DescribeInstances: [{ Reservations }],
    DescribeInstanceStatus: [{ InstanceStatuses }],
  });
  const { made, logs } = await deploy(async () => [
    ...(await findUnhealthyNatInstances(stageNameOf("stg"), { ec2: () => Promise.resolve(client) })),
  ]);
  return { broken: made, said: logs.map(({ severity, message }) => `${severity}: ${message}`), calls };
}

describe("A broken NAT instance", () => {
  it("is one that has been stopped, or is about to", async () => {
    const { broken, said } = await find([instance("i-1", "stopped"), instance("i-2", "stopping", "ap-northeast-1c")]);
    expect(broken).to.deep.equal([
      ["1a", "i-1"],
      ["1c", "i-2"],
    ]);
    expect(said).to.deep.equal([
      "warning: NAT instance i-1 is stopped: it is replaced",
      "warning: NAT instance i-2 is stopping: it is replaced",
    ]);
  });

  it("is one that fails either of EC2's status checks", async () => {
    const two = [instance("i-1", "running"), instance("i-2", "running", "ap-northeast-1c")];
    for (const faulty of [status("i-2", "impaired"), status("i-2", "ok", "impaired")]) {
      const { broken, said } = await find(two, [status("i-1"), faulty]);
      expect(broken).to.deep.equal([["1c", "i-2"]]);
      expect(said).to.deep.equal(["warning: NAT instance i-2 fails EC2's status checks: it is replaced"]);
    }
  });

  it("is none that runs well, nor one whose checks have not finished or say nothing", async () => {
    for (const checks of [
      [status("i-1")],
      [status("i-1", "initializing", "initializing")],
      [status("i-1", "insufficient-data")],
      [],
      undefined,
    ]) {
      const { broken, said } = await find([instance("i-1", "running")], checks);
      expect([broken, said]).to.deep.equal([[], []]);
    }
  });

  it("is looked for among this stage's own, not among the terminated ones, which a refresh notices", async () => {
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

  it("is not asked about further where there is no NAT instance", async () => {
    for (const none of [[], undefined]) {
      const { broken, calls } = await find(none);
      expect(broken).to.deep.equal([]);
      expect(calls).to.have.length(1);
    }
  });
});
