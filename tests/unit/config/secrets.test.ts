import { definitions, UNDECRYPTED, type Described, type ExistingCertificate } from "../../../config";
import { accepts, ed25519, issuesOf, rejects, settingsOf, twoZones, unwrap, type Values } from "./support";

const one = "eipalloc-0123456789abcdef0";
const two = "eipalloc-0123456789abcdef1";
const arn = "arn:aws:iam::123456789012:server-certificate/web";

describe("Settings stored as secrets", () => {
  it("stay secrets in the program", async () => {
    const settings = settingsOf(
      {
        adminCidrs: ["203.0.113.5/32"],
        alarms: true,
        alarmEmail: "ops@example.com",
        sshPublicKey: ed25519,
        natEipAllocationIds: { instance: { "ap-northeast-1a": one }, gateway: { "ap-northeast-1a": two } },
        certificate: { arn },
      },
      { secret: ["adminCidrs", "alarmEmail", "sshPublicKey", "natEipAllocationIds", "certificate"] },
    );
    const found = await Promise.all(
      [
        settings.adminCidrs[0],
        settings.alarmEmail,
        settings.sshPublicKey,
        settings.natEipAllocationIds.instance?.["ap-northeast-1a"],
        settings.natEipAllocationIds.gateway?.["ap-northeast-1a"],
        (settings.certificate as ExistingCertificate).arn,
      ].map(unwrap),
    );
    expect(found).to.deep.equal(
      ["203.0.113.5/32", "ops@example.com", ed25519, one, two, arn].map((value) => ({ value, secret: true })),
    );
  });

  it("are plain values where they are stored plainly", () => {
    expect(settingsOf({ adminCidrs: ["203.0.113.5/32"] }).adminCidrs).to.deep.equal(["203.0.113.5/32"]);
  });

  it("are rejected where the value would show in names and plans", () => {
    const values: Values = { zones: twoZones, web: { min: 1 }, instanceTypes: { web: "t3.micro" } };
    for (const [key, { maySecret, allowed, default: fallback }] of Object.entries<Described>(definitions)) {
      if (maySecret !== undefined) continue;
      const value = values[key] ?? fallback ?? "hush";
      expect(allowed).not.to.equal("");
      rejects([
        [
          { [key]: typeof value === "string" ? value : JSON.stringify(value) },
          `${key}: is stored as a secret, but appears in names and plans; allowed: plain text; store it without --secret: pulumi config set minimal-secure-web:${key} VALUE`,
          { secret: [key] },
        ],
      ]);
    }
  });

  it("are rejected for a self-signed certificate, which holds none", () => {
    expect(issuesOf({ certificate: { validityDays: 90 } }, { secret: ["certificate"] })).to.deep.equal([
      "certificate: is stored as a secret, but contains none; allowed: plain text, or {arn}; store it without --secret",
    ]);
  });

  it("never show in a message, whatever is wrong with them", () => {
    const bad: readonly [string, unknown][] = [
      ["adminCidrs", ["203.0.113.77"]],
      ["adminCidrs", ["203.0.113.77/9"]],
      ["adminCidrs", ["203.0.77.0/16"]],
      ["adminCidrs", ["203.0.113.77/32", "203.0.113.77/32"]],
      ["adminCidrs", ["2001:77::/32"]],
      ["adminCidrs", [77]],
      ["adminCidrs", { me: "203.0.113.77/32" }],
      ["adminCidrs", "203.0.113.77/32"],
      ["alarmEmail", "ops77"],
      ["alarmEmail", "ops77@example.com"],
      ["sshPublicKey", "ssh-rsa77 AAAA"],
      ["sshPublicKey", "ecdsa-77 AAAA"],
      ["sshPublicKey", "-----BEGIN OPENSSH PRIVATE KEY----- 77"],
      ["natEipAllocationIds", { instance: { "ap-northeast-1a": "eipalloc-77" } }],
      ["natEipAllocationIds", { key77: { "ap-northeast-1a": "eipalloc-77" } }],
      ["natEipAllocationIds", ["eipalloc-77"]],
      ["natEipAllocationIds", { instance: ["eipalloc-77"] }],
      ["natEipAllocationIds", { instance: { zone77: "eipalloc-01234567" } }],
      ["natEipAllocationIds", { instance: "eipalloc-77" }],
      ["certificate", { arn: "arn:77" }],
      ["certificate", { arn: arn.replace("aws", "aws-77") }],
      ["certificate", { commonName: "77é" }],
      ["certificate", { key77: 1 }],
      ["certificate", "arn77"],
    ];
    for (const [key, value] of bad) {
      const lines = issuesOf({ [key]: value }, { secret: [key] });
      expect(lines, JSON.stringify(value)).not.to.deep.equal([]);
      expect(lines.join("\n")).not.to.contain("77");
    }
  });

  it("show as such in the message, with the place and what is allowed", () => {
    rejects([
      [
        { adminCidrs: ["203.0.113.5"] },
        "adminCidrs[0]: [secret] is an address, not a range; allowed: a list of IPv4 ranges, public ones /24 or smaller",
        { secret: ["adminCidrs"] },
      ],
    ]);
  });
});

describe("Secrets that cannot be decrypted here", () => {
  it("are not checked, and count as one value each", async () => {
    const keys = ["adminCidrs", "alarmEmail", "sshPublicKey", "certificate"];
    const values = Object.fromEntries(keys.map((key) => [key, UNDECRYPTED]));
    const settings = settingsOf({ bastion: true, alarms: true, ...values }, { secret: keys });
    expect(settings.adminCidrs).to.have.length(1);
    const { arn: hidden } = settings.certificate as ExistingCertificate;
    const found = await Promise.all(
      [settings.adminCidrs[0], settings.alarmEmail, settings.sshPublicKey, hidden].map(unwrap),
    );
    expect(found).to.deep.equal(keys.map(() => ({ value: "[secret]", secret: true })));
  });

  it("are an address for each zone that has a NAT of the kind in use", async () => {
    const hidden = { natEipAllocationIds: UNDECRYPTED };
    const secret = ["natEipAllocationIds"];
    const perZone = { nat: "gateway", natPerZone: true, zones: twoZones, ...hidden };
    const { gateway = {}, instance } = settingsOf(perZone, { secret }).natEipAllocationIds;
    expect(Object.keys(gateway)).to.deep.equal(["ap-northeast-1a", "ap-northeast-1c"]);
    expect(await Promise.all(Object.values(gateway).map(unwrap))).to.deep.equal([
      { value: "[secret]", secret: true },
      { value: "[secret]", secret: true },
    ]);
    expect(instance).to.equal(undefined);
    expect(settingsOf(hidden, { secret }).natEipAllocationIds.instance).to.have.all.keys("ap-northeast-1a");
    expect(settingsOf({ nat: "none", ...hidden }, { secret }).natEipAllocationIds).to.deep.equal({});
  });

  it("may be inside an object or a list too", () => {
    accepts([
      [{ adminCidrs: [UNDECRYPTED, UNDECRYPTED] }, { secret: ["adminCidrs"] }],
      [{ certificate: { arn: UNDECRYPTED } }, { secret: ["certificate"] }],
      [{ natEipAllocationIds: { instance: { "ap-northeast-1a": UNDECRYPTED } } }, { secret: ["natEipAllocationIds"] }],
    ]);
  });

  it("are checked like any text where the key is not stored as a secret", () => {
    expect(issuesOf({ alarms: true, alarmEmail: UNDECRYPTED })).to.deep.equal([
      'alarmEmail: "[secret]" is not an e-mail address; allowed: an e-mail address',
    ]);
  });
});
