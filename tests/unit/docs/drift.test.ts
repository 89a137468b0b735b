import { RESOURCE_TYPES } from "../../../offline/resource-types";
import { expectDocumented } from "../../support/documented-table";
import type { DriftCase } from "../../e2e/support/drift/case";
import { CHANGED, REJECTED, UNSEEN } from "../../e2e/support/drift/changed";
import { DELETED_IN_PROD } from "../../e2e/support/drift/deleted-in-prod";
import { DELETED_IN_STG } from "../../e2e/support/drift/deleted-in-stg";
import { MISTAKES } from "../../e2e/support/drift/mistakes";

const PAGE = "docs/drift.md";
const DELETED = [...DELETED_IN_STG, ...DELETED_IN_PROD].flat();

/** Types that no test deletes by hand, and why. */
const NOT_DELETED: Readonly<Record<string, string>> = {
  "aws.acm.Certificate": "only with `domain`: not tried yet",
  "aws.acm.CertificateValidation": "only with `domain`: not tried yet",
  "aws.route53.Record": "only with `domain`: tests/e2e/domain.test.ts tries it",
  "aws.s3.BucketObjectv2": "only with `web.files`: not tried yet",
  "aws.ec2.DefaultSecurityGroup": "AWS creates and deletes it with the VPC",
  "aws.ec2.InternetGateway": "AWS deletes it only when nothing has a public address: not tried to its end yet",
  "aws.ec2.Vpc": "AWS deletes it only when it is empty: not tried to its end yet",
  "pulumi.Stash": "exists only in the state",
  "tls.PrivateKey": "exists only in the state",
  "tls.SelfSignedCert": "exists only in the state",
};

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `creates a, b; replaces c` */
function steps({ steps: all }: DriftCase): string {
  const named = (["create", "replace", "update"] as const).map((verb) => {
    const names = all.filter((step) => step.startsWith(`${verb} `)).map((step) => `\`${step.slice(verb.length + 1)}\``);
    return names.length === 0 ? [] : [`${verb}s ${names.join(", ")}`];
  });
  return named.flat().join("; ");
}

describe("The page about drift", () => {
  it("lists what was deleted by hand in the tests, and what restores it", () => {
    const rows = DELETED.map((one) => [one.what, steps(one)]);
    expectDocumented("deleted", table(["deleted", "`pulumi up --refresh`"], rows), PAGE);
  });

  it("lists what was changed by hand in the tests, and what detects and restores it", () => {
    const seen = CHANGED.map(({ what }) => [what, "preview", "`pulumi up --refresh`"]);
    const unseen = UNSEEN.map(({ what, check, cure }) => [what, `verify: \`${check}\``, cure]);
    expectDocumented(
      "changed",
      table(["change", "detected by", "cure"], [...seen, [REJECTED.what, "preview", REJECTED.cure], ...unseen]),
      PAGE,
    );
  });

  it("lists mistakes at the command line, what Pulumi says, and the cure", () => {
    const rows = Object.values(MISTAKES).map(({ what, message, cure }) => [what, `\`${message}\``, cure]);
    expectDocumented("mistakes", table(["mistake", "message", "cure"], rows), PAGE);
  });

  it("is tested for each type of resource", () => {
    const tried = new Set<string>([...DELETED.flatMap(({ deletes }) => deletes), ...Object.keys(NOT_DELETED)]);
    expect(Object.keys(RESOURCE_TYPES).filter((type) => !tried.has(type))).to.deep.equal([]);
  });
});
