import { NOT_KNOWN, type Graph } from "../../../../policy/graph";
import { memoize } from "../../../../policy/memoize";
import { evaluate, RULES } from "../../../../policy/rules";
import { set, type Change } from "../support/inject";
import { graphOf, type Stage } from "../support/stages";
import { ACCOUNT } from "./violations/account";
import { COMPUTE } from "./violations/compute";
import { NETWORK } from "./violations/network";

const enforced = memoize((graph: Graph) => evaluate(graph).filter(({ status }) => status === "broken"));

const INJECTED = [NETWORK, COMPUTE, ACCOUNT].flatMap(
  (stages) => Object.entries(stages) as [Stage, Record<string, Record<string, Change>>][],
);

describe("An injected violation", () => {
  for (const [stage, rules] of INJECTED) {
    for (const [rule, changes] of Object.entries(rules)) {
      for (const [what, change] of Object.entries(changes)) {
        it(`in ${stage} is found by ${rule} alone: ${what}`, async () => {
          const graph = await graphOf(stage);
          expect(enforced(graph), "without it").to.deep.equal([]);
          expect([...new Set(enforced(change(graph)).map((finding) => finding.rule.id))]).to.deep.equal([rule]);
        });
      }
    }
  }

  it("exists for every rule that is enforced anywhere", () => {
    const rules = RULES.filter(({ scope }) => scope?.kind !== "suppressed").map(({ id }) => id);
    expect(INJECTED.flatMap(([, injected]) => Object.keys(injected))).to.include.members(rules);
  });
});

describe("A TLS policy whose name is unknown during a preview", () => {
  it("is no violation", async () => {
    const unknown = set("aws.elb.ListenerPolicy", "", { policyNames: NOT_KNOWN });
    expect(enforced(unknown(await graphOf("stg")))).to.deep.equal([]);
  });
});
