import * as pulumi from "@pulumi/pulumi";
import { queryAws, runChecks } from "../../../preflight/check";
import { deploy } from "../../support";
import { awsError, underEngine } from "./support";

async function queried<T>(query: () => Promise<T>): Promise<{ answer?: T; error?: string; said: string[] }> {
  let answer: T | undefined;
  const outcome = await underEngine(async () => {
    answer = await queryAws("count the zones", query);
  });
  return { ...(answer === undefined ? {} : { answer }), ...outcome };
}

describe("A query before anything is registered", () => {
  it("has an answer", async () => {
    expect(await queried(() => Promise.resolve(7))).to.deep.equal({ answer: 7, said: [] });
  });

  it("is not sent without an engine, since there is no account", async () => {
    let count = 0;
    const { made } = await deploy(async () => [await queryAws("count", () => Promise.resolve(++count))]);
    expect([made, count]).to.deep.equal([[undefined], 0]);
  });

  it("has no answer but a warning where the credentials lack the permission", async () => {
    for (const name of ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException"]) {
      expect(await queried(() => Promise.reject(awsError(name, "You are not authorized.")))).to.deep.equal({
        said: ["warning: could not count the zones: You are not authorized."],
      });
    }
  });

  it("has neither an answer nor a warning where the endpoint lacks the operation", async () => {
    const { said, ...rest } = await queried(() => Promise.reject(awsError("NotImplemented")));
    expect(rest).to.deep.equal({});
    expect(said.filter((one) => !one.startsWith("debug"))).to.deep.equal([]);
  });

  it("stops the program in one sentence when AWS cannot be reached, or when the query itself says so", async () => {
    expect(await queried(() => Promise.reject(new Error("connect ECONNREFUSED")))).to.deep.equal({
      error: "could not count the zones, so nothing was changed: connect ECONNREFUSED",
      said: [],
    });
    expect(await queried(() => Promise.reject(new pulumi.RunError("too many zones")))).to.deep.equal({
      error: "too many zones",
      said: [],
    });
  });
});

const issues =
  (...found: string[]) =>
  () =>
    Promise.resolve(found);

function run(...checks: (() => Promise<readonly string[]>)[]): Promise<{ error?: string; said: string[] }> {
  return underEngine(() => runChecks(checks.map((check, index) => ({ what: `make check ${index + 1}`, run: check }))));
}

describe("Preflight checks", () => {
  it("report nothing without an issue", async () => {
    expect(await run(issues(), issues())).to.deep.equal({ said: [] });
  });

  it("report one issue as one sentence", async () => {
    expect(await run(issues(), issues("zone a is closed; use b"))).to.deep.equal({
      error: "zone a is closed; use b. Nothing was changed.",
      said: [],
    });
  });

  it("report the issues of all checks in one message", async () => {
    expect(await run(issues("one", "two"), issues("three"))).to.deep.equal({
      error: "3 issues were found, and nothing was changed:\n  one\n  two\n  three",
      said: [],
    });
  });

  it("warn of a check that the credentials may not make, and report the rest", async () => {
    const denied = () => Promise.reject(awsError("UnauthorizedOperation", "not authorized"));
    expect(await run(denied, issues("zone a is closed"))).to.deep.equal({
      error: "zone a is closed. Nothing was changed.",
      said: ["warning: could not make check 1: not authorized"],
    });
  });
});
