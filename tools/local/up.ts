import * as fs from "node:fs";
import * as path from "node:path";

import { messageOf, UserError } from "../../lib/user-error";
import { readStage } from "../stage/stage";
import { erasable, widthOf } from "../terminal";
import { sayOn } from "../say";
import { quoted } from "../plan/what-if";
import { isFree } from "../port";
import { childEnvironment } from "./child-environment";
import { endEarlierEngine, isStateUsable } from "./earlier-run";
import { changesIn, EngineProgress, errorsIn, runEngine } from "./engine";
import { baseRoot } from "./machines/base-root/base-root";
import { unsupportedReason } from "./machines/unsupported-reason";
import { installMoto } from "./moto";
import { createParameters, LOCAL_VALUE } from "./parameters";
import { end, findLeftovers } from "./processes";
import { copyProject } from "./project-copy";
import { findPulumi, runPulumi, type PulumiOptions } from "./pulumi";
import { removeFiles } from "./down";
import { pagesOf } from "./site";
import { findEmulator, readStatus, startInBackground, stopEmulator, type StageEmulator } from "./stage-emulator";
import { stageFolder, type StageFolder } from "./stage-folder";
import { StageLock, thisCommand } from "./stage-lock";
import { logsPath } from "./status";
import { stageSummary } from "./stage-summary";
import { Steps, type StepStream } from "./steps";

/** What a boot script prints when it fails, and how many lines before it are shown. */
const FAILED = /^minimal-secure-web: .* FAILED in line /;
const CONSOLE_LINES = 15;

/** What systemd prints while an instance boots, and what cloud-init prints before it runs user data. */
const BOOT = /^(?:\[[ A-Z]{6}\] |\s+(?:Starting|Stopping|Mounting) )/;
const USER_DATA = "running 'modules:final'";

export interface UpOptions {
  readonly root: string;
  readonly stage: string;
  readonly port?: number;
  /** Settings that override the stage file's, as written: `nat=gateway`. */
  readonly sets: readonly string[];
  readonly stdout: StepStream;
  /** Ctrl-C, or the end of the terminal; its reason is the signal. */
  readonly signal: AbortSignal;
}

/** A deployment under way. */
interface Run extends UpOptions {
  readonly places: StageFolder;
  readonly steps: Steps;
}

/**
 * Deploys a stage to its emulator, which is started unless it runs already, and keeps running.
 * @throws UserError when that fails
 */
export async function up(options: UpOptions): Promise<void> {
  const { root, stage, port } = options;
  findPulumi();
  const places = stageFolder(root, stage);
  if (port !== undefined) await checkPort(port, places, stage);
  const isNew = !fs.existsSync(places.folder);
  const lock = StageLock.take(places.folder, thisCommand(stage));
  try {
    await deployAndShow({ ...options, places, steps: new Steps(erasable(options.stdout)) });
  } finally {
    // Wrong settings and the like leave nothing behind.
    if (isNew && !fs.existsSync(places.state)) removeFiles(places);
    else lock.release();
  }
}

async function deployAndShow(run: Run): Promise<void> {
  const { root, stage, places, sets, steps, stdout, signal } = run;
  await endEarlierEngine(places);
  const { dropped } = copyProject(root, places.project, new Map([[stage, sets]]));
  const {
    provider: { region },
    settings: { web, nat },
  } = readStage(places.project, stage);
  const withSets = sets.length === 0 ? "" : ` with ${sets.join(", ")}`;
  sayOn(stdout)(`${stage}${withSets} on this computer, without an AWS account`);
  const left = dropped.filter((key) => key.startsWith(`Pulumi.${stage}.yaml`) || key.startsWith("Pulumi.yaml"));
  if (left.length > 0) steps.note(`not used here: ${left.join(", ")}`);

  const found = await usableEmulator(run);
  const emulator = found ?? (await start(run, region));
  if (found !== undefined) steps.note(`the local AWS runs at ${found.endpoint}`);
  const created = await createParameters(web.parameters ?? [], { endpoint: emulator.endpoint, region });
  if (created.length > 0) steps.note(`created with the value "${LOCAL_VALUE}": ${created.join(", ")}`);
  const environment = childEnvironment({ endpoint: emulator.endpoint, region, stateFolder: places.state });
  try {
    await deploy(run, { cwd: places.project, environment }, found !== undefined);
  } catch (error) {
    throw await afterFailure(error, run, found !== undefined);
  }
  const status = await readStatus(emulator);
  const pages = status.instances.running
    ? await steps.step(
        "fetching the page",
        () => pagesOf({ project: places.project, stage, environment, ports: status.ports, signal }),
        () => "page fetched",
      )
    : [];
  if (signal.aborted)
    throw new UserError(
      `Interrupted: ${stage} is deployed and keeps running. To stop it: npm run local -- ${stage} --down`,
    );
  stdout.write(stageSummary({ stage, status, pages, nat: nat.kind }, widthOf(stdout)));
  if (pages.some(({ isGood }) => !isGood)) {
    throw new UserError(
      `${stage} is deployed, but its page does not answer. To see why: npm run local -- ${stage} --logs web`,
    );
  }
}

/** The emulator that runs, if the deployment can continue in it. */
async function usableEmulator({ stage, places, steps }: Run): Promise<StageEmulator | undefined> {
  const found = await findEmulator(places.folder);
  if (found !== undefined && isStateUsable(places)) return found;
  if (found !== undefined) steps.note(`the last deployment of ${stage} was killed in the middle: starting over`);
  else if (fs.existsSync(places.state))
    steps.note(`the last emulator of ${stage} has stopped, and its resources are gone: starting over`);
  await stopEmulator(places);
  fs.rmSync(places.state, { recursive: true, force: true });
  return undefined;
}

async function start({ root, stage, places, port, steps, signal }: Run, region: string): Promise<StageEmulator> {
  stopIfAborted(signal);
  const daemon = { root, folder: places.folder, stage, by: thisCommand(stage), region };
  return steps.step(
    "starting the local AWS",
    async (detail) => {
      // The step shows its own seconds.
      const say = (line: string) => {
        if (!line.startsWith(" ")) detail(line);
      };
      await installMoto(root, say);
      const reason = unsupportedReason();
      if (reason === undefined) await baseRoot(root, say);
      stopIfAborted(signal);
      const options = {
        ...(port !== undefined && { port }),
        ...(reason !== undefined && { unsupportedReason: reason }),
      };
      return startInBackground({ ...daemon, ...options }, signal);
    },
    ({ endpoint }) => `local AWS started at ${endpoint}`,
  );
}

async function deploy(
  { root, stage, places, steps, signal }: Run,
  pulumi: PulumiOptions,
  wasRunning: boolean,
): Promise<void> {
  stopIfAborted(signal);
  fs.mkdirSync(places.state, { recursive: true });
  const file = path.relative(root, places.engineLog);
  steps.note(`engine log: ${file}`);
  await steps.step(
    "deploying",
    async (detail) => {
      const selected = await runPulumi(["stack", "select", "--create", stage, "--non-interactive"], pulumi);
      stopIfAborted(signal);
      if (selected.status !== 0) throw new UserError(`Pulumi cannot create the stack: ${lastLine(selected.stderr)}`);
      const progress = new EngineProgress();
      const status = await runEngine(
        ["up", "--yes", "--skip-preview", "--stack", stage, "--non-interactive", "--suppress-progress"],
        {
          ...pulumi,
          logFile: places.engineLog,
          onLine: (line) => {
            const text = signal.aborted ? undefined : progress.read(line);
            if (text !== undefined) detail(text);
          },
          stopBy: (name) => (isDiscarded(name, wasRunning) ? "SIGKILL" : "SIGINT"),
          onStop: () => {
            detail("finishing running operations (press Ctrl-C again to stop at once)");
          },
        },
      );
      stopIfAborted(signal);
      if (status === 0) return;
      throw new UserError(
        `${errorsIn(read(places.engineLog))}\nThe deployment of ${stage} failed; the full log is ${file}`,
      );
    },
    () => `deployed: ${changesIn(read(places.engineLog)) ?? "no changes"}`,
  );
}

/** Whether an interrupted deployment is thrown away: not what ran before, nor what a closed terminal has interrupted. */
function isDiscarded(signal: unknown, wasRunning: boolean): boolean {
  return signal !== "SIGHUP" && !wasRunning;
}

/** The error for the user, after what was begun is left in order. */
async function afterFailure(
  error: unknown,
  { stage, sets, places, signal }: Run,
  wasRunning: boolean,
): Promise<UserError> {
  const command = `npm run local -- ${stage}`;
  const again = [command, ...sets.map((set) => `--set ${quoted(set)}`)].join(" ");
  if (signal.aborted && isDiscarded(signal.reason, wasRunning)) {
    const { engines, plugins } = findLeftovers(places);
    await end([...engines, ...plugins], 0);
    await stopEmulator(places);
    fs.rmSync(places.state, { recursive: true, force: true });
    return new UserError(`Interrupted: ${stage} is stopped, and its files are removed. To start over: ${again}`);
  }
  const emulator = await findEmulator(places.folder);
  if (emulator === undefined) {
    return new UserError(`The emulator of ${stage} stopped during the deployment. To start a new one: ${again}`);
  }
  if (signal.aborted) {
    return new UserError(
      `Interrupted: the resources of ${stage} that exist keep running; --down stops them. To continue: ${again}`,
    );
  }
  const { instances } = await readStatus(emulator);
  const consoles = instances.running ? await buildConsole(emulator, `${command} --logs build`) : "";
  return new UserError(
    `${messageOf(error)}${consoles}\nTo continue after a correction: ${again}\nTo stop the stage: ${command} --down`,
  );
}

/** The end of the build instance's console, if its user data has failed. */
async function buildConsole({ endpoint }: StageEmulator, command: string): Promise<string> {
  const response = await fetch(`${endpoint}${logsPath}build`);
  const all = response.ok ? (await response.text()).trimEnd().split("\n") : [];
  const lines = all.filter((line) => !BOOT.test(line));
  const failed = lines.findIndex((line) => FAILED.test(line));
  if (failed < 0) return "";
  const begin = lines.findLastIndex((line) => line.includes(USER_DATA)) + 1;
  const shown = lines.slice(Math.max(begin, failed + 1 - CONSOLE_LINES), failed + 1).map((line) => `  ${line}`);
  return `\nThe console of the build instance (in full: ${command}):\n${shown.join("\n")}`;
}

async function checkPort(port: number, { folder }: StageFolder, stage: string): Promise<void> {
  const found = await findEmulator(folder);
  if (found === undefined) {
    if (await isFree("127.0.0.1", port)) return;
    throw new UserError(`Port ${port} is in use by another program: choose another --port`);
  }
  if (port === found.port) return;
  throw new UserError(
    `The emulator of ${stage} runs on port ${found.port}. Omit --port, or stop it first: npm run local -- ${stage} --down`,
  );
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new UserError("Interrupted");
}

function read(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
