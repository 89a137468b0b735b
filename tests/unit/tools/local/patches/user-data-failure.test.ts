import { expect } from "chai";

import { failureMessage } from "../../../../../tools/local/patches/user-data-failure";

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
      expect(failureMessage(packed(script))).to.equal(words);
    });
  }

  it("never does without user data", () => {
    expect(failureMessage(undefined)).to.equal(undefined);
  });
});
