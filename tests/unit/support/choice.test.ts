import { expect } from "chai";

import { choose, untried } from "../../e2e/survey/choice";
import type { Reference } from "../../e2e/survey/record";

const reference = (change: string, size: number): Reference => ({
  ...{ stage: "stg", change, points: Array.from({ length: size }, (_, index) => `Create ${index}`) },
  account: { counts: {}, names: [], rules: [], routes: [] },
});

describe("The faults that the survey chooses", () => {
  it("are the same for the same seed, each once, and of every kind", () => {
    const chosen = choose(reference("destroy", 20), { seed: 5, size: 14 });
    expect(choose(reference("destroy", 20), { seed: 5, size: 14 })).to.deep.equal(chosen);
    expect(choose(reference("destroy", 20), { seed: 6, size: 14 })).to.not.have.deep.members(chosen);
    expect(new Set(chosen.map(({ fault, point }) => `${fault} ${point}`)).size).to.equal(14);
    expect(new Set(chosen.map(({ fault }) => fault)).size).to.equal(7);
  });

  it("are no more than there are calls for them", () => {
    expect(choose(reference("new certificate", 1), { seed: 1, size: 10 })).to.have.length(7);
  });

  it("include a kill and a lost response for every call of the deployment of stg", () => {
    const chosen = choose(reference("deployment", 20), { seed: 1, size: 7 });
    for (const fault of ["kill", "lost"]) expect(chosen.filter((one) => one.fault === fault)).to.have.length(20);
    expect(chosen).to.have.length(45);
  });

  it("are left while they have no result", () => {
    const [first, ...others] = choose(reference("destroy", 20), { seed: 1, size: 3 });
    expect(untried([first!, ...others], [{ ...first!, outcome: "invisible" }])).to.deep.equal(others);
  });
});
