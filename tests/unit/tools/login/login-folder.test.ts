import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EC2Client } from "@aws-sdk/client-ec2";
import { expect } from "chai";

import { writeLogin, type LoginArgs } from "../../../../tools/login/login-folder";
import { fakeApi } from "../../../support/waits";
import { BASTION, instance } from "../stage/support";

const WEB = instance("web", "i-0a");
const KEY = `ssh-ed25519 ${"A".repeat(68)}`;
const consoleOutput = (text: string) => ({ Output: Buffer.from(text).toString("base64") });
const SECTION = (keys: string) => `-----BEGIN SSH HOST KEY KEYS-----
${keys}
-----END SSH HOST KEY KEYS-----
`;
const SHOWN = consoleOutput(
  `-----BEGIN SSH HOST KEY FINGERPRINTS-----
256 SHA256:abc root@ip (ED25519)
${SECTION(`${KEY} root@ip`)}login:`,
);
const LOGIN_PATH: LoginArgs["path"] = { kind: "jump", bastion: BASTION, to: WEB };

describe("The login folder", () => {
  let root = "";
  const path = (name: string) => join(root, ".local", "login", "stg", name);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "100% login "));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  async function write(more: Partial<LoginArgs> = {}, ...answers: readonly object[]) {
    const { client, calls } = fakeApi<EC2Client>({ GetConsoleOutput: answers.length > 0 ? answers : [SHOWN] });
    const login = await writeLogin(
      { root, stage: "stg", path: LOGIN_PATH, instances: [BASTION, WEB], ...more },
      client,
    );
    return { login, asked: calls.map(([, input]) => (input as { InstanceId: string }).InstanceId) };
  }

  /** The configuration of a host as SSH reads it. */
  function options(host: string): Readonly<Record<string, string>> {
    const text = execFileSync("ssh", ["-T", "-G", "-F", path("config"), host], { encoding: "utf8" });
    return Object.fromEntries(text.split("\n").map((line) => line.split(/ (.*)/s) as [string, string]));
  }

  it("is readable by this user only", async () => {
    await write();
    for (const name of ["config", "known_hosts"]) {
      expect(statSync(path(name)).mode & 0o777).to.equal(0o600);
    }
    expect(statSync(path(".")).mode & 0o777).to.equal(0o700);
  });

  it("configures another port of the bastion, in another folder", async () => {
    const folder = join(root, ".local", "login", "stg");
    const bastion = { ...BASTION, publicIp: "127.0.0.1", port: 2222 };
    await write({ root: "/nowhere", folder, path: { kind: "jump", bastion, to: WEB } });
    expect(options("i-0b")).to.include({ hostname: "127.0.0.1", port: "2222" });
    expect(options("i-0a")).to.include({ hostname: "10.0.1.10", port: "22", proxyjump: "i-0b" });
  });

  it("configures SSH through the bastion, with host keys by instance ID", async () => {
    await write();
    expect(options("i-0a")).to.include({
      ...{ hostname: "10.0.1.10", user: "ec2-user", proxyjump: "i-0b", hostkeyalias: "i-0a" },
      ...{ stricthostkeychecking: "true", userknownhostsfile: path("known_hosts"), hashknownhosts: "no" },
    });
    expect(options("i-0b")).to.include({
      hostname: "203.0.113.9",
      hostkeyalias: "i-0b",
      stricthostkeychecking: "true",
    });
    expect(options("i-0b")).to.not.have.property("proxyjump");
    expect(options("tunnel")).to.include({
      hostname: "127.0.0.1",
      port: "50022",
      hostkeyalias: "i-0a",
      user: "ec2-user",
    });
  });

  it("uses the named private key, or else those of the agent", async () => {
    const key = join(root, "stg.key");
    await write({ identityFile: key });
    expect(options("i-0b")).to.include({ identityfile: key.replace("%", "%%"), identitiesonly: "yes" });
    await write();
    expect(options("i-0b")).to.include({ identitiesonly: "no" });
  });

  it("asks AWS once for the host keys of each instance on the path", async () => {
    expect((await write()).asked).to.deep.equal(["i-0b", "i-0a"]);
    expect(readFileSync(path("known_hosts"), "utf8")).to.equal(`i-0b ${KEY}\ni-0a ${KEY}\n`);
    expect((await write()).asked).to.deep.equal([]);
  });

  it("takes host keys only from cloud-init's complete section of the console", async () => {
    const incomplete = `-----BEGIN SSH HOST KEY KEYS-----\n${KEY}\n`;
    for (const text of ["", incomplete, `${KEY} user`, SECTION("ssh-ed25519 short\nssh-dss AAAA")]) {
      expect((await write({}, consoleOutput(text))).login.unverified).to.deep.equal([BASTION, WEB]);
    }
    const ecdsa = `ecdsa-sha2-nistp256 ${"B".repeat(139)}=`;
    await write({}, consoleOutput(SECTION(`${ecdsa} root@ip\r\n${KEY} root@ip`)));
    expect(readFileSync(path("known_hosts"), "utf8")).to.match(new RegExp(`^i-0b ${ecdsa}\ni-0b ${KEY}\n`));
  });

  it("forgets instances that are gone, and keeps those that are not on the path", async () => {
    await write();
    const other = instance("web", "i-0c");
    await write({ path: { kind: "jump", bastion: BASTION, to: other }, instances: [BASTION, WEB, other] });
    expect(readFileSync(path("known_hosts"), "utf8")).to.equal(`i-0b ${KEY}\ni-0a ${KEY}\ni-0c ${KEY}\n`);
    await write({ path: { kind: "bastion", bastion: BASTION }, instances: [BASTION, other] });
    expect(readFileSync(path("known_hosts"), "utf8")).to.equal(`i-0b ${KEY}\ni-0c ${KEY}\n`);
  });

  it("lists instances whose host keys AWS does not show yet; SSH accepts those on first use", async () => {
    const { login } = await write({}, SHOWN, {});
    expect(login.unverified).to.deep.equal([WEB]);
    expect(options("i-0a")).to.include({ stricthostkeychecking: "accept-new" });
    expect(options("i-0b")).to.include({ stricthostkeychecking: "true" });
    writeFileSync(path("known_hosts"), `i-0b ${KEY}\ni-0a ${KEY}\n`);
    expect((await write({}, {})).login.unverified).to.deep.equal([]);
    expect(options("i-0a")).to.include({ stricthostkeychecking: "true" });
  });
});
