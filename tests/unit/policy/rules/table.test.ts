import { rulesList } from "../../../../policy/rules/table";
import { expectDocumented } from "../../../support/documented-table";

describe("docs/security.md", () => {
  it("lists all policies (UPDATE_SNAPSHOTS=1 npm test, then npm run format, updates it)", () => {
    expectDocumented("rules", rulesList());
  });
});
