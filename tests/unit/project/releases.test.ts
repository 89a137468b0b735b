import { announcedSince, baselines, releases } from "../../e2e/support/baselines";

const CHANGELOG = [
  "## [Unreleased]",
  "| `nat-instance-ZONE` | replaced |",
  "## [0.2.0] - 2027-02-01",
  "| `web` | replaced |",
  "## [0.1.0] - unreleased",
  "| `old` | replaced |",
  "",
].join("\n");

describe("The releases", () => {
  it("are recorded for the upgrade tests, each of them", () => {
    const recorded = baselines().map(({ version }) => version);
    expect(releases().filter((version) => !recorded.includes(version))).to.deep.equal([]);
    expect(recorded).to.include.members(["4ce7de1", "7c7ed1c"]);
  });

  it("are the sections of the changelog that have a date", () => {
    expect(releases(CHANGELOG)).to.deep.equal(["0.2.0"]);
  });

  it("announce what an upgrade replaces, in all sections since the version before", () => {
    const announced = (version: string) => announcedSince(version, CHANGELOG).map(({ source }) => source);
    expect(announced("0.2.0")).to.deep.equal(["^nat-instance-[^:]+$"]);
    expect(announced("0.1.0")).to.deep.equal(["^nat-instance-[^:]+$", "^web$"]);
    expect(announced("4ce7de1")).to.deep.equal(["^nat-instance-[^:]+$", "^web$", "^old$"]);
  });
});
