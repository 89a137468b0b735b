import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { changesIn, EngineProgress, errorsIn, runEngine, type EngineOptions } from "../../../../tools/local/engine";

const FAILED = `Updating (stg):

 +  aws:ec2:Vpc vpc created (10s)
Diagnostics:
  aws:ec2:Instance (web):
    error: update failed: i-1 did not power off

  pulumi:pulumi:Stack (shop-stg):
    error: update failed

Outputs:
    natKind: "instance"

Resources:
    + 12 created
    2 errored

Duration: 9s
`;

describe("the engine's output", () => {
  it("tells how many resources are done and which is under way the longest", () => {
    const progress = new EngineProgress();
    const lines = [
      "Updating (stg):",
      " +  pulumi:pulumi:Stack shop-stg creating (0s) ",
      " +  aws:ec2:Vpc vpc creating (0s) ",
      " +  tls:index:PrivateKey login-key creating (0s) ",
      " +  aws:ec2:Vpc vpc created (10s) ",
      " ++ aws:ec2:Instance web creating replacement (0s) ",
      " +  tls:index:PrivateKey login-key created (0.01s) ",
      " +  pulumi:pulumi:Stack shop-stg creating (62s) web servers of asg-shop-stg: 0 of 1 answer (5 s)",
      " +  pulumi:index:Stash web-group-version created (15s) ",
    ];
    expect(lines.map((line) => progress.read(line))).to.deep.equal([
      ...[undefined, undefined],
      ...["0 done, now Vpc vpc", "0 done, now Vpc vpc", "1 done, now PrivateKey login-key"],
      ...["1 done, now PrivateKey login-key", "2 done, now Instance web"],
      ...["2 done, web servers of asg-shop-stg: 0 of 1 answer (5 s)", "3 done, now Instance web"],
    ]);
  });

  const summaries: [string, string | undefined][] = [
    [
      " +  pulumi:pulumi:Stack shop-stg created (9s) \n +  aws:ec2:Vpc vpc created (1s) \n +  pulumi:index:Stash ami created (0s) \n" +
        "\nResources:\n    + 5 created\n\nDuration: 9s\n",
      "2 created",
    ],
    ["\nResources:\n    + 57 created\n\nDuration: 1m5s\n", "57 created"],
    [
      "\nResources:\n    ~ 1 updated\n    +-2 replaced\n    3 changes. 54 unchanged\n\nDuration: 1s\n",
      "1 updated, 2 replaced",
    ],
    ["\nResources:\n    57 unchanged\n\nDuration: 1s\n", "57 unchanged"],
    ["", undefined],
  ];
  for (const [log, changes] of summaries) {
    it(`is summed up as ${String(changes)}`, () => {
      expect(changesIn(log)).to.equal(changes);
    });
  }

  it("of a failure is its diagnostics, and nothing else", () => {
    expect(errorsIn(FAILED)).to.equal(
      ["  aws:ec2:Instance (web):", "    error: update failed: i-1 did not power off"].join("\n"),
    );
  });

  it("of a failure of the stack alone is that", () => {
    const stack = "  pulumi:pulumi:Stack (shop-stg):\n    error: update failed";
    expect(errorsIn(`Diagnostics:\n${stack}\n`)).to.equal(stack);
    const why = "  pulumi:pulumi:Stack (shop-stg):\n    error: the settings have 1 issue";
    expect(errorsIn(`Diagnostics:\n${why}\n`)).to.equal(why);
  });

  it("of a failure without diagnostics is the end of the log", () => {
    expect(errorsIn("a\nerror: no passphrase\n")).to.equal("a\nerror: no passphrase");
    const long = Array.from({ length: 50 }, (_, index) => `line ${index}`).join("\n");
    expect(errorsIn(long).split("\n")).to.have.length(15);
    expect(errorsIn(`Diagnostics:\n${long}\n`).split("\n").at(-1)).to.equal("  … 20 more lines in the log");
  });

  it("does not advise to remove the stack", () => {
    expect(errorsIn("Diagnostics:\n  error: x\n  run `pulumi stack rm stg`\n")).to.equal("  error: x");
  });
});

describe("the engine as a process", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function run(script: string, onLine: (line: string) => void = () => undefined, more: Partial<EngineOptions> = {}) {
    fs.writeFileSync(path.join(folder, "pulumi"), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    const environment = { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH ?? ""}` };
    const stops: true[] = [];
    const onStop = () => stops.push(true);
    const logFile = path.join(folder, "log");
    const ended = runEngine(["up"], { cwd: folder, environment, logFile, onLine, onStop, ...more });
    return { ended, stops };
  }

  it("writes its whole output to the log, and passes on its lines and its status", async () => {
    const lines: string[] = [];
    expect(await run('echo "$@"; echo two >&2; exit 3', (line) => lines.push(line)).ended).to.equal(3);
    expect(lines).to.deep.equal(["up", "two"]);
    expect(fs.readFileSync(path.join(folder, "log"), "utf8")).to.equal("up\ntwo\n");
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`is asked once to end in order by ${signal}`, async () => {
      const lines: string[] = [];
      const { ended, stops } = run(
        'n=0; trap "n=\\$((n+1)); echo asked \\$n" INT; echo ready; sleep 0.7; sleep 0.1',
        (line) => {
          lines.push(line);
          // npm passes on the signal that the terminal sends too.
          if (line === "ready") for (let times = 0; times < 2; times++) process.emit(signal);
        },
      );
      expect(await ended).to.equal(0);
      expect(lines).to.deep.equal(["ready", "asked 1"]);
      expect(stops).to.have.length(1);
    });
  }

  it("ends at once where nothing of it is kept", async () => {
    const stopBy = (signal: NodeJS.Signals) => (signal === "SIGTERM" ? "SIGKILL" : "SIGINT");
    const onLine = (line: string) => line === "ready" && process.emit("SIGTERM");
    const { ended, stops } = run('trap "" INT; echo ready; while :; do sleep 0.1; done', onLine, { stopBy });
    expect(await ended).to.equal(1);
    expect(stops).to.have.length(1);
  });
});
