import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

const ROOT = join(__dirname, "..", "..");

/** The commands in docs/deploy.md. */
function documented(): readonly string[] {
  const [, text = ""] = readFileSync(join(ROOT, "docs", "deploy.md"), "utf8").split(
    "\n### Move the state to another backend\n",
  );
  const [, block = ""] = /```bash\n([^]*?)```/.exec(text) ?? [];
  return block
    .split("\n")
    .map((line) => line.replace(/ +#.*/, ""))
    .filter((line) => line !== "");
}

describe("Moving the state to another backend", function () {
  this.timeout(120_000);
  let home = "";
  let passphrase = "";
  const run = (command: string, input = ""): string => {
    // Pulumi expands ~ to the home of the current user, not to HOME.
    const here = command.replaceAll("~", home);
    const { status, stdout, stderr } = spawnSync("bash", ["-c", here], {
      cwd: join(home, "project"),
      encoding: "utf8",
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: "",
        PULUMI_CREDENTIALS_PATH: home,
        PULUMI_CONFIG_PASSPHRASE: passphrase,
      },
      input,
    });
    expect(status, `${here}\n${stdout}${stderr}`).to.equal(0);
    return stdout;
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "move-"));
    for (const folder of ["project", "pulumi-state", "other-state"]) mkdirSync(join(home, folder));
    const write = (file: string, text: string): void => {
      writeFileSync(join(home, "project", file), text);
    };
    symlinkSync(join(ROOT, "node_modules"), join(home, "project", "node_modules"));
    write("Pulumi.yaml", "name: tiny\nruntime: nodejs\nmain: index.js\n");
    write("package.json", "{}");
    write(
      "index.js",
      `const pulumi = require("@pulumi/pulumi");
       exports.key = pulumi.secret("a private key");
       exports.word = new pulumi.Config().requireSecret("word");\n`,
    );
    passphrase = "old";
    run("pulumi login file://~/pulumi-state && pulumi stack init stg && pulumi config set --secret word hello");
    run("pulumi up --yes --skip-preview --non-interactive");
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  const secrets = (): unknown => JSON.parse(run("pulumi stack output --json --show-secrets"));

  it("works with a new passphrase, by the documented commands", () => {
    const [change = "", ...rest] = documented();
    expect(change).to.match(/^pulumi stack change-secrets-provider passphrase/);
    run(change, "new\nnew\n");
    passphrase = "new";
    for (const command of rest) run(command);
    expect(run("pulumi whoami --verbose")).to.contain("other-state");
    expect(secrets()).to.deep.equal({ key: "a private key", word: "hello" });
    expect(run("pulumi config get word")).to.equal("hello\n");
    run("pulumi login file://~/pulumi-state && pulumi stack rm stg --force --preserve-config --yes");
    run("pulumi login file://~/other-state && pulumi preview --expect-no-changes --non-interactive --stack stg");
  });

  it("works with the current passphrase", () => {
    for (const command of documented().slice(1)) run(command);
    expect(secrets()).to.deep.equal({ key: "a private key", word: "hello" });
  });
});
