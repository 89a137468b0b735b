import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { showLogs } from "../../../../tools/local/logs";
import { stageFolder } from "../../../../tools/local/stage-folder";
import { identityPath } from "../../../../tools/local/status";
import { statusPages } from "../../../../tools/local/status-pages";
import { messageOf } from "../../../support/waits";
import { Servers } from "../verify/support";

describe("npm run local -- STAGE --logs WHAT", () => {
  const servers = new Servers();
  let root: string;
  let printed = "";
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "logs-"));
    printed = "";
  });
  afterEach(async () => {
    await servers.stop();
    fs.rmSync(root, { recursive: true });
  });
  const write = (name: string, text: string) => {
    fs.mkdirSync(stageFolder(root, "stg").folder, { recursive: true });
    fs.writeFileSync(path.join(stageFolder(root, "stg").folder, name), text);
  };
  const show = (what: string, more: { follow?: boolean; signal?: AbortSignal } = {}) =>
    showLogs({
      ...{ root, stage: "stg", what, follow: false, signal: new AbortController().signal, ...more },
      stdout: { write: (text) => (printed += text) },
    });

  /** The background process, with the console of one instance. */
  async function serve(): Promise<void> {
    const { folder } = stageFolder(root, "stg");
    const pages = statusPages({
      identity: { pid: 1, stage: "stg", startedAt: "", by: { user: "ann", pid: 1, command: "" } },
      folder,
      source: () => ({
        facts: () => ({ instances: { running: true, sandboxPid: 1 }, hosts: [], ports: {}, memoryMiB: 1 }),
        logNames: () => ["web"],
        log: (name) => (name === "web" ? { file: path.join(folder, "console") } : undefined),
      }),
    });
    const port = await servers.http((request, response) => {
      if (request.url === identityPath) response.end(JSON.stringify({ pid: process.pid }));
      else void pages(request, response);
    });
    write("emulator.json", JSON.stringify({ pid: process.pid, endpoint: `http://127.0.0.1:${port}`, port }));
  }

  it("prints the console of an instance", async () => {
    await serve();
    write("console", "Amazon Linux\nready\n");
    expect(await show("web")).to.equal(0);
    expect(printed).to.equal("Amazon Linux\nready\n");
  });

  it("follows it until Ctrl-C", async () => {
    await serve();
    write("console", "one\n");
    const interrupt = new AbortController();
    const shown = show("web", { follow: true, signal: interrupt.signal });
    while (printed === "") await new Promise((resolve) => setTimeout(resolve, 20));
    write("console", "one\ntwo\n");
    while (!printed.includes("two")) await new Promise((resolve) => setTimeout(resolve, 20));
    interrupt.abort();
    expect(await shown).to.equal(0);
    expect(printed).to.equal("one\ntwo\n");
  });

  it("names the logs that there are", async () => {
    await serve();
    for (const name of ["nat", "toString"]) {
      expect(await messageOf(() => show(name))).to.equal(
        `There is no log "${name}" at the moment, only web, api, engine or emulator`,
      );
    }
  });

  it("prints what a failed deployment has left when nothing runs any more", async () => {
    write("engine.log", "error: no\n");
    expect(await show("engine")).to.equal(0);
    expect(printed).to.equal("error: no\n");
    expect(await messageOf(() => show("api"))).to.equal("stg has no calls.jsonl: it is not running on this computer");
    for (const name of ["web", "foo", "toString"]) {
      expect(await messageOf(() => show(name))).to.equal(
        `There is no log "${name}": stg is not running on this computer, so at most api, engine or emulator is left`,
      );
    }
  });
});
