import { failed, passed, skipped } from "../../../../tools/verify/check";
import { bastion } from "../../../../tools/verify/bastion";
import { BASTION, NAT, staged, WEB, type Changes } from "./support";

const WHO = "bastion i-0bb (10.0.0.9, ap-northeast-1a)";
const NOW = Date.parse("2026-11-25T12:00:00Z");

function look(minutes: number, changes: Changes & { state?: string } = {}) {
  const { state = "running", ...more } = changes;
  const instances = [{ ...BASTION, state, startedAt: new Date(NOW - minutes * 60_000) }, NAT, WEB];
  const clock = { now: () => NOW, sleep: () => Promise.reject(new Error("unexpected pause")) };
  return bastion.run(staged({ instances, io: { clock }, ...more }).context);
}

describe("The check of the bastion", () => {
  it("passes while it is off", async () => {
    expect(await look(0, { instances: [NAT, WEB] })).to.deep.equal(passed("off"));
    expect(await look(60 * 24, { state: "stopped" })).to.deep.equal(passed(`off: ${WHO} is stopped`));
  });

  it("passes for bastionHours, and reports how long it has been on", async () => {
    expect(await look(35)).to.deep.equal(passed(`${WHO} has been on for 35 min`));
    expect((await look(8 * 60)).detail).to.equal(`${WHO} has been on for 8 h 0 min`);
    // Powering off takes a while.
    expect((await look(8 * 60 + 9)).status).to.equal("passed");
  });

  it("fails when it has been on for longer, with the command that stops it", async () => {
    expect(await look(9 * 60 + 5)).to.deep.equal(
      failed(
        `${WHO} has been on for 9 h 5 min; to stop it: aws ec2 stop-instances --instance-ids i-0bb --region ap-northeast-1`,
      ),
    );
    expect((await look(9 * 60, { settings: { bastionHours: 12 } })).status).to.equal("passed");
  });

  it("is skipped where bastionHours is 0", async () => {
    expect(await look(60 * 24 * 9, { settings: { bastionHours: 0 } })).to.deep.equal(
      skipped(`${WHO} has been on for 216 h 0 min; bastionHours is 0, so it stays on`),
    );
  });
});
