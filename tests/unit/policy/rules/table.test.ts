import { RULES, type Rule } from "../../../../policy/rules";
import { markdownTable } from "../../../../tools/markdown-table";
import { expectDocumented } from "../../../support/documented-table";

const TABLE = markdownTable(
  ["rule", "severity", "what must hold", "scope", "source"],
  RULES.map(({ id, severity, title, scope, sources }) => [
    `\`${id}\``,
    severity,
    title,
    describeScope(scope),
    sources.join(", ") || "our own",
  ]),
);

function describeScope(scope: Rule["scope"]): string {
  switch (scope?.kind) {
    case undefined:
      return "every stage";
    case "protectedStages":
      return `protected stages; suppressed elsewhere: ${scope.reason}`;
    case "suppressed":
      return `suppressed: ${scope.reason}`;
  }
}

describe("docs/security.md", () => {
  it("lists all rules (to update: UPDATE_SNAPSHOTS=1 npm test, then npm run format)", () => {
    expectDocumented("rules", TABLE);
  });
});
