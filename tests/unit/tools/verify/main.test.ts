import { PassThrough } from "node:stream";
import { join } from "node:path";
import { UserError } from "../../../../lib/user-error";
import { main } from "../../../../tools/verify/main";
import { painter } from "../../../../tools/plan/render/style";
import { groupAnswers, staged, UP, type Changes } from "./support";

const ROOT = join(__dirname, "..", "..", "..", "..");

/** Runs the command; standard input is a terminal where something is typed. */
function run(args: readonly string[], { typed, answers, io }: Changes & { typed?: string } = {}) {
  const { context, calls } = staged({ answers: answers ?? {}, io: { hasInstances: false, ...io } });
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  if (typed !== undefined) stdin.end(typed);
  let [out, err] = ["", ""];
  const stderr = new PassThrough();
  stderr.on("data", (part: Buffer) => (err += part.toString()));
  const interrupt = new AbortController();
  const ended = main(args, {
    ...{ root: ROOT, stdin, stderr: Object.assign(stderr, { isTTY: false }), paint: painter(false) },
    stdout: { write: (text) => (out += text) },
    signal: interrupt.signal,
    createIo: (_, { signal }) => ({ ...context, signal }),
  });
  return { ended, interrupt, calls, out: () => out, err: () => err };
}

const actions = (calls: readonly (readonly [string, object])[]) => calls.map(([name]) => name);

describe("npm run verify as a command", () => {
  it("exits with 0 when nothing failed, and prints the results", async () => {
    const { ended, out, err } = run(["stg"]);
    expect(await ended).to.equal(0);
    expect(
      out()
        .split("\n")
        .filter((line) => /^(?:passed|skipped|FAILED)/.test(line)),
    ).to.have.length(8);
    expect(out()).to.match(/: 4 passed, 4 skipped of 8 checks in [\d.]+ s\n$/);
    expect(err()).to.contain("servers\n");
  });

  it("exits with 1 when a check failed", async () => {
    const { ended, out } = run(["stg"], { answers: { DescribeInstanceHealth: [{ InstanceStates: [] }] } });
    expect(await ended).to.equal(1);
    expect(out()).to.contain("FAILED   Every web server is in service");
  });

  it("prints one document with --json, and nothing else", async () => {
    const { ended, out } = run(["stg", "--json"]);
    expect(await ended).to.equal(0);
    expect(JSON.parse(out())).to.include({ formatVersion: 1, stage: "stg", passed: true });
  });

  it("requires --yes without a terminal, before it does anything", async () => {
    const { ended, calls, out } = run(["stg", "--kill-one"]);
    const error: unknown = await ended.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(UserError).and.to.include({ exitStatus: 2 });
    expect(String(error)).to.match(/add --yes$/);
    expect([calls, out()]).to.deep.equal([[], ""]);
  });

  for (const typed of ["n\n", "\n", "yess\n", ""]) {
    it(`terminates nothing when ${JSON.stringify(typed)} is typed`, async () => {
      const { ended, calls, out, err } = run(["stg", "--kill-one"], { typed });
      expect(await ended).to.equal(0);
      expect(err()).to.contain("Terminate web server i-0aa (10.0.1.10, ap-northeast-1a)?");
      expect(out()).to.match(
        /skipped  A web server that is terminated is replaced.*\n.*nothing was terminated: not confirmed\n/,
      );
      expect(actions(calls)).to.not.include("TerminateInstances");
    });
  }

  const [before, after] = [{ "i-0aa": UP }, { "i-0ad": UP }];
  const replacement = groupAnswers(before, before, after);

  for (const [args, typed] of [
    [["--kill-one"], "y\n"],
    [["--kill-one"], "YES\n"],
    [["--kill-one", "--yes"], undefined],
  ] as const) {
    it(`terminates one with ${args.join(" ")}${typed === undefined ? "" : ` and ${JSON.stringify(typed)}`}`, async () => {
      const asked = typed === undefined ? {} : { typed };
      const { ended, calls, out } = run(["stg", "--json", ...args], { answers: replacement, ...asked });
      expect(await ended).to.equal(0);
      expect(actions(calls).filter((name) => name === "TerminateInstances")).to.have.length(1);
      expect(JSON.parse(out())).to.have.nested.property("killOne.terminated", "i-0aa");
    });
  }

  it("exits with 130 when it is interrupted", async () => {
    let waiting = (): void => undefined;
    const reached = new Promise<void>((resolve) => (waiting = resolve));
    const addressesOf = () => {
      waiting();
      return new Promise<never>(() => undefined);
    };
    const { ended, interrupt, err } = run(["stg"], { io: { hasInstances: true, addressesOf } });
    await reached;
    interrupt.abort();
    expect(await ended).to.equal(130);
    expect(err()).to.match(/\nInterrupted\n$/);
  });
});
