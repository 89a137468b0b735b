import { expect } from "chai";

import { userDataFrom, webUserData } from "../../../../../compute";
import { consoleWords, instanceConsole } from "../../../../../tools/local/patches/instance-console";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const packed = (script: string) => Buffer.from(script).toString("base64");
const NAT = userDataFrom("network/nat/nat.sh", { VPC_CIDR: "10.0.0.0/16" });
const webServer = (own: string) => userDataFrom("compute/web/web.sh", { OWN_SCRIPT: packed(own) });
const WEB_IS_READY = "minimal-secure-web: web server is ready";
const SCRIPT = "#!/bin/sh\n";

describe("What a guest of the emulator says on its console", () => {
  const rows: [string, string, readonly string[] | undefined][] = [
    ["the NAT instance's script", NAT, ["minimal-secure-web: NAT is ready"]],
    ["the web server's script", webUserData(), [WEB_IS_READY]],
    ["it with the user's own", webServer(`${SCRIPT}echo poweroff\n`), [WEB_IS_READY]],
    ["it with one that fails", webServer(`${SCRIPT}# emulator: fails with: FAILED in line 3\n`), ["FAILED in line 3"]],
    ["it with one that powers the machine off", webServer(`${SCRIPT}poweroff\n`), []],
    ["it with one that powers it off later", webServer(`${SCRIPT}shutdown +5\n`), [WEB_IS_READY]],
    ["a script without its last line", NAT.replace('\nsay "is ready"', ""), undefined],
    [
      "a script that says something else",
      NAT.replace('say "is ready"', 'say "is done"'),
      ["minimal-secure-web: NAT is done"],
    ],
    ["a script that says nothing", "#!/bin/bash\necho minimal-secure-web: NAT is ready\n", undefined],
    ["no script", "", undefined],
  ];
  for (const [what, script, words] of rows) {
    it(`is by ${what}: ${words?.join() ?? "nothing"}`, () => {
      expect(consoleWords(packed(script))).to.deep.equal(words);
    });
  }

  it("is nothing without user data", () => {
    expect(consoleWords(undefined)).to.equal(undefined);
  });
});

describe("The console of a guest in the emulator", () => {
  const LINUX = "Linux version 2.6\n";
  let emulator: FakeEmulator;
  const shown = async (id: string, latest = true) => {
    const answer = await emulator.send("ec2", "GetConsoleOutput", {
      InstanceId: id,
      ...(latest ? { Latest: "true" } : {}),
    });
    return Buffer.from(textAt(answer, "output") ?? "", "base64").toString();
  };
  const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  beforeEach(() => {
    const made = ["i-1", "i-2"];
    emulator = new FakeEmulator(instanceConsole({ script: 40, post: 40 }), {
      RunInstances: () =>
        `<R><instancesSet><item><instanceId>${made.shift() ?? ""}</instanceId></item></instancesSet></R>`,
      GetConsoleOutput: `<R><output>${packed(LINUX)}</output></R>`,
      StopInstances: "<R/>",
      StartInstances: "<R/>",
    });
  });

  it("shows with Latest, and not at once, what its script says; another's shows nothing of it", async () => {
    await emulator.send("ec2", "RunInstances", { UserData: packed(NAT) });
    await emulator.send("ec2", "RunInstances", { UserData: packed("#!/bin/bash\n") });
    expect(await shown("i-1")).to.equal(LINUX);
    await pass(50);
    expect(await shown("i-1")).to.equal("minimal-secure-web: NAT is ready\r\n");
    expect(await shown("i-1", false)).to.equal(LINUX);
    expect(await shown("i-2")).to.equal(LINUX);
  });

  it("is posted some time after a stop, to the kernel's last line", async () => {
    await emulator.send("ec2", "RunInstances", { UserData: packed(NAT) });
    await pass(50);
    await emulator.send("ec2", "StopInstances", { "InstanceId.1": "i-1" });
    expect(await shown("i-1", false)).to.equal("");
    await pass(50);
    const whole = "minimal-secure-web: NAT is ready\r\nreboot: Power down\r\n";
    expect([await shown("i-1", false), await shown("i-1")]).to.deep.equal([whole, whole]);
  });

  it("never shows what a script had no time to say", async () => {
    await emulator.send("ec2", "RunInstances", { UserData: packed(NAT) });
    await emulator.send("ec2", "StopInstances", { "InstanceId.1": "i-1" });
    await pass(100);
    expect(await shown("i-1", false)).to.equal("reboot: Power down\r\n");
  });
});
