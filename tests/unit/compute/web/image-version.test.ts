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

  it("have a version for each content of the site's folder, with an archive to build it from", () => {
    const withFiles = planImages({ ...settings, files: "examples/static/site" }, []);
    expect(withFiles.versions[0]).not.to.equal(CURRENT);
    expect(withFiles.archive).to.include({ hasScript: false, fileCount: 2 });
    const scripted = planImages({ ...settings, files: "examples/static/site", script: "compute/web/web-start.sh" }, []);
    expect(scripted.versions[0]).not.to.equal(withFiles.versions[0]);
    expect(scripted.archive).to.include({ hasScript: true });
    const unset: Partial<typeof withFiles> = planImages(settings, []);
    expect(unset).not.to.have.property("archive");
  });

  it("have a version that does not depend on where the archive is", () => {
    const [one, other] = [planImages({ ...settings, files: "examples/static/site" }, []), CURRENT];
    const first = one.userData({ bucket: "a", key: "site.tar", region: "eu-west-1" });
    expect(first).not.to.equal(one.userData({ bucket: "b", key: "site.tar", region: "eu-west-1" }));
    expect(one.versions[0])
      .to.match(/^[0-9a-f]{8}$/)
      .and.not.equal(other);
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
