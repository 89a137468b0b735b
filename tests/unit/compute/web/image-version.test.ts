import { planImages } from "../../../../compute";

const settings = { instanceType: "t4g.micro", imageGeneration: 3, previousImage: false };
const versionOf = (changed: Partial<typeof settings>) => planImages({ ...settings, ...changed }, []).versions[0];
const CURRENT = versionOf({});
const EARLIER = versionOf({ imageGeneration: 2 });

describe("The images of a deployment", () => {
  it("have versions of eight hexadecimal digits that differ with the instance type and the generation", () => {
    const versions = [CURRENT, EARLIER, versionOf({ instanceType: "t4g.micro1" }), versionOf({ imageGeneration: 13 })];
    for (const version of versions) expect(version).to.match(/^[0-9a-f]{8}$/);
    expect(new Set(versions).size).to.equal(4);
  });

  it("are the current one and the last other one", () => {
    const rows: readonly (readonly [last: readonly string[], retained: readonly string[]])[] = [
      [[], [CURRENT]],
      [[CURRENT], [CURRENT]],
      [["a"], [CURRENT, "a"]],
      [
        [CURRENT, "a"],
        [CURRENT, "a"],
      ],
      [
        ["b", "a"],
        [CURRENT, "b"],
      ],
      [
        ["b", CURRENT],
        [CURRENT, "b"],
      ],
    ];
    for (const [last, retained] of rows) expect(planImages(settings, last).versions).to.deep.equal(retained);
  });

  it("are new unless the last deployment had the same, and have a new Amazon Linux if only the generation changed", () => {
    const rows = [
      [[], { isNew: true, hasNewAmazonLinux: false }],
      [[CURRENT], { isNew: false, hasNewAmazonLinux: false }],
      [[EARLIER], { isNew: true, hasNewAmazonLinux: true }],
      [[versionOf({ imageGeneration: 2, instanceType: "t4g.small" })], { isNew: true, hasNewAmazonLinux: false }],
    ] as const;
    for (const [last, expected] of rows) expect(planImages(settings, last)).to.include(expected);
  });
});
