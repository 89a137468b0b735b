import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { runOnInstance, type RunOnInstanceArgs } from "../../../../tools/login/run-on-instance";
import { readStage } from "../../../../tools/stage/stage";
import { fakeApi, messageOf } from "../../../support/waits";
import { instance } from "../stage/support";

const ROOT = join(__dirname, "..", "..", "..", "..");

const WEB = instance("web", "i-0aa");
const BASTION = instance("bastion", "i-0bb", { privateIp: "10.0.0.9", publicIp: "203.0.113.9" });
const DESCRIBED = "web server i-0aa (10.0.1.10, ap-northeast-1a)";

/** Records its arguments, and runs the command in a shell as sshd does. */
const SSH = `#!/bin/sh
printf '%s\\n' "$@" >"$CALLED"
for last; do :; done
exec sh -c "$last"
`;

/**
 * The AWS CLI with its plugin: prints its own lines, splits words as the agent does and runs them without a shell, merges
 * both outputs, loses the exit status, and exits when its input ends.
 */
const AWS = `#!/usr/bin/env python3
import json, os, select, shlex, subprocess, sys
if select.select([sys.stdin], [], [], 0.2)[0] and not sys.stdin.read(1):
    sys.exit("Cannot perform start session: EOF")
open(os.environ["CALLED"], "w").write("\\n".join(sys.argv[1:]) + "\\n")
words = shlex.split(json.loads(sys.argv[sys.argv.index("--parameters") + 1])["command"][0])
print("\\nStarting session with SessionId: user-0123\\n", flush=True)
done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
sys.stdout.write(done.stdout.decode().replace("\\n", "\\r\\n"))
print("\\n\\nExiting session with sessionId: user-0123.\\n")
`;

describe("A command on an instance of a stage", () => {
  const shell = { ...process.env };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "run-there-"));
    process.env.PATH = `${folder}${delimiter}${shell.PATH ?? ""}`;
    process.env.CALLED = join(folder, "called");
  });
  afterEach(() => {
    process.env.PATH = shell.PATH;
    Reflect.deleteProperty(process.env, "CALLED");
    rmSync(folder, { recursive: true });
  });

  function program(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }

  function args(access: "ssh" | "ssm", command: string, more: Partial<RunOnInstanceArgs> = {}): RunOnInstanceArgs {
    const stage = readStage(ROOT, "stg");
    return {
      root: folder,
      stage: { ...stage, settings: { ...stage.settings, login: { ...stage.settings.login, access } } },
      instances: access === "ssh" ? [BASTION, WEB] : [WEB],
      target: "i-0aa",
      command,
      limitSeconds: 60,
      signal: new AbortController().signal,
      ...more,
    };
  }

  const run = (asked: RunOnInstanceArgs) =>
    runOnInstance(asked, fakeApi<EC2Client>({ GetConsoleOutput: [{ Output: "" }] }).client);

  const called = () => readFileSync(join(folder, "called"), "utf8").replaceAll("\n", " ");

  it("runs with SSH through the bastion, without prompts, and returns both outputs and the status", async () => {
    program("ssh", SSH);
    expect(await run(args("ssh", `echo 'it is "so"'; echo not so >&2; exit 3`))).to.deep.equal({
      status: 3,
      stdout: 'it is "so"\n',
      stderr: "not so\n",
    });
    const config = join(folder, ".local", "login", "stg", "config");
    expect(called()).to.match(/^-F \S+ -o BatchMode=yes -o LogLevel=ERROR i-0aa -- /);
    expect(readFileSync(config, "utf8")).to.contain("ProxyJump i-0bb");
  });

  it("runs with Session Manager for access: ssm, and finds output and status between the plugin's lines", async () => {
    program("aws", AWS);
    expect(await run(args("ssm", `echo 'it is "so"' && echo "$((1 + 1))"; (exit 3)`))).to.deep.equal({
      status: 3,
      stdout: 'it is "so"\n2\n',
      stderr: "",
    });
    expect(called()).to.match(/^ssm start-session --target i-0aa --document-name AWS-StartNonInteractiveCommand /);
    expect((await run(args("ssm", "printf open"))).stdout).to.equal("open");
  });

  it("explains a failed login", async () => {
    program("ssh", "#!/bin/sh\necho 'ec2-user@203.0.113.9: Permission denied (publickey).' >&2\nexit 255\n");
    expect(await messageOf(() => run(args("ssh", "true")))).to.equal(
      `Cannot log in to ${DESCRIBED}: ec2-user@203.0.113.9: Permission denied (publickey).; ` +
        "is your address in adminCidrs, and your key in the SSH agent or passed with -i?",
    );
    program("aws", "#!/bin/sh\necho 'SessionManagerPlugin is not found.' >&2\nexit 255\n");
    expect(await messageOf(() => run(args("ssm", "true")))).to.equal(
      `Cannot log in to ${DESCRIBED}: SessionManagerPlugin is not found.; ` +
        "is the Session Manager plugin installed, and does the instance have its role?",
    );
  });

  it("does not run while the bastion is off, with the command that turns it on", async () => {
    expect(await messageOf(() => run(args("ssh", "true", { instances: [WEB] })))).to.match(
      /^The bastion of stg is off\. To turn it on .*pulumi up --stack stg$/,
    );
  });

  /** Never ends, and its child process outlives it and keeps its output open. */
  async function forever(more: Partial<RunOnInstanceArgs>): Promise<string | undefined> {
    program("ssh", SSH);
    const file = join(folder, "pid");
    const message = await messageOf(() => run(args("ssh", `sleep 600 & echo $! >${file}; wait`, more)));
    process.kill(Number(readFileSync(file, "utf8")));
    return message;
  }

  it("times out", async () => {
    expect(await forever({ limitSeconds: 3 })).to.equal(`${DESCRIBED} did not answer within 3 s`);
  });

  it("ends when the run is interrupted", async () => {
    const interrupt = new AbortController();
    const polling = setInterval(() => {
      if (!existsSync(join(folder, "pid"))) return;
      clearInterval(polling);
      interrupt.abort(new Error("Ctrl-C"));
    }, 50);
    expect(await forever({ signal: interrupt.signal })).to.equal("Ctrl-C");
  });
});
