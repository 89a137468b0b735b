import * as path from "node:path";

import { expect } from "chai";

import { userDataFrom } from "../../../lib/user-data";
import { CloudLab, openCloud, withFirst } from "./support/cloud-lab";
import { skipUnlessInstancesRun } from "../../support/instances";

const SCRIPT = path.join(__dirname, "..", "..", "..", "compute", "bastion", "bastion.sh");
/** In place of the hours. */
const SECONDS = 10;

/** systemd's accuracy of one minute for timers is reduced. */
const ACCURATE = `mkdir -p /etc/systemd/system/bastion-off.timer.d
printf '[Timer]\\nAccuracySec=100ms\\n' >/etc/systemd/system/bastion-off.timer.d/often.conf`;

/** cloud-init creates it when user data has run. */
const HAS_RUN = "/var/lib/cloud/instance/sem/config_scripts_user";

const CLOUD = openCloud(
  ["i-bastion", "i-permanent"].map((id, index) => ({
    ...{ id, subnetId: "subnet-public-a", privateAddress: `10.0.0.${11 + index}` },
  })),
);

describe("The bastion's user data", () => {
  let lab: CloudLab;
  let launched: number;

  before(async function () {
    skipUnlessInstancesRun(this);
    lab = await CloudLab.start("bastion", CLOUD);
    const userData = userDataFrom(SCRIPT, { HOURS: String(SECONDS) });
    const inSeconds = userData.replace("OnBootSec=${HOURS}h", "OnBootSec=${HOURS}s");
    expect(inSeconds).to.contain("OnBootSec=${HOURS}s");
    launched = Date.now();
    await lab.launch("i-bastion", withFirst(inSeconds, ACCURATE));
    await lab.launch("i-permanent", userDataFrom(SCRIPT, { HOURS: "0" }));
  });

  // Undefined where the suite is skipped.
  after(() => (lab as CloudLab | undefined)?.stop());

  it("powers the instance off the configured time after its first start", async () => {
    await lab.poweredOff("i-bastion");
    expect((Date.now() - launched) / 1000).to.be.at.least(SECONDS);
  });

  it("powers the instance off the configured time after each later start, without running again", async () => {
    const restarted = Date.now();
    lab.start("i-bastion");
    await lab.booted("i-bastion");
    expect(await lab.must("i-bastion", `stat --format %Y ${HAS_RUN}`)).to.satisfy(
      (time: string) => Number(time) * 1000 < restarted,
    );
    await lab.poweredOff("i-bastion");
    expect((Date.now() - restarted) / 1000).to.be.at.least(SECONDS);
  });

  it("enables no timer for 0", async () => {
    await lab.booted("i-permanent");
    expect((await lab.run("i-permanent", "systemctl cat bastion-off.timer")).status).not.to.equal(0);
    const wanted = "ls /etc/systemd/system/timers.target.wants 2>/dev/null | grep bastion";
    expect((await lab.run("i-permanent", wanted)).output).to.equal("");
    await lab.must("i-permanent", `test -e ${HAS_RUN}`);
    expect(lab.isOff("i-permanent")).to.be.false;
  });
});
