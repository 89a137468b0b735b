import { expect } from "chai";
import { definitions, formatIssue, valueSources, type Described } from "../../../../config";
import { nearest } from "../../../../lib/suggestion";
import { settingsOf, sourceOf } from "../support";

const table = Object.entries<Described>(definitions);

describe("The table of settings", () => {
  it("has every key of the design, each with a description and what is allowed", () => {
    expect(Object.keys(definitions)).to.deep.equal([
      "serviceName",
      "vpcCidr",
      "zones",
      "nat",
      "natPerZone",
      "natEipAllocationIds",
      "bastion",
      "bastionHours",
      "adminCidrs",
      "access",
      "sshPublicKey",
      "instanceTypes",
      "imageGeneration",
      "previousImage",
      "web",
      "certificate",
      "http",
      "https",
      "flowLogs",
      "accessLogs",
      "alarms",
      "alarmEmail",
      "permissionsBoundary",
      "protect",
    ]);
    for (const [key, setting] of table) {
      for (const { description, allowed } of [setting, ...Object.values(setting.parts ?? {})]) {
        expect(description, key).to.match(/^[^|\n]+\.$/);
        expect(allowed, key).to.match(/\S/);
      }
    }
  });

  it("has defaults that hold to the rules and change nothing when they are written out", () => {
    const defaults = Object.fromEntries(
      table
        .filter(([key, setting]) => setting.default !== undefined && key !== "certificate")
        .map(([key, setting]) => [key, setting.default]),
    );
    expect(settingsOf(defaults)).to.deep.equal(settingsOf({}));
    expect(definitions.certificate.default).to.deep.equal({
      ...settingsOf({}).certificate,
      commonName: "SERVICE-STAGE",
    });
  });

  it("lets exactly these be secrets", () => {
    expect(table.filter(([, { maySecret }]) => maySecret).map(([key]) => key)).to.deep.equal([
      "natEipAllocationIds",
      "adminCidrs",
      "sshPublicKey",
      "certificate",
      "alarmEmail",
    ]);
  });
});

describe("The origin of a value", () => {
  it("is the stage file, the default, or nothing, down to the parts of objects", () => {
    const origins = valueSources(sourceOf({ nat: "gateway", web: { max: 3 } }));
    const places = [
      "serviceName",
      "nat",
      "natPerZone",
      "zones",
      "web",
      "web.min",
      "web.max",
      "web.script",
      "alarmEmail",
    ];
    expect(places.map((place) => [place, origins.get(place)])).to.deep.equal([
      ["serviceName", "stage file"],
      ["nat", "stage file"],
      ["natPerZone", "default"],
      ["zones", "default"],
      ["web", "stage file"],
      ["web.min", "default"],
      ["web.max", "stage file"],
      ["web.script", "unset"],
      ["alarmEmail", "unset"],
    ]);
    expect(origins.has("zones.name")).to.equal(false);
  });

  it("is the stage file for a secret that cannot be read here", () => {
    const origins = valueSources(sourceOf({ certificate: "[secret]" }, { secret: ["certificate"] }));
    expect(origins.get("certificate")).to.equal("stage file");
  });
});

describe("A message", () => {
  it("says key, value, what is wrong, what is allowed, and what to do", () => {
    const issue = { key: "nat", value: "vpn", message: "is not known", allowed: "x or y" };
    expect(formatIssue(issue)).to.equal("nat: vpn is not known; allowed: x or y");
    expect(formatIssue({ ...issue, hint: "do this", suggestion: "x" })).to.equal(
      "nat: vpn is not known; allowed: x or y; do this; did you mean x?",
    );
  });
});

describe("The nearest name", () => {
  it("is a few letters away, or goes on where the word stops; otherwise there is none", () => {
    const names = ["nat", "natPerZone", "bastion", "bastionHours", "http", "https", "web"];
    const rows: [string, string | undefined][] = [
      ["natt", "nat"],
      ["NAT", "nat"],
      ["nta", "nat"],
      ["bastionhours", "bastionHours"],
      ["basiton", "bastion"],
      ["natPer", "natPerZone"],
      ["webs", "web"],
      ["monitoring", undefined],
      ["x", undefined],
      ["", undefined],
    ];
    for (const [word, expected] of rows) expect(nearest(word, names), word).to.equal(expected);
  });
});
