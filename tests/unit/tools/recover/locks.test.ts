import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

import { expect } from "chai";

import { describeLock, locksIn, lockState, readLocks, type Lock } from "../../../../tools/recover/locks";

const LOCK: Lock = { pid: 18833, username: "ada", hostname: "laptop", since: "2026-11-28T11:10:56Z" };

describe("The lock of a stack", () => {
  const here = (command: string | undefined) => ({ hostname: "laptop", commandOf: () => command });

  it("is held while its process on this computer is a pulumi", () => {
    expect(lockState(LOCK, here("pulumi\n"))).to.equal("held");
  });

  it("is stale when its process on this computer has ended, or its number belongs to another program", () => {
    expect(lockState(LOCK, here(undefined))).to.equal("stale");
    expect(lockState(LOCK, here("bash\n"))).to.equal("stale");
  });

  it("is unknown for a process of another computer", () => {
    expect(lockState({ ...LOCK, hostname: "other" }, here(undefined))).to.equal("unknown");
  });

  it("finds no pulumi in this test's process, nor in one that does not exist", () => {
    for (const pid of [process.pid, 2 ** 30]) {
      expect(lockState({ ...LOCK, hostname: os.hostname(), pid })).to.equal("stale");
    }
  });

  it("is read from the folder of a backend, of this stack alone", () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), "locks-"));
    const folder = path.join(root, ".pulumi", "locks", "organization", "shop", "stg");
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "1.json"), '{"pid":7,"username":"ada","hostname":"laptop","timestamp":"2026"}');
    fs.writeFileSync(path.join(folder, "1.json.attrs"), "{}");
    const url = pathToFileURL(root).href;
    expect(readLocks(url, "shop", "stg")).to.deep.equal([
      { pid: 7, username: "ada", hostname: "laptop", since: "2026" },
    ]);
    expect(readLocks(`${url}?no_tmp_dir=true`, "shop", "stg")).to.have.length(1);
    expect(readLocks(url, "shop", "prod")).to.deep.equal([]);
    expect(readLocks("s3://bucket", "shop", "stg")).to.deep.equal([]);
    fs.rmSync(root, { recursive: true });
  });

  it("is read from pulumi's message", () => {
    const message =
      "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock " +
      "file with `pulumi cancel`.\n  s3://bucket/.pulumi/locks/organization/shop/stg/1.json: created by ada@laptop (pid 18833) at 2026-11-28T11:10:56Z";
    expect(locksIn(message)).to.deep.equal([LOCK]);
    expect(locksIn("error: no credentials")).to.deep.equal([]);
  });

  it("is described with its process", () => {
    expect(describeLock(LOCK)).to.equal("ada@laptop (process 18833), since 2026-11-28T11:10:56Z");
  });
});
