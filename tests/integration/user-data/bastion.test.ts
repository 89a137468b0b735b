import { readFileSync } from "node:fs";
import { join } from "node:path";
import { skipUnlessSupported } from "../../support/namespaces";
import { COMPUTE, InstanceSandbox, type Outcome } from "./support/instance-sandbox";

const REQUIREMENTS = {
  what: "scripts of the bastion",
  commands: ["unshare", "mount", "ip", "chroot", "systemctl"],
  files: ["/lib/systemd/systemd"],
  probe: "mount -t cgroup2 cgroup2 /mnt",
};

/**
 * Boots systemd as the first process. Its accuracy of one minute for timers is reduced.
 * @param service the command to run after the boot
 */
const boot = (service: string): string => `PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t sysfs sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /etc/systemd/system/bastion-off.timer.d
printf '[Timer]\\nAccuracySec=100ms\\n' >/etc/systemd/system/bastion-off.timer.d/often.conf
printf '[Unit]\\nWants=lab.service timers.target\\n' >/etc/systemd/system/lab.target
printf '[Service]\\nType=oneshot\\nExecStart=/bin/bash -c "%s"\\n' '${service}' >/etc/systemd/system/lab.service
exec env container=lab /lib/systemd/systemd --unit=lab.target`;

/** Ends an instance that was not powered off, with another status. */
const NOT_POWERED_OFF = "sleep 60; systemctl exit 9";

/** How the first process ends at power-off: https://man7.org/linux/man-pages/man2/reboot.2.html */
const OFF = "SIGINT";

describe("The bastion's user data, with a real systemd", () => {
  let sandbox: InstanceSandbox | undefined;

  before(function () {
    skipUnlessSupported(REQUIREMENTS, this);
    sandbox = new InstanceSandbox();
    // Seconds instead of hours.
    const script = readFileSync(join(COMPUTE, "bastion", "bastion.sh"), "utf8").replace(
      "OnBootSec=${HOURS}h",
      "OnBootSec=${HOURS}s",
    );
    expect(script).to.contain("OnBootSec=${HOURS}s");
    for (const hours of [0, 3]) sandbox.addScript(`bastion-${hours}`, script.replace("\n", `\nHOURS=${hours}\n`));
  });
  after(() => {
    // Undefined if the suite was skipped.
    sandbox?.remove();
  });

  function timed(scenario: string): Outcome & { seconds: number } {
    const start = Date.now();
    return { ...sandbox!.run(scenario), seconds: (Date.now() - start) / 1000 };
  }

  it("powers the instance off the configured time after its first start", () => {
    const { signal, output, seconds } = timed(boot(`bash /lab/scripts/bastion-3; ${NOT_POWERED_OFF}`));
    expect(signal, output).to.equal(OFF);
    expect(seconds).to.be.at.least(3);
  });

  it("powers the instance off the configured time after each later start, without running again", () => {
    const { signal, output, seconds } = timed(
      // systemctl enables units offline, as it did before the instance was stopped.
      `PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_OFFLINE=1 bash /lab/scripts/bastion-3; ${boot(NOT_POWERED_OFF)}`,
    );
    expect(signal, output).to.equal(OFF);
    expect(seconds).to.be.at.least(3);
  });

  it("enables no timer for 0", () => {
    const armed = "systemctl is-enabled bastion-off.timer; systemctl is-active bastion-off.timer";
    const exit = `[ $(ls /etc/systemd/system/timers.target.wants | grep -c bastion) = 0 ] && ! (${armed}) && systemctl exit 7`;
    expect(timed(boot(`bash /lab/scripts/bastion-0; ${exit} || systemctl exit 8`)).status).to.equal(7);
  });
});
