import { expect } from "chai";

import { isRunning, session, sshAdvice, start } from "../../../../tools/login/program";
import { messageOf } from "../../../support/waits";
import { instance, stageWith } from "../stage/support";

const shell = (script: string) => ({ file: "sh", args: ["-c", script], missing: "There is no sh" });

describe("The program of a login", () => {
  it("returns its exit status, or 128 plus the signal that ended it", async () => {
    expect(await start(shell("exit 7")).ended).to.equal(7);
    expect(await start(shell("kill -TERM $$")).ended).to.equal(143);
  });

  it("comes with advice that saves the key readable only by its owner from the start", () => {
    expect(sshAdvice(stageWith())).to.contain(
      "\n  (umask 077; pulumi stack output sshPrivateKey --show-secrets --stack stg >stg.key)\n",
    );
  });

  it("is named in the error when it is not installed", async () => {
    const missing = { file: "no-such-program", args: [], missing: "There is no such program: install it" };
    expect(await messageOf(() => start(missing).ended)).to.equal(missing.missing);
  });

  // The test runner listens to these signals too.
  const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const theirs = new Map<NodeJS.Signals, NodeJS.SignalsListener[]>();
  before(() => {
    for (const signal of SIGNALS) {
      theirs.set(signal, process.listeners(signal));
      process.removeAllListeners(signal);
    }
  });
  after(() => {
    for (const [signal, listeners] of theirs) for (const listener of listeners) process.on(signal, listener);
  });

  it("receives this command's signals, except Ctrl-C where the terminal sends it to both", async () => {
    const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));
    for (const [interrupts, signals, status] of [
      ["passed on", ["SIGINT"], 130],
      ["passed on", ["SIGTERM"], 143],
      ["terminal", ["SIGINT", "SIGTERM"], 143],
      ["terminal", ["SIGHUP"], 129],
    ] as const) {
      const before = listeners();
      const { child, ended } = start(shell("exec sleep 60"), interrupts);
      for (const signal of signals) process.emit(signal, signal);
      expect(await ended, `${interrupts}: ${signals.join()}`).to.equal(status);
      expect(isRunning(child)).to.equal(false);
      expect(listeners()).to.deep.equal(before);
    }
  });

  it("is the AWS CLI for Session Manager, in the stage's region and with its profile", () => {
    const web = instance("web", "i-0a");
    const words = ["ssm", "start-session", "--target", "i-0a"];
    const inRegion = ["--region", "ap-northeast-1"];
    expect(session(stageWith(), web, []).args).to.deep.equal([...words, ...inRegion]);
    const profiled = stageWith({}, { profile: "work" });
    expect(session(profiled, web, ["echo", '"hi"']).args).to.deep.equal([
      ...[...words, "--document-name", "AWS-StartNonInteractiveCommand"],
      ...["--parameters", String.raw`{"command":["echo \"hi\""]}`, ...inRegion, "--profile", "work"],
    ]);
  });
});
