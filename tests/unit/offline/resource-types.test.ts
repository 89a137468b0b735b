import { RESOURCE_TYPES, resourceType } from "../../../offline";
import { TYPE } from "../../../policy/reachability/network/resource-types";
import { variant } from "../../support/variants";
import { variants } from "../stages/variants";

describe("The registry of resource types", () => {
  it("has an entry for every type that a stage registers, and no others", async () => {
    const stages = { stg: () => variant("stg"), prod: () => variant("prod"), ...variants };
    const registered = new Map<string, string>();
    for (const [stage, deploy] of Object.entries(stages)) {
      for (const { type, custom } of (await deploy()).recording.resources) if (custom) registered.set(type, stage);
    }
    const missing = [...registered].filter(([type]) => resourceType(type) === undefined);
    const sentences = missing.map(
      ([type, stage]) => `offline/resource-types.ts needs an entry for ${type} (in ${stage})`,
    );
    expect(sentences, "resource types without an entry").to.deep.equal([]);
    const entries = new Set([...registered.keys()].map(resourceType));
    const unused = Object.entries(RESOURCE_TYPES).filter(([, entry]) => !entries.has(entry));
    expect(
      unused.map(([name]) => name),
      "entries of types that no stage registers",
    ).to.deep.equal([]);
  });

  it("marks exactly those types as read that the reachability analysis reads", () => {
    const read = Object.entries(RESOURCE_TYPES).filter(([, { reachability }]) => reachability === "read");
    expect(read.map(([name]) => name)).to.have.members(Object.values(TYPE));
  });

  it("has a Terraform name for each type of AWS", () => {
    const nameless = Object.keys(RESOURCE_TYPES).filter((name) => resourceType(name)?.terraform === undefined);
    expect(nameless.filter((name) => name.startsWith("aws."))).to.deep.equal([]);
  });
});
