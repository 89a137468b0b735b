import { expect } from "chai";

import { RecoveryClients } from "../../../../tools/recover/clients";

class Offline extends RecoveryClients {
  protected override connection() {
    return Promise.resolve({ region: "eu-west-1" });
  }
}

describe("The AWS API as recovery uses it", () => {
  for (const service of ["cloudWatch", "logs", "s3", "sns"] as const) {
    it(`names the call and the code in each error: ${service}`, async () => {
      const provider = { region: "eu-west-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
      const client = await new Offline(provider, () => Promise.resolve([]))[service]();
      expect(client.middlewareStack.identify().join()).to.contain("callNames");
    });
  }
});
