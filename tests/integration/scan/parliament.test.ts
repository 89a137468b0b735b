import { join } from "node:path";
import { SUPPRESSIONS } from "../../../tools/scan/parliament/suppressions";
import { iamPolicies, installParliament, parliament } from "../../../tools/scan/parliament/run";
import { scanPolicies } from "../../../tools/scan";
import { report } from "../../../tools/scan/report";

const ROOT = join(__dirname, "..", "..", "..");

describe("parliament", () => {
  it("finds nothing in docs/iam that is not suppressed with a reason, and every reason is needed", async () => {
    const policies = iamPolicies(ROOT);
    expect(Object.keys(policies)).to.have.length.above(4);
    const { lines, isClean } = report("parliament", await scanPolicies(ROOT), SUPPRESSIONS);
    expect(isClean, lines.join("\n")).to.equal(true);
  });

  it("finds an unknown action, a wrong resource and a wrong condition", async () => {
    const statement = (Sid: string, more: object) => ({ Sid, Effect: "Allow", Resource: "*", ...more });
    const bad = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        statement("Unknown", { Action: "ec2:StartInstance" }),
        statement("Mismatch", { Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket" }),
        statement("Condition", { Action: "ec2:StartInstances", Condition: { StringEquals: { "iam:Nothing": "x" } } }),
      ],
    });
    const results = await parliament(await installParliament(ROOT, console.log), { "bad.json": bad });
    expect(results.map(({ check, resource }) => `${check} ${resource}`)).to.include.members([
      "UNKNOWN_ACTION bad Unknown",
      "RESOURCE_MISMATCH bad Mismatch",
      "UNKNOWN_CONDITION_FOR_ACTION bad Condition",
    ]);
  });
});
