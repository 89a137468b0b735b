import { expect } from "chai";

import { guestFailure, lastWords } from "../../../../tools/local/corrections/guest-failure";
import { textAt } from "../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const packed = (script: string) => Buffer.from(script).toString("base64");
const FAILS = "#!/bin/bash\n# emulator: fails with: web server FAILED in line 3\n";
const HOLDS = `#!/bin/bash\nEMPTY=''\nOWN='${packed(FAILS)}'\npoweroff\n`;

describe("a guest that fails in the emulator", () => {
  const scripts: [string, string | undefined][] = [
    [FAILS, "web server FAILED in line 3"],
    [HOLDS, "web server FAILED in line 3"],
    [`#!/bin/bash\nOWN='${packed("#!/bin/bash\ntrue\n")}'\n`, undefined],
    [`#!/bin/bash\nOWN=${packed(FAILS)}\n`, undefined],
    ["#!/bin/bash\necho '# emulator: fails with: it'\n", undefined],
    ["", undefined],
  ];
  for (const [script, words] of scripts) {
    it(`${words === undefined ? "does not fail" : "says its words"} by ${JSON.stringify(script.slice(0, 50))}`, () => {
      expect(lastWords(packed(script))).to.equal(words);
    });
  }

  it("never does without user data", () => {
    expect(lastWords(undefined)).to.equal(undefined);
  });

  it("says so on its console, and no other guest does", async () => {
    const made = ["i-1", "i-2"];
    const emulator = new FakeEmulator(guestFailure(), {
      RunInstances: () =>
        `<R><instancesSet><item><instanceId>${made.shift() ?? ""}</instanceId></item></instancesSet></R>`,
      GetConsoleOutput: `<R><output>${packed("Linux version 2.6\n")}</output></R>`,
    });
    const console = async (id: string) => {
      const answer = await emulator.send("ec2", "GetConsoleOutput", { InstanceId: id });
      return Buffer.from(textAt(answer, "output") ?? "", "base64").toString();
    };
    await emulator.send("ec2", "RunInstances", { UserData: packed(HOLDS) });
    await emulator.send("ec2", "RunInstances", { UserData: packed("#!/bin/bash\n") });
    expect(await console("i-1")).to.equal("web server FAILED in line 3\r\n");
    expect(await console("i-2")).to.equal("Linux version 2.6\n");
  });
});
