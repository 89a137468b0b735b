import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { tagSnapshots } from "../../../../compute/web/snapshot-tags";
import { fakeApi, type ApiCall } from "../../../support/waits";

async function callsFor(...mappings: readonly object[]): Promise<readonly ApiCall[]> {
  const { client, calls } = fakeApi<EC2Client>({
    DescribeImages: [{ Images: [{ BlockDeviceMappings: mappings }] }],
    CreateTags: [{}],
  });
  await tagSnapshots("ami-1", { Service: "shop", Name: "shop-stg-web" }, { ec2: () => Promise.resolve(client) });
  return calls;
}

describe("The snapshots of an image", () => {
  it("get the tags of the stage, each of them", async () => {
    const mappings = [
      { Ebs: { SnapshotId: "snap-1" } },
      { VirtualName: "ephemeral0" },
      { Ebs: { SnapshotId: "snap-2" } },
    ];
    const Tags = [
      { Key: "Service", Value: "shop" },
      { Key: "Name", Value: "shop-stg-web" },
    ];
    expect(await callsFor(...mappings)).to.deep.equal([
      ["DescribeImages", { ImageIds: ["ami-1"] }],
      ["CreateTags", { Resources: ["snap-1", "snap-2"], Tags }],
    ]);
  });

  it("need no call when there are none", async () => {
    expect((await callsFor()).map(([name]) => name)).to.deep.equal(["DescribeImages"]);
  });
});
