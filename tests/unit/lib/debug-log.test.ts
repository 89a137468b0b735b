// eslint-disable-next-line @typescript-eslint/no-require-imports -- as the program imports it
import log = require("@pulumi/pulumi/log");

import { keepSecretsOutOfDebugLog } from "../../../lib/debug-log";

describe("Pulumi's debug log", () => {
  const known = Object.getOwnPropertyDescriptor(log, "debug")!;
  afterEach(() => {
    Object.defineProperty(log, "debug", known);
  });

  it("shows that a response arrived, but not its content", async () => {
    const heard: string[] = [];
    Object.defineProperty(log, "debug", { ...known, value: (message: string) => heard.push(message) });
    keepSecretsOutOfDebugLog();
    await log.debug("RegisterResource RPC finished: key; err: null, resp: urn,-----BEGIN PRIVATE KEY-----\nabc\n");
    await log.debug("nothing of the kind");
    expect(heard).to.deep.equal(["RegisterResource RPC finished: key; err: null", "nothing of the kind"]);
  });
});
