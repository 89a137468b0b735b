import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { userDataFrom } from "../../../lib/user-data";

describe("User data", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "user-data-"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  function file(content: string): string {
    const path = join(folder, "script.sh");
    writeFileSync(path, content);
    return path;
  }

  it("is the shebang, a line for each value, and the rest of the file as it is", () => {
    const path = file("#!/bin/bash\n# Why.\necho $NAME '${COLOR}'\n");
    expect(userDataFrom(path, { NAME: "shop", COLOR: "" })).to.equal(
      "#!/bin/bash\nNAME='shop'\nCOLOR=''\n# Why.\necho $NAME '${COLOR}'\n",
    );
    expect(userDataFrom(path, {})).to.equal("#!/bin/bash\n# Why.\necho $NAME '${COLOR}'\n");
  });

  it("runs several files in one shell, with the shebang of the first", () => {
    const first = join(folder, "first.sh");
    writeFileSync(first, "#!/bin/bash\necho first $NAME\n");
    expect(userDataFrom([first, file("#!/bin/sh\necho second\n")], { NAME: "shop" })).to.equal(
      "#!/bin/bash\nNAME='shop'\necho first $NAME\n\necho second\n",
    );
  });

  it("passes any text unchanged, even with shell syntax in it", () => {
    const names = Array.from({ length: 60 }, (_, index) => `VALUE${index}`);
    const path = file(`#!/bin/bash\nprintf '%s\\0' ${names.map((name) => `"$${name}"`).join(" ")}\n`);
    const character = fc
      .oneof(fc.integer({ min: 1, max: 127 }), fc.integer({ min: 128, max: 0xd7ff }))
      .map((code) => String.fromCharCode(code))
      .filter((text) => text !== "\r");
    const text = fc.string({ unit: character });
    const nasty = ["'", "'\\''", '"', "$(exit 1)", "`exit 1`", "\\", "\n", "a\nb'\n", "!!", "$HOME", "*", "日本"];
    const values = fc.array(fc.oneof(fc.constantFrom(...nasty), text), {
      minLength: names.length,
      maxLength: names.length,
    });
    fc.assert(
      fc.property(values, (given) => {
        const script = userDataFrom(path, Object.fromEntries(names.map((name, index) => [name, given[index] ?? ""])));
        const said = execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
        expect(said).to.deep.equal(given);
      }),
      { numRuns: 5 },
    );
  });

  it("must not have a carriage return, in the file or in a value", () => {
    const message = /script\.sh has carriage returns \(Windows line endings\)/;
    expect(() => userDataFrom(file("#!/bin/bash\r\necho\r\n"), {})).to.throw(message);
    expect(() => userDataFrom(file("#!/bin/bash\necho"), { NAME: "a\rb" })).to.throw(message);
  });

  it("may have as many bytes as EC2 takes, and not one more", () => {
    const limit = 16_384;
    const shebang = "#!/bin/bash\n";
    const full = file(shebang + "x".repeat(limit - shebang.length));
    expect(userDataFrom(full, {})).to.have.length(limit);
    const message = `the user data made of ${full} has 16385 bytes; EC2 takes 16384 at most`;
    expect(() => userDataFrom(file(shebang + "x".repeat(limit - shebang.length + 1)), {})).to.throw(message);
  });

  it("counts bytes, not characters, and the values too", () => {
    const path = file("#!/bin/bash\n");
    expect(() => userDataFrom(path, { TEXT: "日".repeat(5460) })).to.throw("EC2 takes 16384 at most");
    expect(() => userDataFrom(path, { TEXT: "x".repeat(16_000) })).not.to.throw();
  });
});
