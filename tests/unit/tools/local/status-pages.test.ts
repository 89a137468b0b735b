import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { expect } from "chai";

import { logsPath, statusPath, withoutInstances, type StatusSource } from "../../../../tools/local/status";
import { statusPages } from "../../../../tools/local/status-pages";
import { Servers } from "../verify/support";

const IDENTITY = {
  ...{ pid: 7, stage: "stg", startedAt: "2026-11-28T11:05:10.000Z" },
  by: { user: "ann", pid: 5, command: "npm run local -- stg" },
};

describe("the status page of a local stage", () => {
  const servers = new Servers();
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "status-"));
  });
  afterEach(async () => {
    await servers.stop();
    fs.rmSync(folder, { recursive: true });
  });

  async function serve(source: StatusSource): Promise<string> {
    const pages = statusPages({ identity: IDENTITY, folder, source: () => source });
    return `http://127.0.0.1:${await servers.http((request, response) => void pages(request, response))}`;
  }

  /** Instances that run, as the reconciler reports them. */
  const source = (): StatusSource => ({
    facts: () => ({
      instances: { running: true, sandboxPid: 1 },
      hosts: [{ kind: "instance", id: "i-1", name: "web", api: "running", linux: "running", address: "10.0.1.10" }],
      ports: { http: 8080 },
      memoryMiB: 300,
    }),
    logNames: () => ["web", "i-1"],
    log: (name) => (name === "web" ? { file: path.join(folder, "console") } : undefined),
  });

  it("says since when the stage runs, by whom, and what runs of it", async () => {
    const response = await fetch((await serve(source())) + statusPath);
    expect(await response.json()).to.deep.equal({ ...IDENTITY, ...(await source().facts()) });
  });

  it("says why instances do not run", async () => {
    const response = await fetch((await serve(withoutInstances("no root"))) + statusPath);
    const { instances, hosts } = (await response.json()) as { instances: unknown; hosts: unknown };
    expect({ instances, hosts }).to.deep.equal({ instances: { running: false, reason: "no root" }, hosts: [] });
  });

  it("shows a console without colors and carriage returns", async () => {
    fs.writeFileSync(path.join(folder, "console"), "\u001b[32mOK\u001b[0m started\r\n 1 %\r99 %\r100 %\nlogin:");
    const response = await fetch(`${await serve(source())}${logsPath}web`);
    expect(await response.text()).to.equal("OK started\n100 %\nlogin:\n");
  });

  it("shows calls of the API as lines for people", async () => {
    const call = { seq: 1, at: "2026-11-28T11:05:10.123Z", ms: 12, service: "ec2", action: "CreateVpc", status: 200 };
    const params = { Action: "CreateVpc", Version: "2016-11-15", CidrBlock: "10.0.0.0/16" };
    fs.writeFileSync(path.join(folder, "calls.jsonl"), `${JSON.stringify({ ...call, params })}\nnot JSON\n`);
    const response = await fetch(`${await serve(source())}${logsPath}api`);
    expect(await response.text()).to.equal("11:05:10.123 ec2 CreateVpc 200 12 ms CidrBlock=10.0.0.0/16\n");
  });

  it("names the logs that there are when asked for another", async () => {
    const response = await fetch(`${await serve(source())}${logsPath}wbe`);
    expect(response.status).to.equal(404);
    expect(await response.json()).to.deep.equal({ names: ["web", "i-1", "api", "engine", "emulator"] });
  });

  it("continues with new lines where it is followed, also in a new file", async () => {
    const file = path.join(folder, "engine.log");
    const over = new AbortController();
    const response = await fetch(`${await serve(source())}${logsPath}engine?follow`, { signal: over.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => (await reader.read()).value;
    fs.writeFileSync(file, "one\ntw");
    expect(await next()).to.equal("one\n");
    fs.appendFileSync(file, "o\n");
    expect(await next()).to.equal("two\n");
    fs.writeFileSync(file, "new\n");
    expect(await next()).to.equal("new\n");
    over.abort();
  });
});
