import { accepts, issuesOf, rejects, settingsOf } from "../support";

describe("Logs and alarms", () => {
  it("are switched on one by one", () => {
    expect(settingsOf({ flowLogs: true })).to.deep.include({ flowLogs: true, accessLogs: false, alarms: false });
    expect(settingsOf({ accessLogs: true })).to.deep.include({ flowLogs: false, accessLogs: true, alarms: false });
    expect(settingsOf({ alarms: true })).to.deep.include({ flowLogs: false, accessLogs: false, alarms: true });
  });

  it("go to a plausible address", () => {
    accepts([[{ alarms: true, alarmEmail: "ops+aws@mail.example.com" }]]);
    for (const alarmEmail of [
      "ops",
      "ops@",
      "@example.com",
      "ops@example",
      "a b@example.com",
      "opś@example.com",
      "a@b@c.example",
      `${"a".repeat(250)}@example.com`,
    ]) {
      expect(issuesOf({ alarms: true, alarmEmail })[0], alarmEmail).to.contain("is not an e-mail address");
    }
  });

  it("have no address without alarms", () => {
    rejects([
      [
        { alarmEmail: "ops@example.com" },
        "alarmEmail: receives no notifications with alarms: false; allowed: an address with alarms: true; set alarms to true",
      ],
    ]);
  });
});
