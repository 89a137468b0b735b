import { definitions } from "../../../config";
import { allowsOnly, issuesOf, rejects, twoZones } from "./support";

describe("Keys of settings", () => {
  it("are known, and a typing error gets a suggestion, without the value", () => {
    allowsOnly("a key of docs/settings.md", [
      [{ natt: "gateway" }, "minimal-secure-web:natt: is not a setting; did you mean nat?"],
      [{ adminCidr: ["203.0.113.5/32"] }, "minimal-secure-web:adminCidr: is not a setting; did you mean adminCidrs?"],
      [{ sshKey: "x" }, "minimal-secure-web:sshKey: is not a setting"],
      ...["toString", "hasOwnProperty", "constructor", "__proto__"].map(
        (key) => [{ [key]: 1 }, `minimal-secure-web:${key}: is not a setting`] as const,
      ),
      [{ alarm: "true" }, "minimal-secure-web:alarm: is not a setting; did you mean alarms?"],
    ]);
  });

  it("are not missing as well when they are misspelled", () => {
    rejects([
      [
        { serviceName: undefined, servicename: "shop" },
        "minimal-secure-web:servicename: is not a setting; allowed: a key of docs/settings.md; did you mean serviceName?",
      ],
    ]);
  });

  it("may have the name of a method of JavaScript, also below another key", () => {
    for (const name of ["toString", "__proto__"]) {
      rejects([
        [
          { web: JSON.parse(`{"${name}": 1}`) as object },
          `web: ${name} is not a known name; allowed: ${Object.keys(definitions.web.parts ?? {})
            .join(", ")
            .replace(/, (?=\w+$)/, " or ")}`,
        ],
      ]);
      const zone = { instance: JSON.parse(`{"${name}": "eipalloc-0123456789abcdef0"}`) as object };
      expect(issuesOf({ natEipAllocationIds: zone })[0]).to.include(`${name} is not a zone of ap-northeast-1`);
    }
  });

  it("are still checked when a misspelled one is set too", () => {
    expect(issuesOf({ nat: "vpn", natt: "gateway" })).to.have.length(2);
  });

  it("lead into objects only with --path", () => {
    rejects([
      [
        { "web.min": "2" },
        "minimal-secure-web:web.min: is not a setting; allowed: a key of docs/settings.md; it is a part of web: pulumi config set --path minimal-secure-web:web.min VALUE",
      ],
    ]);
  });
});

describe("Settings that were removed", () => {
  it("are named, with what applies instead", () => {
    rejects([
      [
        { acceptWorldOpenSsh: false },
        "minimal-secure-web:acceptWorldOpenSsh: was removed: SSH from the internet (0.0.0.0/0) is always rejected; allowed: adminCidrs with the addresses that you log in from; remove it: pulumi config rm minimal-secure-web:acceptWorldOpenSsh",
      ],
    ]);
  });
});

describe("Several issues", () => {
  it("are all found in one run, in the order of the definitions", () => {
    const lines = issuesOf({
      "aws:region": "ap-northeast-1",
      "aws:allowedAccountIds": ["1"],
      serviceName: "Shop",
      vpcCidr: "10.0.0.1/16",
      zones: [
        twoZones[0],
        { ...twoZones[1], name: "us-east-1a", publicCidr: "10.0.2.0/28", privateCidr: "10.0.1.0/24" },
      ],
      nat: "gatway",
      natPerZone: "si",
      natEipAllocationIds: { instance: { "ap-northeast-1a": "x" } },
      bastion: "maybe",
      bastionHours: "-1",
      adminCidrs: ["0.0.0.0/0", "1.2.3.4"],
      access: "telnet",
      sshPublicKey: "x",
      instanceTypes: { web: "t9.huge" },
      imageGeneration: "0",
      previousImage: "no",
      web: { min: "2", max: 0 },
      certificate: { validityDays: 0, generation: 1.5 },
      http: "on",
      https: "on",
      domain: { names: [], hostedZoneId: "x" },
      hsts: "on",
      flowLogs: "on",
      accessLogs: "on",
      alarms: "on",
      alarmEmail: "x",
      permissionsBoundary: "x",
      protect: "on",
      nonsense: "1",
    });
    const keys = lines.map((line) => line.slice(0, line.indexOf(": ")));
    expect(keys).to.have.length(35);
    expect([...new Set(keys.map((key) => key.replace(/[.[].*/, "")))]).to.deep.equal([
      "minimal-secure-web:nonsense",
      "aws:allowedAccountIds",
      ...Object.keys(definitions),
    ]);
  });
});
