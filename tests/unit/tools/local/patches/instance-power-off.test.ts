import { expect } from "chai";

import { instancePowerOff, powerOffAfter } from "../../../../../tools/local/patches/instance-power-off";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const packed = (script: string) => Buffer.from(script).toString("base64");
const minute = 60_000;

describe("a guest that powers itself off", () => {
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
    it(`does so after ${expected === undefined ? "no time" : `${expected} ms`} by ${JSON.stringify(script)}`, () => {
      expect(powerOffAfter(packed(script))).to.equal(expected);
    });
  }

  it("never does without user data", () => {
    expect(powerOffAfter(undefined)).to.equal(undefined);
  });

  it("is left running for 13 s at least: the provider looks after 10 s for the first time", () => {
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

    it("is stopped, and reported as its own doing", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("poweroff\n") });
      await settled();
      expect(state).to.equal("stopped");
      expect(await reason()).to.equal("Client.InstanceInitiatedShutdown");
    });

    it("is terminated where that is its shutdown behaviour", async () => {
      const asked = { UserData: packed("poweroff\n"), InstanceInitiatedShutdownBehavior: "terminate" };
      await emulator.send("ec2", "RunInstances", asked);
      await settled();
      expect(state).to.equal("terminated");
    });

    it("is left running where its script does not say so", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("dnf -y install httpd\n") });
      await settled();
      expect(state).to.equal("running");
    });

    it("is reported as the user's doing when the user stops it", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("poweroff\n") });
      await settled();
      await emulator.send("ec2", "StartInstances", { "InstanceId.1": "i-1" });
      await emulator.send("ec2", "StopInstances", { "InstanceId.1": "i-1" });
      expect(await reason()).to.equal("Client.UserInitiatedShutdown");
    });

    it("is not stopped after it was terminated", async () => {
      await emulator.send("ec2", "RunInstances", { UserData: packed("poweroff\n") });
      await emulator.send("ec2", "TerminateInstances", { "InstanceId.1": "i-1" });
      await settled();
      expect(state).to.equal("terminated");
    });
  });
});
