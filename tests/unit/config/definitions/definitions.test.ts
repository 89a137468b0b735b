import { definitions, valueSources, type Described } from "../../../../config";
import { nearest } from "../../../../lib/suggestion";
import { settingsOf, sourceOf } from "../support";

const table = Object.entries<Described>(definitions);

describe("The definitions", () => {
  it("say what each setting and each part of one is for, and what is allowed", () => {
    for (const [key, setting] of table) {
      for (const { description, allowed } of [setting, ...Object.values(setting.parts ?? {})]) {
        expect(description, key).to.match(/^[^|\n]+\.$/);
        expect(allowed, key).to.match(/\S/);
      }
    }
  });

  it("have valid defaults, which change nothing when they are written out", () => {
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
});

describe("The source of a value", () => {
  it("is the stage file, the default, or nothing, down to the parts of objects", () => {
    const sources = valueSources(sourceOf({ nat: "gateway", web: { max: 3 } }));
    expect(Object.fromEntries(sources)).to.deep.include({
      serviceName: "stage file",
      nat: "stage file",
      natPerZone: "default",
      zones: "default",
      web: "stage file",
      "web.min": "default",
      "web.max": "stage file",
      "web.script": "unset",
      alarmEmail: "unset",
    });
    expect(sources.has("zones.name")).to.equal(false);
  });

  it("is the stage file for a secret that cannot be decrypted", () => {
    const sources = valueSources(sourceOf({ certificate: "[secret]" }, { secret: ["certificate"] }));
    expect(sources.get("certificate")).to.equal("stage file");
  });
});

describe("A suggestion", () => {
  it("is a name that differs by a few letters or continues the word; otherwise there is none", () => {
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
