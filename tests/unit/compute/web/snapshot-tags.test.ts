import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { tagSnapshots } from "../../../../compute/web/snapshot-tags";
import { fakeApi, waited } from "../../../support/waits";

/** @param images what AWS answers, one after the other: the block device mappings of the AMI, or an error */
async function tag(images: readonly (readonly object[] | Error)[], answer: unknown = {}, State = "available") {
  const { client, calls } = fakeApi<EC2Client>({
    DescribeImages: images.map((one) =>
      one instanceof Error ? one : { Images: [{ State, BlockDeviceMappings: one }] },
    ),
    CreateTags: [answer],
  });
  const tags = { Service: "shop", Name: "shop-stg-web" };
  const { error, seconds } = await waited(() => tagSnapshots("ami-1", tags, { ec2: () => Promise.resolve(client) }));
  return { error, seconds, calls };
}

const aws = (name: string) => Object.assign(new Error(`DescribeImages: ${name}: No.`), { name });

describe("The snapshots of an image", () => {
  const mappings = [
    { Ebs: { SnapshotId: "snap-1" } },
    { VirtualName: "ephemeral0" },
    { Ebs: { SnapshotId: "snap-2" } },
  ];
  const Tags = [
    { Key: "Service", Value: "shop" },
    { Key: "Name", Value: "shop-stg-web" },
  ];

  it("get the tags of the stage, each of them", async () => {
    expect(await tag([mappings])).to.deep.equal({
      error: undefined,
      seconds: 0,
      calls: [
        ["DescribeImages", { ImageIds: ["ami-1"] }],
        ["CreateTags", { Resources: ["snap-1", "snap-2"], Tags }],
      ],
    });
  });

  it("are waited for while AWS names none of them, or not all, as of an AMI that is pending", async () => {
    const { calls, seconds, error } = await tag([
      [],
      [{ Ebs: {} }],
      [{ Ebs: { SnapshotId: "snap-1" } }, { Ebs: {} }],
      mappings,
    ]);
    expect([seconds, error]).to.deep.equal([15, undefined]);
    expect(calls.at(-1)).to.deep.equal(["CreateTags", { Resources: ["snap-1", "snap-2"], Tags }]);
  });

  it("fail the update if there is none after two minutes, since recovery would never find them", async () => {
    const { calls, seconds, error } = await tag([[]], {}, "failed");
    expect(seconds).to.equal(120);
    expect(error).to.equal(
      "AMI ami-1: is failed and has no snapshot after 120 s. See its state: aws ec2 describe-images --image-ids ami-1",
    );
    expect(calls.map(([name]) => name)).to.not.include("CreateTags");
  });

  it("fail the update at once if AWS returns no AMI, as for one that was deregistered", async () => {
    for (const answer of [{ Images: [] }, {}]) {
      const { client } = fakeApi<EC2Client>({ DescribeImages: [answer] });
      const { error, seconds } = await waited(() => tagSnapshots("ami-1", {}, { ec2: () => Promise.resolve(client) }));
      expect([error, seconds]).to.deep.equal(["AMI ami-1 has been deregistered. Run: pulumi up --refresh", 0]);
    }
  });

  it("fail the update with AWS's error if they cannot be read or tagged", async () => {
    expect((await tag([aws("UnauthorizedOperation")])).error).to.equal("DescribeImages: UnauthorizedOperation: No.");
    expect((await tag([mappings], new Error("CreateTags: InternalError: No."))).error).to.contain("CreateTags");
  });
});
