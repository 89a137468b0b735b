import { expect } from "chai";

import { imageDescriptions } from "../../../../../tools/local/patches/image-descriptions";
import { textsOf } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const IMAGES = `<R><imagesSet>
  <item><imageId>ami-1</imageId><description>old</description></item>
  <item><imageId>ami-2</imageId><description>other</description></item>
</imagesSet></R>`;

describe("the description of an image in the emulator", () => {
  it("can change, as after a rename of the stack", async () => {
    const emulator = new FakeEmulator(imageDescriptions(), { DescribeImages: IMAGES, ModifyImageAttribute: "<R/>" });
    const shown = async () => textsOf(await emulator.send("ec2", "DescribeImages"), "description");
    expect(await shown()).to.deep.equal(["old", "other"]);
    await emulator.send("ec2", "ModifyImageAttribute", { ImageId: "ami-1", "Description.Value": "new" });
    await emulator.send("ec2", "ModifyImageAttribute", { ImageId: "ami-2", "LaunchPermission.Add.1.Group": "all" });
    expect(await shown()).to.deep.equal(["new", "other"]);
  });
});
