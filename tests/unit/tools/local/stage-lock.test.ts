import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { UserError } from "../../../../lib/user-error";
import { findHolder, heldBy, sinceWhen, StageLock, thisCommand } from "../../../../tools/local/stage-lock";

describe("the lock of a local stage", () => {
  let base: string;
  let folder: string;
  beforeEach(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
    folder = path.join(base, "local", "stg");
  });
  afterEach(() => {
    fs.rmSync(base, { recursive: true });
  });
  const file = () => path.join(folder, "lock.json");
  const by = thisCommand("stg");

  it("is held by one process, and the second is told who runs it and since when", () => {
    StageLock.take(folder, by);
    expect(() => StageLock.take(folder, by))
      .to.throw(UserError)
      .with.property("message")
      .that.matches(
        /^npm run local -- stg is already running: \S+ started it at \d\d:\d\d:\d\d, \d s ago \(process \d+\)\. Wait/,
      );
    expect(fs.readdirSync(folder)).to.deep.equal(["lock.json"]);
  });

  it("leaves no folder when nothing else is in it", () => {
    StageLock.take(folder, by).release();
    expect(fs.readdirSync(base)).to.deep.equal([]);
    const lock = StageLock.take(folder, by);
    fs.writeFileSync(path.join(folder, "engine.log"), "");
    lock.release();
    expect(fs.readdirSync(folder)).to.deep.equal(["engine.log"]);
  });

  it("is free when its process has ended", async () => {
    const child = spawn("sleep", ["60"]);
    StageLock.take(folder, { ...by, pid: child.pid ?? 0 });
    expect(findHolder(folder)).to.include({ pid: child.pid, user: by.user });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(findHolder(folder)).to.equal(undefined);
    StageLock.take(folder, by);
    expect(findHolder(folder)).to.include({ pid: process.pid });
  });

  it("is free when another process has its PID by now", () => {
    StageLock.take(folder, by);
    const holder = JSON.parse(fs.readFileSync(file(), "utf8")) as object;
    fs.writeFileSync(file(), JSON.stringify({ ...holder, start: "12345" }));
    expect(findHolder(folder)).to.equal(undefined);
    StageLock.take(folder, by);
    expect(findHolder(folder)).to.include({ pid: process.pid });
  });

  it("is free when its file is damaged", () => {
    for (const text of ["", "{", "null", "[]", '{"pid": 1}']) {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(file(), text);
      expect(findHolder(folder), text).to.equal(undefined);
      StageLock.take(folder, by).release();
    }
  });

  it("says when it was taken, with the day when that was another one", () => {
    const now = new Date(2026, 10, 28, 11, 5, 22);
    const since = (...time: readonly [number, number, number, number]) =>
      sinceWhen(new Date(2026, 10, ...time).toISOString(), now);
    expect(since(28, 11, 5, 10)).to.equal("at 11:05:10, 12 s ago");
    expect(since(28, 11, 1, 0)).to.equal("at 11:01:00, 4 min ago");
    expect(since(27, 8, 0, 0)).to.equal("at 2026-11-27 08:00:00, 27 h 5 min ago");
    const holder = { ...by, user: "ann", pid: 7, since: new Date(2026, 10, 28, 11, 5, 10).toISOString(), start: "" };
    expect(heldBy("stg", holder, now)).to.equal(
      "npm run local -- stg is already running: ann started it at 11:05:10, 12 s ago (process 7). " +
        "Wait for it to finish, or stop it: npm run local -- stg --down",
    );
  });
});
