import { expect } from "chai";

import { webUserData } from "../../../../../compute";
import { userDataFrom } from "../../../../../lib/user-data";
import {
  consoleLines,
  instanceConsole,
  instancePowerOff,
  powerOffAfter,
} from "../../../../../tools/local/patches/instance-user-data";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const packed = (script: string) => Buffer.from(script).toString("base64");
const NAT = userDataFrom("network/nat/nat.sh", { VPC_CIDR: "10.0.0.0/16" });
const webServer = (own: string) => userDataFrom("compute/web/web.sh", { OWN_SCRIPT: packed(own) });
const WEB_IS_READY = "minimal-secure-web: web server is ready";
const SCRIPT = "#!/bin/sh\n";
const SHELL = "#!/bin/bash\n";
const FAILURE = "web server FAILED in line 3";
const FAILS = `${SHELL}# emulator: fails with: ${FAILURE}\n`;

describe("The console lines of an instance in the emulator", () => {
  const rows: [string, string, readonly string[] | undefined][] = [
    ["the NAT instance's script", NAT, ["minimal-secure-web: NAT is ready"]],
    ["the web server's script", webUserData(), [WEB_IS_READY]],
    ["the same with the user's own", webServer(`${SCRIPT}echo poweroff\n`), [WEB_IS_READY]],
    ["the same with one that fails", webServer(FAILS), [FAILURE]],
    ["the same with one that powers the instance off", webServer(`${SCRIPT}poweroff\n`), []],
    ["the same with one that powers it off later", webServer(`${SCRIPT}shutdown +5\n`), [WEB_IS_READY]],
    ["a script without its last line", NAT.replace('\nsay "is ready"', ""), undefined],
    ["a script with other words", NAT.replace('"is ready"', '"is done"'), ["minimal-secure-web: NAT is done"]],
    ["a script that says nothing", "#!/bin/bash\necho minimal-secure-web: NAT is ready\n", undefined],
    ["no script", "", undefined],
    ["a script that fails", FAILS, [FAILURE]],
    ["a script that contains one that fails", `${SHELL}EMPTY=''\nOWN='${packed(FAILS)}'\npoweroff\n`, [FAILURE]],
    ["a script that contains another", `${SHELL}OWN='${packed("#!/bin/bash\ntrue\n")}'\n`, undefined],
    ["a script with an unquoted value", `${SHELL}OWN=${packed(FAILS)}\n`, undefined],
    ["a script that prints a failure", `${SHELL}echo '# emulator: fails with: it'\n`, undefined],
  ];
  for (const [what, script, words] of rows) {
    it(`are ${words?.join() ?? "none"} for ${what}`, () => {
      expect(consoleLines(packed(script))).to.deep.equal(words);
    });
  }
});

describe("The console of an instance in the emulator", () => {
  const LINUX = "Linux version 2.6\n";
  let emulator: FakeEmulator;
  const shown = async (id: string, latest = true) => {
    const asked = { InstanceId: id, ...(latest && { Latest: "true" }) };
    const response = await emulator.send("ec2", "GetConsoleOutput", asked);
    return Buffer.from(textAt(response, "output") ?? "", "base64").toString();
  };
  const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  beforeEach(() => {
    const launched = ["i-1", "i-2"];
    emulator = new FakeEmulator(instanceConsole({ scriptMs: 40, postMs: 40 }), {
      RunInstances: () =>
        `<R><instancesSet><item><instanceId>${launched.shift() ?? ""}</instanceId></item></instancesSet></R>`,
      GetConsoleOutput: `<R><output>${packed(LINUX)}</output></R>`,
      StopInstances: "<R/>",
      StartInstances: "<R/>",
    });
  });

  it("shows the lines of the script with Latest, after a delay, and only those of its own instance", async () => {
    await emulator.send("ec2", "RunInstances", { UserData: packed(NAT) });
    await emulator.send("ec2", "RunInstances", { UserData: packed("#!/bin/bash\n") });
    expect(await shown("i-1")).to.equal(LINUX);
    await pass(50);
    expect(await shown("i-1")).to.equal("minimal-secure-web: NAT is ready\r\n");
    expect(await shown("i-1", false)).to.equal(LINUX);
    expect(await shown("i-2")).to.equal(LINUX);
  });

  it("is posted some time after a stop, with the kernel's last line", async () => {
    await emulator.send("ec2", "RunInstances", { UserData: packed(NAT) });
    await pass(50);
    await emulator.send("ec2", "StopInstances", { "InstanceId.1": "i-1" });
    expect(await shown("i-1", false)).to.equal("");
    await pass(50);
    const whole = "minimal-secure-web: NAT is ready\r\nreboot: Power down\r\n";
    expect([await shown("i-1", false), await shown("i-1")]).to.deep.equal([whole, whole]);
  });

  it("never shows lines that the script had no time to print", async () => {
    await emulator.send("ec2", "RunInstances", { UserData: packed(NAT) });
    await emulator.send("ec2", "StopInstances", { "InstanceId.1": "i-1" });
    await pass(100);
    expect(await shown("i-1", false)).to.equal("reboot: Power down\r\n");
  });
});

const minute = 60_000;

describe("an instance that powers itself off", () => {
  const scripts: [string, number | undefined][] = [
    ["#!/bin/bash\npoweroff\n", 15_000],
    ["#!/bin/bash\npoweroff", 15_000],
    ["#!/bin/bash\nshutdown -h now\n", 15_000],
    ["#!/bin/bash\nshutdown\n", 15_000],
    ["#!/bin/bash\nshutdown -P +480\n", 15_000 + 480 * minute],
    ["#!/bin/bash\nshutdown -P +1 'over'\n", 15_000 + minute],
    ["#!/bin/bash\nshutdown -P 23:30\n", undefined],
    ["#!/bin/bash\n  poweroff\n", undefined],
    ["#!/bin/bash\n# poweroff\necho poweroff\n", undefined],
    ["#!/bin/bash\npoweroffs\n", undefined],
    ["#!/bin/bash\n# emulator: fails with: no\npoweroff\n", undefined],
    ["", undefined],
    [`#!/bin/bash\nOWN='${packed("#!/bin/sh\n  sudo poweroff\n")}'\ntrue\n`, 15_000],
    [`#!/bin/bash\nOWN='${packed("#!/bin/sh\n/usr/sbin/shutdown -h now\n")}'\npoweroff\n`, 15_000],
    [`#!/bin/bash\nOWN='${packed("#!/bin/sh\nsystemctl poweroff\n")}'\n`, 15_000],
    [`#!/bin/bash\nOWN='${packed("#!/bin/sh\nshutdown +5\n")}'\npoweroff\n`, 15_000],
    [`#!/bin/bash\nOWN='${packed("#!/bin/sh\n# poweroff\n")}'\n`, undefined],
  ];
  for (const [script, expected] of scripts) {
    it(`does so ${expected === undefined ? "never" : `after ${expected} ms`} with ${JSON.stringify(script)}`, () => {
      expect(powerOffAfter(packed(script))).to.equal(expected);
    });
  }

  it("runs for at least 13 s, because the provider expects it to run after 10 s", () => {
    expect(powerOffAfter(packed("poweroff\n"))).to.be.greaterThan(13_000);
  });

  describe("in the emulator", () => {
    let state: string;
    let emulator: FakeEmulator;

    beforeEach(() => {
      state = "running";
      const instance = () =>
        `<R><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><name>${state}</name></instanceState><stateReason><code>Client.UserInitiatedShutdown</code></stateReason><reason>User initiated</reason></item></instancesSet></item></reservationSet></R>`;
      const stop = (next: string) => () => {
        state = next;
        return "<R/>";
      };
      emulator = new FakeEmulator(instancePowerOff(0), {
        RunInstances: "<R><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></R>",
        DescribeInstances: instance,
        StopInstances: stop("stopped"),
        StartInstances: stop("running"),
        TerminateInstances: stop("terminated"),
      });
    });
    afterEach(() => {
      emulator.patch.close?.();
    });

    const settled = () => new Promise((resolve) => setTimeout(resolve, 10));
    const reason = async () => {
      const path = "reservationSet/item/instancesSet/item/stateReason/code";
      return textAt(await emulator.send("ec2", "DescribeInstances"), path);
    };

    it("is stopped, and reported as stopped by itself", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("poweroff\n") });
      await settled();
      expect(state).to.equal("stopped");
      expect(await reason()).to.equal("Client.InstanceInitiatedShutdown");
    });

    for (const [what, asked, expected] of [
      ["is terminated", { UserData: "poweroff\n", InstanceInitiatedShutdownBehavior: "terminate" }, "terminated"],
      ["keeps running", { UserData: "dnf -y install httpd\n" }, "running"],
    ] as const) {
      it(`${what} with ${JSON.stringify(asked)}`, async () => {
        await emulator.send("ec2", "RunInstances", { ...asked, UserData: packed(asked.UserData) });
        await settled();
        expect(state).to.equal(expected);
      });
    }

    it("is reported as stopped by the user when the user stops it", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("poweroff\n") });
      await settled();
      await emulator.send("ec2", "StartInstances", { "InstanceId.1": "i-1" });
      await emulator.send("ec2", "StopInstances", { "InstanceId.1": "i-1" });
      expect(await reason()).to.equal("Client.UserInitiatedShutdown");
    });

    it("is not stopped after its termination", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("poweroff\n") });
      await emulator.send("ec2", "TerminateInstances", { "InstanceId.1": "i-1" });
      await settled();
      expect(state).to.equal("terminated");
    });
  });
});
