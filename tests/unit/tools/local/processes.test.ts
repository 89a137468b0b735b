import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { end, findLeftovers, haveEnded, processStart } from "../../../../tools/local/processes";
import { stageFolder, stateUrl } from "../../../../tools/local/stage-folder";

describe("the processes of a local stage", () => {
  let root: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "processes-"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    fs.rmSync(root, { recursive: true });
  });

  async function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ["pipe", "pipe", "ignore"] });
    children.push(child);
    await once(child.stdout, "data");
    return child.pid ?? 0;
  }
  /** A program that says that it runs, and ends with its input. */
  const script = (name: string) => {
    const file = path.join(root, name);
    fs.writeFileSync(file, 'process.stdin.resume().on("end", process.exit); console.log("ready");');
    return file;
  };

  it("have a start, which tells a process from a later one with its PID", () => {
    expect(processStart(process.pid)).to.match(/\S/).and.to.equal(processStart(process.pid));
    expect(processStart(2 ** 30)).to.equal(undefined);
  });

  it("are found by their arguments and environment alone, and only those of the stage", async function () {
    if (process.platform !== "linux") this.skip();
    const [stg, prod] = [stageFolder(root, "stg"), stageFolder(root, "prod")];
    const daemon = script("daemon.ts");
    const options = ({ folder }: { folder: string }) => JSON.stringify({ root, folder, stage: "any" });
    const node = (file: string, ...args: string[]) => start(process.execPath, [file, ...args]);
    const emulator = await node(daemon, options(stg));
    await node(daemon, options(prod));
    await node(script("other.ts"), options(stg));
    // A shell that runs under the name of the command.
    const shell = (name: string, env: NodeJS.ProcessEnv) =>
      start("bash", ["-c", `exec -a ${name} ${process.execPath} ${script("wait.js")}`], env);
    const engine = await shell("/opt/pulumi", { PULUMI_BACKEND_URL: stateUrl(stg) });
    const plugin = await shell("pulumi-resource-aws", { PULUMI_BACKEND_URL: stateUrl(stg) });
    await shell("pulumi", { PULUMI_BACKEND_URL: stateUrl(prod) });
    await shell("bash", { PULUMI_BACKEND_URL: stateUrl(stg) });
    expect(findLeftovers(stg)).to.deep.equal({ emulators: [emulator], engines: [engine], plugins: [plugin] });
  });

  it("are asked to end, and then made to", async () => {
    const stubborn = await start("bash", ["-c", 'trap "" TERM; echo ready; while :; do sleep 0.1; done']);
    await end([stubborn, 2 ** 30], 200);
    expect(await haveEnded([stubborn], 0)).to.equal(true);
  });
});
