import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

import { expect } from "chai";

import { baseRoot } from "../../tools/local/machines/base-root/base-root";
import { unsupportedReason } from "../../tools/local/machines/unsupported-reason";
import { findLeftovers } from "../../tools/local/processes";
import { copyProject } from "../../tools/local/project-copy";
import { findEmulator } from "../../tools/local/stage-emulator";
import { sandboxName, stageFolder } from "../../tools/local/stage-folder";
import { findHolder } from "../../tools/local/stage-lock";
import { hostTraces } from "./support/running/host-traces";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const ROOT = path.join(__dirname, "..", "..");
const FOLDER = path.join(ROOT, ".local", "e2e", "local");
/** A project of its own: `stg` may be running in this one. */
const PROJECT = path.join(FOLDER, "project");
const PLACES = stageFolder(PROJECT, "stg");

const runsInstances = unsupportedReason() === undefined;
/** What takes long to install. */
const SHARED = ["venv", ...(runsInstances ? ["amazon-linux"] : [])];

interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly status: number | null; readonly output: string }>;
}

function local(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Command {
  const child = spawn(process.execPath, ["tools/cli.js", "local", "stg", ...args], {
    cwd: PROJECT,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = once(child, "close").then(async ([status]) => ({
    status: status as number | null,
    output: (await output).join(""),
  }));
  return { child, ended };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(100);
}

/** Waits until the engine has created some resources. */
function underWay(): Promise<void> {
  return until(() => {
    const log = fs.existsSync(PLACES.engineLog) ? fs.readFileSync(PLACES.engineLog, "utf8") : "";
    return (log.match(/ created \(/g) ?? []).length > 5;
  });
}

function expectNothingLeft(): void {
  expect(findLeftovers(PLACES)).to.deep.equal({ emulators: [], engines: [], plugins: [] });
  const shared = fs.readdirSync(path.join(PROJECT, ".local"));
  expect(shared.filter((name) => !SHARED.includes(name))).to.deep.equal([]);
  expect(hostTraces().controlGroups.filter((folder) => folder.includes(sandboxName(PLACES)))).to.deep.equal([]);
}

/** The content of all files of the project, apart from `.local`. */
function digest(): string {
  const hash = createHash("sha256");
  for (const name of fs.readdirSync(PROJECT, { recursive: true, encoding: "utf8" }).sort()) {
    const file = path.join(PROJECT, name);
    if (/^(?:\.local|node_modules)\b/.test(name) || !fs.statSync(file).isFile()) continue;
    hash.update(name).update(fs.readFileSync(file));
  }
  return hash.digest("hex");
}

describe("npm run local, with the real engine", function () {
  eachNeedsTheOneBefore(this);

  before(async () => {
    fs.rmSync(FOLDER, { recursive: true, force: true });
    copyProject(ROOT, PROJECT);
    fs.mkdirSync(path.join(PROJECT, ".local"));
    if (runsInstances) await baseRoot(ROOT, console.log);
    for (const name of SHARED) fs.symlinkSync(path.join(ROOT, ".local", name), path.join(PROJECT, ".local", name));
  });

  after(async () => {
    await local(["--down"]).ended;
    fs.rmSync(FOLDER, { recursive: true, force: true });
  });

  it("refuses wrong settings and leaves nothing", async () => {
    const { status, output } = await local(["--set", "nat=foo"]).ended;
    expect(output).to.contain("nat: foo is not valid");
    expect(status).to.equal(2);
    expectNothingLeft();
  });

  it("leaves nothing of a first deployment that Ctrl-C interrupts", async () => {
    const interrupted = local([]);
    await underWay();
    interrupted.child.kill("SIGINT");
    const { status, output } = await interrupted.ended;
    expect(output).to.contain(
      "Interrupted: stg is stopped, and its files are removed. To start over: npm run local -- stg\n",
    );
    expect(status).to.equal(130);
    expectNothingLeft();
  });

  let first: Command;
  it("tells a second command who deploys the stage, and since when", async () => {
    first = local([]);
    await underWay();
    const { status, output } = await local([]).ended;
    expect(output).to.match(
      /^npm run local -- stg is already running: \S+ started it at [\d:]+, \d+ s ago \(process \d+\)\./,
    );
    expect(output).to.contain(`(process ${first.child.pid ?? 0})`);
    expect(status).to.equal(1);
  });

  it("stops the engine in order when its terminal is closed", async () => {
    first.child.kill("SIGHUP");
    expect((await first.ended).status).to.equal(129);
    expect(findLeftovers(PLACES).engines).to.deep.equal([]);
    expect(findHolder(PLACES.folder)).to.equal(undefined);
    expect(await findEmulator(PLACES.folder)).not.to.equal(undefined);
  });

  it("continues where it was stopped, and ends with the page or with the reason why there is none", async () => {
    const { status, output } = await local([]).ended;
    expect(output).to.match(/deployed: \d+ created, \d+ unchanged/);
    expect(output).to.match(
      runsInstances ? /https:\/\/127\.0\.0\.1:\d+\/ → hello!/ : /^Page {2}none, only the AWS API answers: /m,
    );
    expect(output.split("\n").length).to.be.at.most(24);
    expect(output).not.to.contain("pulumi stack rm");
    expect(status).to.equal(0);
  });

  it("deploys another setting without a change of the project's files", async () => {
    const before = digest();
    const { status, output } = await local(["--set", "web.max=2"]).ended;
    expect(output, output).to.match(/^stg with web\.max=2 on this computer/);
    expect(output, output).to.match(/deployed: .*\bupdated\b/);
    expect(status).to.equal(0);
    expect(fs.readFileSync(path.join(PLACES.project, "Pulumi.stg.yaml"), "utf8")).to.contain('{"max":2}');
    expect(digest()).to.equal(before);
  });

  it("shows the status and the logs, and verifies the stage", async () => {
    expect((await local(["--status"]).ended).output).to.match(/^stg runs on this computer: \S+ started it at /);
    expect((await local(["--logs", "api"]).ended).output).to.match(
      / ec2 CreateVpc 200 \d+ ms .*CidrBlock=10\.0\.0\.0\/16/,
    );
    const verified = await local(["--verify"]).ended;
    expect(verified.output)
      .to.match(/\d passed/)
      .and.not.to.contain("failed");
    expect(verified.status).to.equal(0);
  });

  it("ends without pulumi and without a stage file, and leaves nothing", async () => {
    const stageFile = path.join(PROJECT, "Pulumi.stg.yaml");
    fs.renameSync(stageFile, `${stageFile}.away`);
    const { status, output } = await local(["--down"], { ...process.env, PATH: "/nowhere" }).ended;
    fs.renameSync(`${stageFile}.away`, stageFile);
    expect(output).to.equal("stg is stopped, and its files are removed\n");
    expect(status).to.equal(0);
    expectNothingLeft();
  });

  it("starts over when everything was killed in the middle, and ends whatever is left", async () => {
    const killed = local([]);
    await underWay();
    killed.child.kill("SIGKILL");
    await killed.ended;
    // The engine continues without its command.
    const [engine = 0] = findLeftovers(PLACES).engines;
    process.kill(engine, "SIGKILL");
    const again = local([]);
    await until(() => !fs.existsSync(PLACES.engineLog) || findLeftovers(PLACES).engines.some((pid) => pid !== engine));
    await underWay();
    again.child.kill("SIGKILL");
    expect((await again.ended).output).to.contain("the last deployment of stg was killed in the middle: starting over");
    const emulator = await findEmulator(PLACES.folder);
    process.kill(emulator?.pid ?? 0, "SIGKILL");
    const states = fs.readdirSync(PLACES.state, { recursive: true, encoding: "utf8" });
    for (const name of states.filter((name) => name.endsWith("stg.json"))) {
      fs.writeFileSync(path.join(PLACES.state, name), "half of a st");
    }
    const { status, output } = await local(["--down"]).ended;
    expect(output).to.equal("The emulator of stg had already stopped; its files are removed\n");
    expect(status).to.equal(0);
    expectNothingLeft();
  });
});
