import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { queryAws } from "../../../preflight/preflight-check";
import { deploy } from "../../support";
import { messageOf } from "../../support/waits";

/** Asks as a program does that an engine runs. */
async function asked<T>(ask: () => Promise<T>): Promise<{ answer?: T; error?: string; said: string[] }> {
  const { made, logs } = await deploy(async () => {
    const monitor = pulumi.runtime.getMonitor() as unknown as { registerResourceHook?: () => void };
    monitor.registerResourceHook = () => undefined;
    let answer: T | undefined;
    const error = await messageOf(async () => (answer = await queryAws("count the stars", ask)));
    delete monitor.registerResourceHook;
    return { ...(answer === undefined ? {} : { answer }), ...(error === undefined ? {} : { error }) };
  });
  return { ...made, said: logs.map(({ severity, message }) => `${severity}: ${message}`) };
}

function refusal(name: string): Error {
  return Object.assign(new Error("You are not authorized to perform this operation."), { name });
}

describe("A question to AWS before anything is registered", () => {
  it("is answered", async () => {
    expect(await asked(() => Promise.resolve(7))).to.deep.equal({ answer: 7, said: [] });
  });

  it("is not asked where no engine is: there is no account", async () => {
    let count = 0;
    const { made } = await deploy(async () => [await queryAws("count", () => Promise.resolve(++count))]);
    expect([made, count]).to.deep.equal([[undefined], 0]);
  });

  it("stays without an answer, and is warned of, where the credentials may not ask", async () => {
    for (const name of ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException"]) {
      expect(await asked(() => Promise.reject(refusal(name)))).to.deep.equal({
        said: ["warning: could not count the stars: You are not authorized to perform this operation."],
      });
    }
  });

  it("stays without an answer, and without a warning, where the endpoint has no such operation", async () => {
    const { said, ...rest } = await asked(() => Promise.reject(refusal("NotImplemented")));
    expect(rest).to.deep.equal({});
    expect(said.filter((one) => !one.startsWith("debug"))).to.deep.equal([]);
  });

  it("stops the program in one sentence when AWS cannot be asked, or when the answer says so", async () => {
    expect(await asked(() => Promise.reject(new Error("connect ECONNREFUSED")))).to.deep.equal({
      error: "could not count the stars, so nothing was changed: connect ECONNREFUSED",
      said: [],
    });
    expect(await asked(() => Promise.reject(new pulumi.RunError("too many stars")))).to.deep.equal({
      error: "too many stars",
      said: [],
    });
  });
});
