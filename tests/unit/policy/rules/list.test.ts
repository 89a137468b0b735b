import { evaluate, RULES } from "../../../../policy/rules";
import { ALL_STAGES, graphOf, type Stage } from "../support/stages";

/** Ids of the rules with findings in a stage. */
async function found(stage: Stage, wanted: "broken" | "accepted"): Promise<string[]> {
  const findings = evaluate(await graphOf(stage)).filter(({ status }) => status === wanted);
  return [...new Set(findings.map(({ rule }) => rule.id))].sort();
}

/** Rules that are suppressed in every stage. */
const NOWHERE = [
  "account-switches",
  "alarms-on-changes",
  "backups",
  "block-public-access",
  "customer-key",
  "https-only",
  "instance-role",
  "interface-endpoints",
  "load-balancer-internal",
  "network-acls-restrict",
  "no-iam-certificate-keys-kept",
  "other-regions",
  "public-certificate",
  "several-instance-types",
];

describe("The rules", () => {
  for (const stage of ALL_STAGES) {
    it(`hold in ${stage}`, async () => {
      expect(await found(stage, "broken")).to.deep.equal([]);
    });
  }

  it("have more suppressed violations in stg than in prod", async () => {
    expect(await found("prod", "accepted")).to.deep.equal(NOWHERE);
    expect(await found("stg", "accepted")).to.deep.equal(
      [
        ...NOWHERE,
        "access-logs",
        "detailed-monitoring",
        "flow-logs",
        "leads-to-https",
        "nat-gateway",
        "two-zones",
      ].sort(),
    );
  });

  it("have a finding suppressed only for the reason in their scope", async () => {
    for (const { rule, status, reason } of evaluate(await graphOf("stg"))) {
      expect([status, reason], rule.id).to.deep.equal(["accepted", rule.scope?.reason]);
    }
  });

  it("have a unique id, and sentences for what must hold, why, and the reason for an exception", () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const { id, title, why, scope } of RULES) {
      expect(id).to.match(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(title, id).to.match(/^[A-Z].*[^.]$/);
      expect(why, id).to.match(/^[A-Z].*\.$/);
      if (scope !== undefined) expect(scope.reason, id).to.match(/^[\w`].*[^.]$/);
    }
  });
});
