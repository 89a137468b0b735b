import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { findInstances } from "../../../../tools/stage/instances";
import { fakeApi } from "../../../support/waits";

const STAGE_NAME = { service: "shop", stage: "stg" };
const STARTED = new Date("2026-11-25T10:00:00Z");

function instance(InstanceId: string, name: string, AvailabilityZone = "ap-northeast-1a", more: object = {}): object {
  return {
    ...{ InstanceId, Tags: [{ Key: "Name", Value: name }], Placement: { AvailabilityZone } },
    ...{ State: { Name: "running" }, PrivateIpAddress: "10.0.1.10", LaunchTime: STARTED },
    ...more,
  };
}

async function find(...instances: readonly object[]) {
  const { client, calls } = fakeApi<EC2Client>({
    DescribeInstances: [{ Reservations: instances.map((one) => ({ Instances: [one] })) }],
  });
  return { instances: await findInstances(STAGE_NAME, client), calls };
}

describe("The instances of a stage", () => {
  it("are found by their tags, except terminated ones", async () => {
    const { calls } = await find();
    expect(calls).to.deep.equal([
      [
        "DescribeInstances",
        {
          Filters: [
            { Name: "tag:Service", Values: ["shop"] },
            { Name: "tag:Stage", Values: ["stg"] },
            {
              Name: "tag:Name",
              Values: [
                ...["as-shop-stg-web", "as-shop-stg-web-*", "shop-stg-bastion", "shop-stg-bastion-*"],
                ...["shop-stg-nat", "shop-stg-nat-*"],
              ],
            },
            { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped", "shutting-down"] },
          ],
        },
      ],
    ]);
  });

  it("have a role, addresses and a start time", async () => {
    const { instances } = await find(
      instance("i-1", "shop-stg-bastion", "ap-northeast-1a", { PublicIpAddress: "203.0.113.9" }),
    );
    expect(instances).to.deep.equal([
      {
        ...{ role: "bastion", id: "i-1", state: "running", zone: "ap-northeast-1a" },
        ...{ privateIp: "10.0.1.10", publicIp: "203.0.113.9", startedAt: STARTED },
      },
    ]);
  });

  it("are sorted by zone, then by ID", async () => {
    const { instances } = await find(
      instance("i-3", "as-shop-stg-web", "ap-northeast-1c"),
      instance("i-2", "as-shop-stg-web"),
      instance("i-1", "shop-stg-nat-1c", "ap-northeast-1c"),
      instance("i-4", "shop-stg-nat-1a"),
    );
    expect(instances.map(({ role, id }) => `${role} ${id}`)).to.deep.equal([
      "web i-2",
      "nat i-4",
      "nat i-1",
      "web i-3",
    ]);
  });

  it("do not include similar names, or the instance that builds images", async () => {
    const { instances } = await find(
      instance("i-1", "shop-stg-nat-cheap"),
      instance("i-2", "as-shop-stg-web-old"),
      instance("i-3", "shop-stg-web"),
      instance("i-4", "other"),
    );
    expect(instances).to.deep.equal([]);
  });
});
