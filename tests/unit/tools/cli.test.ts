import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temporary-folder";

const ROOT = join(__dirname, "..", "..", "..");

describe("tools/cli.js", () => {
  const folder = temporaryFolder();
  beforeEach(() => {
    mkdirSync(join(folder(), "tools"));
    const files = ["package.json", join("tools", "cli.js"), join("tools", "requirements.js")];
    for (const file of files) cpSync(join(ROOT, file), join(folder(), file));
  });
  const run = (root: string, args: readonly string[], options: readonly string[] = [], file = "cli.js", env = {}) => {
    const script = join(root, "tools", file);
    const {
      status,
      stdout: out,
      stderr: err,
    } = spawnSync(process.execPath, [...options, script, ...args], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    return { status, out, err };
  };

  it("says to run npm ci where packages are missing", () => {
    expect(run(folder(), ["plan"])).to.deep.equal({
      status: 1,
      out: "",
      err: "Packages are missing: run npm ci first\n",
    });
  });

  it("says which Node.js it needs", () => {
    const fake = join(folder(), "fake-version.js");
    writeFileSync(fake, 'Object.defineProperty(process, "version", { value: "v18.20.4" });');
    expect(run(ROOT, ["plan"], ["--require", fake])).to.deep.equal({
      status: 1,
      out: "",
      err: "This project needs Node.js 20 or newer, this is 18.20.4\n",
    });
  });

  it("says the same before tests, also where only their packages are missing", () => {
    const missing = { status: 1, out: "", err: "Packages are missing: run npm ci first\n" };
    expect(run(folder(), [], [], "requirements.js")).to.deep.equal(missing);
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { dependencies: object };
    for (const name of Object.keys(dependencies)) mkdirSync(join(folder(), "node_modules", name), { recursive: true });
    expect(run(folder(), [], [], "requirements.js")).to.deep.equal(missing);
    expect(run(ROOT, [], [], "requirements.js")).to.deep.equal({ status: 0, out: "", err: "" });
  });

  it("runs a command, and its exit status is the command's", () => {
    expect(run(ROOT, ["local", "--help"])).to.include({ status: 0, err: "" });
    const { status, err } = run(ROOT, ["local", "stg", "prod"]);
    expect({ status, err }).to.deep.equal({
      status: 2,
      err: "too many arguments. Expected 1 argument but got 2; see npm run local -- --help\n",
    });
  });

  it("says how to install pulumi where a command needs it, and changes nothing", () => {
    for (const args of [
      ["local", "stg"],
      ["recover", "stg"],
      ["recover", "stg", "--dry-run"],
    ]) {
      const { status, out, err } = run(ROOT, args, [], "cli.js", { PATH: folder() });
      expect({ status, out }, args.join(" ")).to.deep.equal({ status: 1, out: "" });
      expect(err, args.join(" ")).to.match(/^The pulumi command is not on the PATH: install it with .*\n$/);
    }
  });

  it("names the nearest command for an unknown one", () => {
    expect(run(ROOT, ["toString"]).err).to.match(/^unknown command "toString": expected plan, /);
    expect(run(ROOT, ["verfy"])).to.deep.equal({
      status: 2,
      out: "",
      err:
        'unknown command "verfy" (did you mean verify?): ' +
        "expected plan, local, ssh, tunnel, verify, scan, recover or pull-request\n",
    });
  });
});
