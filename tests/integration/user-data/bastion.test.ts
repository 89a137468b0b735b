import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { unsupportedReason, skipAt } from "../../support/namespaces";
import { COMPUTE, GuestLab, type Outcome } from "./support/guest-lab";

const NEEDS = {
  what: "the bastion's script",
  commands: ["unshare", "mount", "ip", "chroot", "systemctl"],
  files: ["/lib/systemd/systemd"],
  trial: "mount -t cgroup2 cgroup2 /mnt",
};

/**
 * Boots systemd as the machine's first process. The timer is looked at more often than once a minute, which is what
 * systemd does by itself.
 * @param service - What runs after the start.
 */
const boot = (service: string): string => `PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t sysfs sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /etc/systemd/system/bastion-off.timer.d
printf '[Timer]\\nAccuracySec=100ms\\n' >/etc/systemd/system/bastion-off.timer.d/often.conf
printf '[Unit]\\nWants=lab.service timers.target\\n' >/etc/systemd/system/lab.target
printf '[Service]\\nType=oneshot\\nExecStart=/bin/bash -c "%s"\\n' '${service}' >/etc/systemd/system/lab.service
exec env container=lab /lib/systemd/systemd --unit=lab.target`;

/** Ends a machine that nothing powers off, with another status. */
const FORGOTTEN = "sleep 60; systemctl exit 9";

/** How the first process of a machine ends that is powered off: https://man7.org/linux/man-pages/man2/reboot.2.html */
const OFF = "SIGINT";

describe("The bastion's script, with a real systemd", () => {
  let lab: GuestLab | undefined;

  before(function () {
    skipAt(unsupportedReason(NEEDS), this);
    lab = new GuestLab();
    // Seconds instead of hours; nothing else is changed.
    const script = readFileSync(join(COMPUTE, "bastion", "bastion.sh"), "utf8").replace(
      "OnBootSec=${HOURS}h",
      "OnBootSec=${HOURS}s",
    );
    expect(script).to.contain("OnBootSec=${HOURS}s");
    for (const hours of [0, 3]) lab.give(`bastion-${hours}`, script.replace("\n", `\nHOURS=${hours}\n`));
  });
  after(() => {
    // Not made where the suite was skipped.
    lab?.remove();
  });

  function timed(scenario: string): Outcome & { seconds: number } {
    const start = Date.now();
    return { ...lab!.run(scenario), seconds: (Date.now() - start) / 1000 };
  }

  it("powers the machine off so long after its first start", () => {
    const { signal, output, seconds } = timed(boot(`bash /lab/scripts/bastion-3; ${FORGOTTEN}`));
    expect(signal, output).to.equal(OFF);
    expect(seconds).to.be.at.least(3);
  });

  it("and so long after each later start, when nobody runs it", () => {
    const { signal, output, seconds } = timed(
      // Offline, systemctl writes down what is enabled, as it did before the machine was stopped.
      `PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_OFFLINE=1 bash /lab/scripts/bastion-3; ${boot(FORGOTTEN)}`,
    );
    expect(signal, output).to.equal(OFF);
    expect(seconds).to.be.at.least(3);
  });

  it("arms nothing for 0", () => {
    const armed = "systemctl is-enabled bastion-off.timer; systemctl is-active bastion-off.timer";
    const exit = `[ $(ls /etc/systemd/system/timers.target.wants | grep -c bastion) = 0 ] && ! (${armed}) && systemctl exit 7`;
    expect(timed(boot(`bash /lab/scripts/bastion-0; ${exit} || systemctl exit 8`)).status).to.equal(7);
  });
});
