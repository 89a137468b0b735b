import { expect } from "chai";
import { architectureOf, instanceTypeNames, memoryMiBOf } from "../../config";
import { accepts, faultsOf, refuses, settingsOf, type Surroundings } from "./support";

const COUNT = "a whole number from 1 to 100";

describe("Instance types", () => {
  it("are the tutorial's smallest unless set, each role by itself", () => {
    expect(settingsOf({ instanceTypes: { web: "m7g.large" } }).instanceTypes).to.deep.equal({
      web: "m7g.large",
      nat: "t4g.nano",
      bastion: "t4g.nano",
    });
    expect(settingsOf({}).instanceTypes.web).to.equal("t4g.micro");
  });

  it("are those of the list, and a slip gets the nearest", () => {
    const allowed = "allowed: a type listed in config/instance-types.ts";
    refuses([
      [
        { instanceTypes: { web: "t4g.mirco" } },
        `instanceTypes.web: t4g.mirco is not in the list; ${allowed}; did you mean t4g.micro?`,
      ],
      [
        { instanceTypes: { nat: "t2.micro" } },
        `instanceTypes.nat: t2.micro is not in the list; ${allowed}; did you mean t3.micro?`,
      ],
      [{ instanceTypes: { bastion: "huge" } }, `instanceTypes.bastion: huge is not in the list; ${allowed}`],
      [{ instanceTypes: { web: 4 } }, `instanceTypes.web: 4 is not text; ${allowed}; put it in quotes`],
      [
        { instanceTypes: { webb: "t4g.micro" } },
        "instanceTypes: webb is not a name it knows; allowed: web, nat or bastion; did you mean web?",
      ],
      [
        { instanceTypes: "t4g.micro" },
        "instanceTypes: t4g.micro is plain text, not an object or a list; allowed: {web, nat, bastion}, each optional; write it as YAML in the stage file, or use pulumi config set --path",
      ],
    ]);
  });

  it("have an architecture and a memory each", () => {
    const rows: [string, string, number][] = [
      ["t4g.nano", "arm64", 512],
      ["t3.micro", "x86_64", 1024],
      ["t3a.2xlarge", "x86_64", 32_768],
      ["m7g.medium", "arm64", 4096],
      ["c7i-flex.large", "x86_64", 4096],
      ["r8g.48xlarge", "arm64", 1_572_864],
      ["c5.18xlarge", "x86_64", 147_456],
    ];
    for (const [type, architecture, mib] of rows) {
      expect([architectureOf(type), memoryMiBOf(type)], type).to.deep.equal([architecture, mib]);
    }
    for (const type of instanceTypeNames) expect(memoryMiBOf(type), type).to.be.at.least(512);
    expect(new Set(instanceTypeNames).size).to.equal(instanceTypeNames.length);
    expect(() => architectureOf("t2.micro")).to.throw("t2.micro is not in config/instance-types.ts");
  });
});

describe("The image", () => {
  it("has a generation that counts from 1, and a way back", () => {
    expect(settingsOf({})).to.deep.include({ imageGeneration: 1, previousImage: false });
    expect(settingsOf({ imageGeneration: 2, previousImage: true })).to.deep.include({
      imageGeneration: 2,
      previousImage: true,
    });
    refuses([[{ imageGeneration: 0 }, "imageGeneration: 0 is too small; allowed: a whole number, 1 or more"]]);
  });
});

describe("The web servers", () => {
  it("are one unless set, and each bound has its own default", () => {
    expect(settingsOf({}).web).to.deep.equal({ min: 1, max: 1 });
    expect(settingsOf({ web: { max: 3 } }).web).to.deep.equal({ min: 1, max: 3 });
  });

  it("are counted in whole numbers within bounds", () => {
    refuses([
      [{ web: { min: 0, max: 1 } }, `web.min: 0 is too small; allowed: ${COUNT}`],
      [{ web: { min: -1 } }, `web.min: -1 is too small; allowed: ${COUNT}`],
      [{ web: { max: 101 } }, `web.max: 101 is too large; allowed: ${COUNT}`],
      [{ web: { max: 1.5 } }, `web.max: 1.5 is not whole; allowed: ${COUNT}`],
      [{ web: { max: "many" } }, `web.max: many is not a number; allowed: ${COUNT}`],
      [{ web: { max: true } }, `web.max: true is not a number; allowed: ${COUNT}`],
      [{ web: { max: null } }, `web.max: is empty; allowed: ${COUNT}`],
    ]);
  });

  it("are not counted in text, which the message says how to put right", () => {
    refuses([
      [
        { web: { min: 1, max: "2" } },
        `web.max: 2 is text, not a number; allowed: ${COUNT}; remove the quotes in the stage file, or: pulumi config set --path minimal-secure-web:web.max NUMBER`,
      ],
    ]);
  });

  it("are at least as many at most as at least", () => {
    refuses([
      [
        { web: { min: 5, max: 2 } },
        "web.min: 5 is above web.max (2); allowed: at most web.max; lower web.min or raise web.max",
      ],
      [
        { web: { min: 2 } },
        "web.min: 2 is above web.max (1); allowed: at most web.max; lower web.min or raise web.max",
      ],
    ]);
    accepts([[{ web: { min: 2, max: 2 } }]]);
  });

  it("are an object of known parts", () => {
    const whole = "allowed: {min, max, script}, each optional";
    refuses([
      [{ web: { minimum: 1 } }, "web: minimum is not a name it knows; allowed: min, max or script"],
      [{ web: { mim: 1 } }, "web: mim is not a name it knows; allowed: min, max or script; did you mean min?"],
      [{ web: [1, 2] }, `web: [1,2] is not an object; ${whole}`],
      [{ web: "3" }, `web: 3 is not an object; ${whole}`],
      [
        { web: "{min: 1" },
        `web: "{min: 1" is plain text, not an object or a list; ${whole}; write it as YAML in the stage file, or use pulumi config set --path`,
      ],
    ]);
  });
});

describe("The user's own guest script", () => {
  const script = "#!/bin/bash\necho hello\n";
  const allowed = "the path of a script inside the project that begins with #!, at most 8192 bytes";

  function withFile(content: string): Surroundings {
    return { files: { "guest/mine.sh": content } };
  }

  it("is a file of the project, by its tidied path", () => {
    expect(settingsOf({ web: { script: "./guest//mine.sh" } }, withFile(script)).web).to.deep.equal({
      min: 1,
      max: 1,
      script: "guest/mine.sh",
    });
  });

  it("is there, inside the project", () => {
    for (const path of ["/etc/passwd", "../mine.sh", "guest/../../mine.sh", "..", "guest\\mine.sh"]) {
      expect(faultsOf({ web: { script: path } }, withFile(script))[0]).to.contain("is not a path inside the project");
    }
    refuses([
      [{ web: { script: "gone.sh" } }, `web.script: gone.sh is not a file of the project; allowed: ${allowed}`],
    ]);
  });

  it("is a script that Linux can run and that fits into user data beside ours", () => {
    const web = { script: "guest/mine.sh" };
    const line = (problem: string): string => `web.script: guest/mine.sh ${problem}; allowed: ${allowed}`;
    refuses([
      [{ web }, line("is an empty file"), withFile(" \n")],
      [{ web }, line("does not begin with #!"), withFile("echo hello")],
      [{ web }, line("has Windows line ends"), withFile("#!/bin/bash\r\necho\r\n")],
      [
        { web },
        line("has a carriage return, which is no line end in Linux: save it with LF line ends"),
        withFile("#!/bin/bash\necho\r"),
      ],
      [
        { web },
        line("begins with a byte order mark (BOM): save it as UTF-8 without one"),
        withFile("\ufeff#!/bin/bash\necho\n"),
      ],
      ...["\ufffd\ufffd#\0!\0/\0", "#\0!\0/\0b\0", "#!/bin/bash\necho \0"].map(
        (text): [{ web: object }, string, Surroundings] => [
          { web },
          line("is not UTF-8 text: save it as UTF-8"),
          withFile(text),
        ],
      ),
      ...["#!\necho", "#!bash\n", "#! \t", "#!/bin/bash\u00a0\n"].map(
        (text): [{ web: object }, string, Surroundings] => [
          { web },
          line("does not name its interpreter by path, as #!/bin/bash does"),
          withFile(text),
        ],
      ),
      [{ web }, line("has 8193 bytes"), withFile(`#!/bin/sh\n${"a".repeat(8183)}`)],
      [{ web }, line("has 8194 bytes"), withFile(`#!/bin/sh\n${"é".repeat(4092)}`)],
    ]);
    accepts([
      [{ web }, withFile(`#!/bin/sh\n${"a".repeat(8182)}`)],
      [{ web }, withFile("#! /usr/bin/env bash \t\necho 東京\n")],
    ]);
  });
});
