import { expect } from "chai";

import { graphOfRecording } from "../../../../policy/from-recording";
import { evaluate, RULES } from "../../../../policy/rules";
import { variants } from "../../stages/variants";
import type { Deployment } from "../../../support";
import { variant } from "../../../support/variants";

const RUNS: Readonly<Record<string, () => Promise<Deployment>>> = {
  stg: () => variant("stg", { preview: true }),
  "stg, deployed": () => variant("stg"),
  prod: () => variant("prod", { preview: true }),
  "prod, deployed": () => variant("prod"),
  ...variants,
  // EC2's service principal has another name there.
  "stg in China": () =>
    variant("stg", {
      config: {
        "aws:region": "cn-north-1",
        zones: [{ name: "cn-north-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" }],
        access: "ssm",
        flowLogs: true,
      },
    }),
};

/** Ids of the rules with findings in a run. */
async function found(run: string, wanted: "broken" | "accepted"): Promise<string[]> {
  const { recording } = await RUNS[run]!();
  const findings = evaluate(graphOfRecording(recording)).filter(({ status }) => status === wanted);
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
  for (const run of Object.keys(RUNS)) {
    it(`hold in ${run}`, async () => {
      expect(await found(run, "broken")).to.deep.equal([]);
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
