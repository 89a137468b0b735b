import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../../../../lib/user-error";
import { installMoto, startMoto } from "../../../../tools/local/moto";
import { temporaryFolder } from "../../../support/temporary-folder";

describe("installing the emulator", () => {
  const root = temporaryFolder();
  let bin: string;
  const shellPath = process.env.PATH;

  beforeEach(() => {
    bin = path.join(root(), "bin");
    fs.mkdirSync(bin);
    process.env.PATH = bin;
  });
  afterEach(() => {
    process.env.PATH = shellPath;
  });

  /** A fake python3 that creates an environment with a fake Python; both count their calls. */
  function python3(pip: string): void {
    const made = `#!/bin/sh\necho "$@" >> ${root()}/pip-calls\n${pip}\n`;
    fs.writeFileSync(path.join(root(), "made"), made, { mode: 0o755 });
    const script = `#!/bin/sh\n/bin/mkdir -p "$3/bin" && /bin/cp ${root()}/made "$3/bin/python"\n`;
    fs.writeFileSync(path.join(bin, "python3"), script, { mode: 0o755 });
  }
  const left = () => fs.readdirSync(path.join(root(), ".local"));
  const failure = (): Promise<unknown> =>
    installMoto(root(), () => undefined).then(
      () => undefined,
      (error: unknown) => error,
    );

  it("reports progress, and returns the path of its Python", async () => {
    python3("exit 0");
    const said: string[] = [];
    const python = await installMoto(root(), (line) => said.push(line));
    expect(python).to.equal(path.join(root(), ".local", "venv", "bin", "python"));
    expect(said[0]).to.equal("Installing the emulator (moto): once, about a minute");
    expect(left()).to.deep.equal(["venv"]);
  });

  it("happens once", async () => {
    python3("exit 0");
    await installMoto(root(), () => undefined);
    const said: string[] = [];
    await installMoto(root(), (line) => said.push(line));
    expect(said).to.deep.equal([]);
    expect(fs.readFileSync(path.join(root(), "pip-calls"), "utf8").trim().split("\n")).to.have.length(1);
  });

  it("starts again after an interruption, and removes its files", async () => {
    python3("exit 0");
    fs.mkdirSync(path.join(root(), ".local", "venv", "bin"), { recursive: true });
    fs.mkdirSync(path.join(root(), ".local", "venv-99999999"), { recursive: true });
    await installMoto(root(), () => undefined);
    expect(left()).to.deep.equal(["venv"]);
    expect(fs.existsSync(path.join(root(), "pip-calls"))).to.equal(true);
  });

  it("reports a missing Python in one sentence", async () => {
    const error = await failure();
    expect(error).to.be.instanceOf(UserError);
    expect(error).to.have.property(
      "message",
      "To install the emulator (moto), Python 3.10 or newer is needed as python3 on the PATH: https://www.python.org/downloads/",
    );
  });

  it("reports in one sentence why pip failed, and leaves nothing behind", async () => {
    python3("echo 'WARNING: x' >&2; echo 'ERROR: no network' >&2; exit 1");
    const error = await failure();
    expect(error).to.be.instanceOf(UserError);
    expect(error).to.have.property(
      "message",
      "Cannot install the emulator (moto): pip install moto[server]==5.2.* failed with status 1: ERROR: no network",
    );
    expect(left()).to.deep.equal([]);
  });

  it("reports in one sentence that the emulator ends at once", async () => {
    python3('[ "$1" != "-u" ]');
    const python = await installMoto(root(), () => undefined);
    const logFile = path.join(root(), "moto.log");
    const error: unknown = await startMoto({ python, logFile }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(UserError);
    expect(error).to.have.property("message", `The emulator did not start (it ended at once); its log is ${logFile}`);
  });
});
