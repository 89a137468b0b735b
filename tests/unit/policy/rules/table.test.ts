import { rulesTable } from "../../../../policy/rules/table";
import { expectDocumented } from "../../../support/documented-table";

describe("docs/security.md", () => {
  it("shows the standing rules as they are (UPDATE_SNAPSHOTS=1 npm test, then npm run format, takes them over)", () => {
    expectDocumented("rules", rulesTable());
  });
});
