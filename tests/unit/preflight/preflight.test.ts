import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { runPreflight } from "../../../preflight";
import { deploy } from "../../support";
import { messageOf } from "../../support/waits";

/** Runs checks as a program does under an engine. */
async function run(...checks: (() => Promise<readonly string[]>)[]): Promise<{ error?: string; said: string[] }> {
  const { made, logs } = await deploy(async () => {
    const monitor = pulumi.runtime.getMonitor() as unknown as { registerResourceHook?: () => void };
    monitor.registerResourceHook = () => undefined;
    const error = await messageOf(() =>
      runPreflight(checks.map((check, index) => ({ what: `make check ${index + 1}`, run: check }))),
    );
    delete monitor.registerResourceHook;
    return error === undefined ? {} : { error };
  });
  return { ...made, said: logs.map(({ severity, message }) => `${severity}: ${message}`) };
}

const issues =
  (...found: string[]) =>
  () =>
    Promise.resolve(found);

describe("The preflight", () => {
  it("says nothing when no check finds an issue", async () => {
    expect(await run(issues(), issues())).to.deep.equal({ said: [] });
  });

  it("reports one issue as one sentence", async () => {
    expect(await run(issues(), issues("zone a is closed; use b"))).to.deep.equal({
      error: "zone a is closed; use b. Nothing was changed.",
      said: [],
    });
  });

  it("reports the issues of all checks in one message", async () => {
    expect(await run(issues("one", "two"), issues("three"))).to.deep.equal({
      error: "3 issues were found, and nothing was changed:\n  one\n  two\n  three",
      said: [],
    });
  });

  it("warns of a check that the credentials may not make, and still reports the rest", async () => {
    const denied = () => Promise.reject(Object.assign(new Error("not authorized"), { name: "UnauthorizedOperation" }));
    expect(await run(denied, issues("zone a is closed"))).to.deep.equal({
      error: "zone a is closed. Nothing was changed.",
      said: ["warning: could not make check 1: not authorized"],
    });
  });
});
