import { RESOURCE_TYPES } from "../../../offline/resource-types";
import { expectDocumented } from "../../support/documented-table";
import type { DriftCase } from "../../e2e/support/drift/case";
import { CHANGED, REJECTED, UNSEEN } from "../../e2e/support/drift/changed";
import { DELETED_IN_PROD } from "../../e2e/support/drift/deleted-in-prod";
import { DELETED_IN_STG, VPC } from "../../e2e/support/drift/deleted-in-stg";
import { DELETED_WITH_SITE } from "../../e2e/support/drift/deleted-with-site";
import { MISTAKES } from "../../e2e/support/drift/mistakes";

const PAGE = "docs/drift.md";
const DELETED = [...DELETED_IN_STG.flat(), VPC, ...DELETED_IN_PROD.flat(), ...DELETED_WITH_SITE.flat()];

/** Types that no test deletes by hand, and why. */
const NOT_DELETED: Readonly<Record<string, string>> = {
  "pulumi.Stash": "exists only in the state",
  "tls.PrivateKey": "exists only in the state",
  "tls.SelfSignedCert": "exists only in the state",
};

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `creates a, b; replaces c` */
function steps({ steps: all }: Pick<DriftCase, "steps">): string {
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
    const unseen = UNSEEN.map(({ what, check, fix }) => [what, `verify: \`${check}\``, fix]);
    expectDocumented(
      "changed",
      table(["change", "detected by", "fix"], [...seen, [REJECTED.what, "preview", REJECTED.fix], ...unseen]),
      PAGE,
    );
  });

  it("lists mistakes at the command line, what Pulumi says, and the fix", () => {
    const rows = Object.values(MISTAKES).map(({ what, message, fix }) => [what, `\`${message}\``, fix]);
    expectDocumented("mistakes", table(["mistake", "message", "fix"], rows), PAGE);
  });

  it("is tested for each type of resource", () => {
    const tried = new Set<string>([...DELETED.flatMap(({ deletes }) => deletes), ...Object.keys(NOT_DELETED)]);
    expect(Object.keys(RESOURCE_TYPES).filter((type) => !tried.has(type))).to.deep.equal([]);
  });
});
