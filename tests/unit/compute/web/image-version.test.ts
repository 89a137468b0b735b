import { expect } from "chai";

import { keptImageVersions, previousImageVersion, imageVersionOf } from "../../../../compute";

const RECIPE = { userData: "#!/bin/bash\n", instanceType: "t4g.micro", generation: 1 };

describe("A imageVersion", () => {
  it("is eight hexadecimal digits, the same in every release: a changed one would make a new image everywhere", () => {
    expect(imageVersionOf(RECIPE)).to.equal("5c009e14");
  });

  it("is another one with other user data, another type or another generation", () => {
    const imageVersions = [
      RECIPE,
      { ...RECIPE, userData: "#!/bin/bash\n#" },
      { ...RECIPE, instanceType: "t4g.small" },
      { ...RECIPE, generation: 2 },
      { ...RECIPE, generation: 12 },
      { ...RECIPE, instanceType: "t4g.micro1", generation: 2 },
    ].map(imageVersionOf);
    expect(new Set(imageVersions).size).to.equal(6);
  });
});

describe("Images that are kept", () => {
  it("are the current one and the last other one", () => {
    const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ["b", [], ["b"]],
      ["b", ["b"], ["b"]],
      ["b", ["a"], ["b", "a"]],
      ["b", ["b", "a"], ["b", "a"]],
      ["c", ["b", "a"], ["c", "b"]],
      ["a", ["b", "a"], ["a", "b"]],
    ];
    for (const [current, last, kept] of rows) expect(keptImageVersions(current, last)).to.deep.equal(kept);
  });

  it("have a previous one to go back to only once there were two", () => {
    expect(previousImageVersion(["b", "a"], ["b", "a"])).to.equal("a");
    expect(() => previousImageVersion(["b"], ["b"])).to.throw(
      "previousImage: true, but this stage has had one image only; set it to false",
    );
  });

  it("have none to go back to while a new one is asked for: the good image would go", () => {
    expect(() => previousImageVersion(["c", "b"], ["b", "a"])).to.throw(
      "previousImage: true, but the settings ask for a new image; set it to false to get the new one, or take the change back",
    );
  });
});
