import { expect } from "chai";

import { checkAccount } from "../../../preflight/account";
import { deploy } from "../../support";
import { messageOf } from "../../support/waits";

const GET_CALLER_IDENTITY = "aws:index/getCallerIdentity:getCallerIdentity";

describe("Who we are", () => {
  it("is asked of AWS, and an answer is enough", async () => {
    const { calls, resources } = await deploy(checkAccount);
    expect(calls).to.deep.equal([{ token: GET_CALLER_IDENTITY, args: {} }]);
    expect(resources).to.deep.equal([]);
  });

  it("is told in one sentence when AWS refuses, with the provider's reason", async () => {
    let message: string | undefined;
    const refuse = (): never => {
      // Pulumi passes on the details of a failed look-up, as gRPC calls them.
      throw Object.assign(new Error(), { details: "no valid credential sources found" });
    };
    const run = deploy(async () => (message = await messageOf(checkAccount)), {
      invokes: { [GET_CALLER_IDENTITY]: refuse },
    });
    await messageOf(() => run);
    expect(message).to.match(
      /^AWS refuses this stage's credentials or is not reached, so nothing was changed: .*no valid credential sources found/,
    );
  });
});
