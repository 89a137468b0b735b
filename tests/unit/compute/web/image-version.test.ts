import { expect } from "chai";

import { imageVersionOf, planImages, previousVersion, retainedVersions } from "../../../../compute/web/image-version";

const CONTENT = { userData: "#!/bin/bash\n", instanceType: "t4g.micro", generation: 1 };

describe("An image version", () => {
  it("is eight hexadecimal digits, the same in every release, since a changed one would build a new image everywhere", () => {
    expect(imageVersionOf(CONTENT)).to.equal("5c009e14");
  });

  it("differs with the user data, the instance type and the generation", () => {
    const imageVersions = [
      CONTENT,
      { ...CONTENT, userData: "#!/bin/bash\n#" },
      { ...CONTENT, instanceType: "t4g.small" },
      { ...CONTENT, generation: 2 },
      { ...CONTENT, generation: 12 },
      { ...CONTENT, instanceType: "t4g.micro1", generation: 2 },
    ].map(imageVersionOf);
    expect(new Set(imageVersions).size).to.equal(6);
  });
});

describe("Retained images", () => {
  it("are the current one and the last other one", () => {
    const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ["b", [], ["b"]],
      ["b", ["b"], ["b"]],
      ["b", ["a"], ["b", "a"]],
      ["b", ["b", "a"], ["b", "a"]],
      ["c", ["b", "a"], ["c", "b"]],
      ["a", ["b", "a"], ["a", "b"]],
    ];
    for (const [current, last, kept] of rows) expect(retainedVersions(current, last)).to.deep.equal(kept);
  });

  it("include a previous one only once there were two", () => {
    expect(previousVersion(["b", "a"], ["b", "a"])).to.equal("a");
    expect(() => previousVersion(["b"], ["b"])).to.throw(
      "previousImage: true, but this stage has had one image only; set it to false",
    );
  });

  it("include none to go back to when the settings ask for a new one, since the good image would be deleted", () => {
    expect(() => previousVersion(["c", "b"], ["b", "a"])).to.throw(
      "previousImage: true, but the settings ask for a new image; set it to false to get the new one, or undo the change",
    );
  });
});

describe("The images of a deployment", () => {
  const settings = { instanceType: "t4g.micro", imageGeneration: 3, previousImage: false };
  const versionOf = (imageGeneration: number) => planImages({ ...settings, imageGeneration }, []).versions[0];

  it("are new unless the last deployment had the same", () => {
    expect(planImages(settings, [])).to.include({ isNew: true, hasNewAmazonLinux: false, inUse: versionOf(3) });
    expect(planImages(settings, [versionOf(3)])).to.include({ isNew: false, hasNewAmazonLinux: false });
  });

  it("have a new Amazon Linux when only the generation has changed", () => {
    expect(planImages(settings, [versionOf(2)])).to.include({ isNew: true, hasNewAmazonLinux: true });
    const otherType = { ...settings, instanceType: "t4g.small" };
    expect(planImages(otherType, [versionOf(2)])).to.include({ isNew: true, hasNewAmazonLinux: false });
  });

  it("are the current and the previous one, which is in use on request", () => {
    const plan = planImages({ ...settings, previousImage: true }, [versionOf(3), "11111111"]);
    expect(plan).to.deep.include({ versions: [versionOf(3), "11111111"], inUse: "11111111" });
  });
});
