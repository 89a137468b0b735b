import { architectureOf, unknownInstanceTypes } from "../../../../config";
import { allowsOnly, accepts, issuesOf, rejects, settingsOf, type Context, type Values } from "../support";

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

  it("are any virtual types on the Nitro System, known here or not", () => {
    const types = [
      ...["m6gd.large", "c6gn.medium", "t3.nano", "r7iz.large", "m8gd.medium", "i7ie.large", "u7i-12tb.224xlarge"],
      ...["p6-b200.48xlarge", "c7i-flex.8xlarge", "i3en.large", "p3dn.24xlarge", "m99gx.1024xlarge", "d3.xlarge"],
    ];
    accepts(types.map((web) => [{ instanceTypes: { web } }] as const));
  });

  it("are rejected when AWS cannot have them, with a suggestion for a typing error", () => {
    allowsOnly("a virtual EC2 instance type on the Nitro System", [
      ...[
        ["t4g.mirco", "is not an EC2 instance type; did you mean t4g.micro?"],
        ["t4gmicro", "is not an EC2 instance type; did you mean t4g.micro?"],
        ["T4G.MICRO", "is not an EC2 instance type; did you mean t4g.micro?"],
        ["t4g", "is not an EC2 instance type"],
        ["t4g.", "is not an EC2 instance type; did you mean t4g.nano?"],
        [".micro", "is not an EC2 instance type"],
        ["huge", "is not an EC2 instance type"],
        ["m5.0xlarge", "is not an EC2 instance type; did you mean m5.xlarge?"],
        ["t2.micro", "runs on Xen: only types on the Nitro System are supported; did you mean t3.micro?"],
        ["m4.large", "runs on Xen: only types on the Nitro System are supported; did you mean m5.large?"],
        ["i3.large", "runs on Xen: only types on the Nitro System are supported"],
        ["m7g.metal", "is a bare metal type: only virtual instances are supported"],
        ["m7i.metal-24xl", "is a bare metal type: only virtual instances are supported"],
        ["mac2-m2.metal", "is a Mac instance type, which does not run Linux"],
        ["mac1.metal", "is a Mac instance type, which does not run Linux"],
      ].map(([nat = "", message]): [Values, string] => [
        { instanceTypes: { nat } },
        `instanceTypes.nat: ${nat} ${message}`,
      ]),
      [{ instanceTypes: { nat: " " } }, 'instanceTypes.nat: "" is not an EC2 instance type'],
      [{ instanceTypes: { nat: "" } }, "instanceTypes.nat: is empty"],
      [{ instanceTypes: { web: 4 } }, "instanceTypes.web: 4 is not text; put it in quotes"],
      [
        { instanceTypes: { webb: "t4g.micro" } },
        "instanceTypes: webb is not a known name; allowed: web, nat or bastion; did you mean web?",
      ],
      [
        { instanceTypes: "t4g.micro" },
        "instanceTypes: t4g.micro is plain text, not an object or a list; allowed: {web, nat, bastion}, each optional; write it as YAML in the stage file, or use pulumi config set --path",
      ],
    ]);
  });

  it("that are unknown here get a warning, with a suggestion for a possible typing error", () => {
    const known = { web: "t4g.micro", nat: "m8i.large", bastion: "t3.nano" };
    expect(unknownInstanceTypes(known)).to.deep.equal([]);
    expect(unknownInstanceTypes({ web: "m6gd.large", nat: "tg4.micro", bastion: "z9x.large" })).to.deep.equal([
      "instanceTypes.web: m6gd.large is not in config/instance-types.ts: price unknown, architecture arm64 by its name; AWS decides whether it exists",
      "instanceTypes.nat: tg4.micro is not in config/instance-types.ts: price unknown, architecture x86_64 by its name; did you mean t4g.micro?",
      "instanceTypes.bastion: z9x.large is not in config/instance-types.ts: price unknown, architecture x86_64 by its name; AWS decides whether it exists",
    ]);
  });

  it("have an architecture by their name", () => {
    const arm64 =
      "t4g m7gd c6gn im4gn is4gen x2gd r8gb i4g i8ge g5g hpc7g a1 m8g c7g m10g m9g-flex p6e-gb200 c8gn x8g".split(" ");
    const x86 =
      "t3 t3a g4dn g5 g6 g6e gr6 gr6f p4d p5en inf2 trn1 u7i-12tb u-6tb1 m7i m7i-flex c6in d3en z1d p6-b200".split(" ");
    for (const family of arm64) expect(architectureOf(`${family}.large`), family).to.equal("arm64");
    for (const family of x86) expect(architectureOf(`${family}.large`), family).to.equal("x86_64");
  });
});

describe("The image", () => {
  it("has a generation that counts from 1, and a switch to the previous one", () => {
    expect(settingsOf({})).to.deep.include({ imageGeneration: 1, previousImage: false });
    expect(settingsOf({ imageGeneration: 2, previousImage: true })).to.deep.include({
      imageGeneration: 2,
      previousImage: true,
    });
    rejects([[{ imageGeneration: 0 }, "imageGeneration: 0 is too small; allowed: a whole number, 1 or more"]]);
  });
});

describe("The web servers", () => {
  it("are one unless set, and each bound has its own default", () => {
    expect(settingsOf({}).web).to.deep.equal({ min: 1, max: 1 });
    expect(settingsOf({ web: { max: 3 } }).web).to.deep.equal({ min: 1, max: 3 });
  });

  it("are counted in whole numbers within bounds", () => {
    allowsOnly(COUNT, [
      [{ web: { min: 0, max: 1 } }, "web.min: 0 is too small"],
      [{ web: { min: -1 } }, "web.min: -1 is too small"],
      [{ web: { max: 101 } }, "web.max: 101 is too large"],
      [{ web: { max: 1.5 } }, "web.max: 1.5 is not a whole number"],
      [{ web: { max: "many" } }, "web.max: many is not a number"],
      [{ web: { max: { toString: 1 } } }, 'web.max: {"toString":1} is not a number'],
      [{ web: { max: true } }, "web.max: true is not a number"],
      [{ web: { max: null } }, "web.max: is empty"],
    ]);
  });

  it("are not counted in text, and the message says how to fix that", () => {
    allowsOnly(COUNT, [
      [
        { web: { min: 1, max: "2" } },
        "web.max: 2 is text, not a number; remove the quotes in the stage file, or: pulumi config set --path minimal-secure-web:web.max NUMBER",
      ],
    ]);
  });

  it("have a maximum that is not below the minimum", () => {
    allowsOnly("at most web.max", [
      [{ web: { min: 5, max: 2 } }, "web.min: 5 is greater than web.max (2); lower web.min or raise web.max"],
      [{ web: { min: 2 } }, "web.min: 2 is greater than web.max (1); lower web.min or raise web.max"],
    ]);
    accepts([[{ web: { min: 2, max: 2 } }]]);
  });

  it("serve a visitor one at a time where requests stick, for up to a week", () => {
    expect(settingsOf({ web: { stickiness: 3600 } }).web).to.deep.equal({ min: 1, max: 1, stickiness: 3600 });
    allowsOnly("a whole number from 1 to 604800", [
      [{ web: { stickiness: 0 } }, "web.stickiness: 0 is too small"],
      [{ web: { stickiness: 604_801 } }, "web.stickiness: 604801 is too large"],
      [{ web: { stickiness: false } }, "web.stickiness: false is not a number"],
    ]);
  });

  it("are an object with known names", () => {
    const whole = "allowed: {min, max, stickiness, script, files, parameters, secretArns}, each optional";
    allowsOnly("min, max, stickiness, script, files, parameters or secretArns", [
      [{ web: { minimum: 1 } }, "web: minimum is not a known name"],
      [{ web: { mim: 1 } }, "web: mim is not a known name; did you mean min?"],
      [{ web: [1, 2] }, `web: [1,2] is not an object; ${whole}`],
      [{ web: "3" }, `web: 3 is not an object; ${whole}`],
      [
        { web: "{min: 1" },
        `web: "{min: 1" is plain text, not an object or a list; ${whole}; write it as YAML in the stage file, or use pulumi config set --path`,
      ],
    ]);
  });
});

describe("The user's own script", () => {
  const script = "#!/bin/bash\necho hello\n";
  const allowed = "the path of a script inside the project that begins with #!, at most 8192 bytes without web.files";

  function withFile(content: string): Context {
    return { files: { "scripts/mine.sh": content } };
  }

  it("is a file of the project, by its tidied path", () => {
    expect(settingsOf({ web: { script: "./scripts//mine.sh" } }, withFile(script)).web).to.deep.equal({
      min: 1,
      max: 1,
      script: "scripts/mine.sh",
    });
  });

  it("exists inside the project", () => {
    for (const path of ["/etc/passwd", "../mine.sh", "scripts/../../mine.sh", "..", "scripts\\mine.sh"]) {
      expect(issuesOf({ web: { script: path } }, withFile(script))[0]).to.contain("is not a path inside the project");
    }
    allowsOnly(allowed, [[{ web: { script: "gone.sh" } }, "web.script: gone.sh is not a file of the project"]]);
  });

  it("is a script that Linux can run and that fits into user data beside ours", () => {
    const web = { script: "scripts/mine.sh" };
    for (const [content, message] of [
      [" \n", "is an empty file"],
      ["echo hello", "does not begin with #!"],
      ["#!/bin/bash\r\necho\r\n", "has Windows line endings"],
      ["#!/bin/bash\necho\r", "has carriage returns, which do not end lines on Linux: save it with LF line endings"],
      ["\ufeff#!/bin/bash\necho\n", "begins with a byte order mark (BOM): save it as UTF-8 without one"],
      ["\ufffd\ufffd#\0!\0/\0", "is not UTF-8 text: save it as UTF-8"],
      ["#\0!\0/\0b\0", "is not UTF-8 text: save it as UTF-8"],
      ["#!/bin/bash\necho \0", "is not UTF-8 text: save it as UTF-8"],
      ["#!\necho", "does not name its interpreter by path, as #!/bin/bash does"],
      ["#!bash\n", "does not name its interpreter by path, as #!/bin/bash does"],
      ["#! \t", "does not name its interpreter by path, as #!/bin/bash does"],
      ["#!/bin/bash\u00a0\n", "does not name its interpreter by path, as #!/bin/bash does"],
      [`#!/bin/sh\n${"a".repeat(8183)}`, "has 8193 bytes"],
      [`#!/bin/sh\n${"é".repeat(4092)}`, "has 8194 bytes"],
    ] as const) {
      allowsOnly(allowed, [[{ web }, `web.script: scripts/mine.sh ${message}`, withFile(content)]]);
    }
    accepts([
      [{ web }, withFile(`#!/bin/sh\n${"a".repeat(8182)}`)],
      [{ web }, withFile("#! /usr/bin/env bash \t\necho 東京\n")],
    ]);
  });
});
