import type { Folder } from "../../../../lib/folder/list";
import { accepts, allowsOnly, issuesOf, rejects, settingsOf, type Context } from "../support";

const FOLDER: Folder = {
  entries: [{ type: "file", path: "index.html", executable: false, bytes: 6 }],
  hidden: [],
  fileCount: 1,
  bytes: 6,
  stamp: "",
};
const folder = (changed: Partial<Folder> | string): Context => ({
  folders: { "my/site": typeof changed === "string" ? changed : { ...FOLDER, ...changed } },
  files: { "my.sh": "#!/bin/bash\n", "long.sh": `#!/bin/bash\n${"#".repeat(200_000)}` },
});

describe("The files of the site", () => {
  const web = { files: "my/site" };

  it("are a folder inside the project, whose path is tidied", () => {
    expect(settingsOf({ web: { files: "./my//site/" } }, folder({})).web).to.deep.equal({
      min: 1,
      max: 1,
      files: "my/site",
    });
    expect(settingsOf({}).web).not.to.have.property("files");
  });

  it("cannot be outside the project, hidden, or the whole project with its settings", () => {
    const allowed = "the path of a folder inside the project with at most 100 MB of files";
    for (const path of ["/var/www", "../site", "my/../../site", "..", "my\\site"]) {
      expect(issuesOf({ web: { files: path } }, folder({}))[0]).to.contain("is not a path inside the project");
    }
    allowsOnly(allowed, [
      [{ web: { files: "." } }, "web.files: . is the whole project"],
      [{ web: { files: ".site" } }, "web.files: .site is hidden, and hidden files are left out"],
      [{ web: { files: "gone" } }, "web.files: gone is not a folder of the project"],
      [{ web: { files: 5 } }, "web.files: 5 is not text; put it in quotes"],
      [{ web }, "web.files: my/site has no files, apart from hidden ones", folder({ fileCount: 0, entries: [] })],
      [{ web }, "web.files: my/site has 101 MB of files", folder({ bytes: 101_000_000 })],
      [{ web }, "web.files: my/site has 100.1 MB of files", folder({ bytes: 100_000_001 })],
      [
        { web },
        "web.files: my/site holds the symbolic link a to /b, which is outside the folder",
        folder("holds the symbolic link a to /b, which is outside the folder"),
      ],
    ]);
    accepts([[{ web }, folder({ bytes: 100_000_000 })]]);
  });

  it("have the page that the load balancer checks, unless a script may write it", () => {
    const other = folder({ entries: [{ type: "file", path: "home.html", executable: false, bytes: 6 }] });
    rejects([
      [
        { web },
        "web.files: my/site has no index.html, which the load balancer checks; allowed: a folder with index.html, or any folder together with web.script",
        other,
      ],
    ]);
    accepts([[{ web: { ...web, script: "my.sh" } }, other]]);
  });

  it("let the script be of any length", () => {
    accepts([[{ web: { ...web, script: "long.sh" } }, folder({})]]);
    expect(issuesOf({ web: { script: "long.sh" } }, folder({}))[0]).to.contain("web.script: long.sh has 200012 bytes");
  });
});

describe("The parameters of the site", () => {
  const allowed = "a list of at most 10 names of SSM parameters, such as /shop/stg/password, each once";

  it("are names of SSM parameters", () => {
    const parameters = ["/shop/stg/password", "plain", "a.b_c-d/e".replace("/", "-")];
    expect(settingsOf({ web: { parameters } }).web.parameters).to.deep.equal(parameters);
    expect(settingsOf({ web: { parameters: [] } }).web).not.to.have.property("parameters");
  });

  it("are refused for what is no name of a parameter of one's own", () => {
    const flaw = "is not the name of an SSM parameter of your own";
    const names = [
      "/aws/service/ami",
      "aws-x",
      "ssm.x",
      "a/b",
      "/a//b",
      "a b",
      `/${"x".repeat(900)}`,
      "arn:aws:ssm:::parameter/x",
    ];
    for (const name of names) {
      expect(issuesOf({ web: { parameters: [name] } })[0], name).to.contain(flaw);
    }
    allowsOnly(allowed, [
      [{ web: { parameters: "/a" } }, "web.parameters: /a is not a list"],
      [{ web: { parameters: [1] } }, "web.parameters[0]: 1 is not text; put it in quotes"],
      [{ web: { parameters: ["/a", "/a"] } }, "web.parameters[1]: /a repeats web.parameters[0]"],
      [{ web: { parameters: "abcdefghijk".split("") } }, "web.parameters: has 11 names"],
    ]);
  });

  it("need a NAT, because SSM has no free endpoint in the VPC", () => {
    rejects([
      [
        { web: { parameters: ["/a"] }, nat: "none" },
        'web: {"min":1,"max":1,"parameters":["/a"]} has parameters, which web servers cannot read with nat: none; allowed: no parameters with nat: none; set nat to instance or gateway, or remove web.parameters',
      ],
    ]);
    accepts([[{ web: { parameters: ["/a"] }, nat: "gateway" }], [{ nat: "none" }]]);
  });
});

describe("The secrets of the site", () => {
  const allowed = "a list of at most 10 ARNs of secrets, each once";
  const arn = "arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:rds!db-0a1b2c3d-AbCdEf";

  it("are ARNs of Secrets Manager, which web servers reach through a NAT", () => {
    expect(settingsOf({ web: { secretArns: [arn] } }).web.secretArns).to.deep.equal([arn]);
    expect(settingsOf({ web: { secretArns: [] } }).web).not.to.have.property("secretArns");
    const foreign = arn.replace("aws:", "aws-cn:");
    rejects([
      [{ web: { secretArns: ["app"] } }, `web.secretArns[0]: app is not the ARN of a secret; allowed: ${allowed}`],
      [
        { web: { secretArns: [foreign] } },
        `web.secretArns[0]: "${foreign.slice(0, 60)}…" belongs to another partition than ap-northeast-1; allowed: ${allowed}`,
      ],
      [
        { nat: "none", web: { secretArns: [arn] } },
        `web: {"min":1,"max":1,"secretArns":["arn:aws:secretsmanager:ap-no… has secretArns, which web servers cannot read ` +
          "with nat: none; allowed: no secretArns with nat: none; set nat to instance or gateway, or remove web.secretArns",
      ],
    ]);
  });
});
