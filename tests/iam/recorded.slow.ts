import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { readRecord, type Call } from "../../tools/local/record";
import { permissionFor } from "./api-actions";
import { allow, DEPLOYING } from "./documents";

/** Where end-to-end tests leave the records of their calls. */
const RECORDS = join(__dirname, "..", "..", ".local", "e2e");

function recorded(): Call[] {
  const folders = existsSync(RECORDS) ? readdirSync(RECORDS) : [];
  return (
    folders
      // There a scanner calls, and not who deploys.
      .filter((folder) => !folder.startsWith("prowler-"))
      .map((folder) => join(RECORDS, folder, "calls.jsonl"))
      .filter((file) => existsSync(file))
      .flatMap((file) => [...readRecord(file)])
  );
}

describe("The calls of all end-to-end tests", () => {
  const permissions = [...new Set(recorded().map(permissionFor))].sort();

  it("were recorded: run them first (npm run e2e)", () => {
    expect(permissions).to.have.length.above(100);
  });

  it("are each allowed to whoever deploys", () => {
    const refused = permissions.filter((each) => !allow(DEPLOYING, each));
    expect(refused).to.deep.equal([]);
  });
});
