import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { tagSnapshots } from "../../../../compute/web/snapshot-tags";

async function tagged(image: Readonly<Record<string, unknown>>): Promise<unknown[]> {
  const inputs: unknown[] = [];
  const send = ({ input }: { readonly input: unknown }) => Promise.resolve(void inputs.push(input));
  const ec2 = () => Promise.resolve({ send } as unknown as EC2Client);
  await tagSnapshots(image, { Service: "shop", Name: "shop-stg-web" }, { ec2 });
  return inputs;
}

describe("The snapshots of a new image", () => {
  it("get the tags of the stage, each of them", async () => {
    const ebsBlockDevices = [{ snapshotId: "snap-1" }, { snapshotId: "" }, { snapshotId: "snap-2" }];
    const Tags = [
      { Key: "Service", Value: "shop" },
      { Key: "Name", Value: "shop-stg-web" },
    ];
    expect(await tagged({ ebsBlockDevices })).to.deep.equal([{ Resources: ["snap-1", "snap-2"], Tags }]);
  });

  it("need no call when there are none", async () => {
    expect(await tagged({})).to.deep.equal([]);
  });
});
