import { RULES, type Rule } from "../../../../policy/rules";
import { expectDocumented } from "../../../support/documented-table";

const LIST = (["critical", "high", "medium", "low"] as const)
  .map((severity) => {
    const heading = `### ${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
    return [heading, "", ...RULES.filter((rule) => rule.severity === severity).map(item)].join("\n");
  })
  .join("\n\n");

function item({ id, title, scope, sources }: Rule): string {
  const basedOn = sources.length === 0 ? "" : ` Based on ${sources.join(", ")}.`;
  return `- \`${id}\`: ${title}.${describeScope(scope)}${basedOn}`;
}

function describeScope(scope: Rule["scope"]): string {
  switch (scope?.kind) {
    case undefined:
      return "";
    case "protectedStages":
      return ` **Protected stages only**; suppressed elsewhere: ${scope.reason}.`;
    case "suppressed":
      return ` **Suppressed:** ${scope.reason}.`;
  }
}

describe("docs/security.md", () => {
  it("lists all rules (to update: UPDATE_SNAPSHOTS=1 npm test, then npm run format)", () => {
    expectDocumented("rules", LIST);
  });
});
