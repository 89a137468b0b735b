import { expectDocumented } from "../../support/documented-table";
import { callTable, changeTable, outcomeTable, overviewTable, readResults, untriedList } from "../../e2e/survey/report";

const PAGE = "docs/faults.md";

describe("docs/faults.md", () => {
  it("shows the committed results of the survey", () => {
    const results = readResults();
    expectDocumented("outcomes", outcomeTable(results), PAGE);
    expectDocumented("changes", overviewTable(results), PAGE);
    expectDocumented("deployment of stg", callTable(results, "stg", "deployment"), PAGE);
    expectDocumented("calls of changes", changeTable(results), PAGE);
    expectDocumented("untried", untriedList(results), PAGE);
  });
});
