import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../../lib/user-error";
import { temporaryFolder } from "../../../support/temporary-folder";
import {
  asPulumiConfig,
  readProjectName,
  readStageSettings,
  stagesIn,
} from "../../../../offline/stage-file/stage-file";

describe("a stage file", () => {
  const folder = temporaryFolder();
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder(), file), text);
  };
  const configOf = (yaml: string): ReturnType<typeof asPulumiConfig> => {
    write("Pulumi.stg.yaml", yaml);
    return asPulumiConfig(readStageSettings(folder(), "stg", "shop"));
  };

  it("exists for each stage", () => {
    for (const file of ["Pulumi.yaml", "Pulumi.stg.yaml", "Pulumi.eu-prod.yaml", "other.yaml"]) write(file, "");
    expect(stagesIn(folder())).to.deep.equal(["eu-prod", "stg"]);
  });

  it("becomes text for scalars and JSON for everything else, by full key", () => {
    const yaml = "config:\n  aws:region: eu-west-1\n  on: true\n  hours: 8\n  shop:web: {min: 1}\n  shop:list: [a]\n";
    expect(configOf(yaml)).to.deep.equal({
      config: {
        "aws:region": "eu-west-1",
        "shop:on": "true",
        "shop:hours": "8",
        "shop:web": '{"min":1}',
        "shop:list": '["a"]',
      },
      secretKeys: [],
    });
  });

  it("has [secret] in place of encrypted values, at any depth", () => {
    const yaml = "config:\n  word:\n    secure: v1:abc\n  shop:list:\n    - plain\n    - secure: v1:def\n";
    expect(configOf(yaml)).to.deep.equal({
      config: { "shop:word": "[secret]", "shop:list": '["plain","[secret]"]' },
      secretKeys: ["shop:word", "shop:list"],
    });
  });

  it("may be empty", () => {
    expect(configOf("").config).to.deep.equal({});
    expect(configOf("encryptionsalt: v1:abc\n").config).to.deep.equal({});
  });

  // tests/e2e/stage-file.test.ts compares all of this with Pulumi itself.
  it("is read with Pulumi's YAML: merge keys, older numbers, words that are no booleans, the first document", () => {
    const zones = "- &a {name: a, publicCidr: 10.0.0.0/24}\n    - {<<: *a, name: c}";
    const yaml = `config:\n  zones:\n    ${zones}\n  n: 017\n  d: 2026-12-31\n  w: yes\n  e:\n---\nconfig: [\n`;
    expect(configOf(yaml).config).to.deep.equal({
      "shop:zones": '[{"name":"a","publicCidr":"10.0.0.0/24"},{"name":"c","publicCidr":"10.0.0.0/24"}]',
      "shop:n": "15",
      "shop:d": "2026-12-31 00:00:00 +0000 UTC",
      "shop:w": "yes",
      "shop:e": "",
    });
  });

  it("may have brackets and quotation marks that end left of their key", () => {
    const yaml = `config:\n  zones: [{\n    name: a\n  }, {\nname: "b\nc"\n# d\n\n}]\n  n: 1e400\n`;
    expect(configOf(yaml).config).to.deep.equal({ "shop:zones": '[{"name":"a"},{"name":"b c"}]', "shop:n": "1e400" });
    // Only a marker that stands alone separates documents.
    expect(configOf('config:\n  a: [1,\n...0\n]\n  b: "x\n---y"\n').config).to.deep.equal({
      "shop:a": '[1,"...0"]',
      "shop:b": "x ---y",
    });
  });

  it("may have a byte order mark, any line ends, and be in UTF-16", () => {
    for (const yaml of ["\ufeffconfig:\n  a: 1\n", "config:\r\n  a: 1\r\n", "config:\r  a: 1\r"]) {
      expect(configOf(yaml).config).to.deep.equal({ "shop:a": "1" });
    }
    writeFileSync(join(folder(), "Pulumi.stg.yaml"), "\ufeffconfig:\n  a: 1\n", "utf16le");
    expect(readStageSettings(folder(), "stg", "shop")).to.deep.equal({ "shop:a": 1 });
  });

  it("is completed with the settings in Pulumi.yaml", () => {
    write("Pulumi.yaml", "name: shop\nconfig:\n  aws:region: {value: eu-west-1}\n  nat: {default: none}\n  hours: 8\n");
    expect(configOf("config: {nat: instance}\n").config).to.deep.equal({
      "aws:region": "eu-west-1",
      "shop:nat": "instance",
      "shop:hours": "8",
    });
  });

  const projects: [string, string][] = [
    ["region: {type: string}", "Pulumi.stg.yaml: region is missing, which Pulumi.yaml declares without a default"],
    ["nat: {type: integer}", "Pulumi.stg.yaml: nat must be of the type integer, as Pulumi.yaml says"],
    ["nat: {type: string, secret: true}", "Pulumi.stg.yaml: nat must be encrypted, as Pulumi.yaml says"],
    [
      "aws:region: {default: x}",
      'Pulumi.yaml: config "aws:region" does not belong to the project, and so needs a "value"',
    ],
    ["web: {min: 1}", 'Pulumi.yaml: config "web" has an unknown attribute min'],
    ["nat:", 'Pulumi.yaml: config "nat" has no value: write {value: …} or {default: …}, or leave it out'],
    ["n: 12345678901234567890", 'Pulumi.yaml: config "n" must be written as {value: …} or {default: …}'],
    ["a:b:c: x", 'Pulumi.yaml: config "a:b:c" is no key: expected NAME or NAMESPACE:NAME'],
    ["web.min: 1", 'Pulumi.yaml: config "web.min" is a path, which only Pulumi reads: write web: {value: …} in full'],
    ["shop:zones[0]: x", 'config "shop:zones[0]" is a path, which only Pulumi reads: write shop:zones: {value: …}'],
    [
      "key: {value: [{secure: v1:abc}]}",
      'Pulumi.yaml: config "key" has an encrypted value, which Pulumi cannot read there: move it to Pulumi.stg.yaml',
    ],
  ];
  for (const [declared, message] of projects) {
    it(`is rejected if Pulumi.yaml declares ${declared}`, () => {
      write("Pulumi.yaml", `name: shop\nconfig:\n  ${declared}\n`);
      expect(() => configOf("config: {nat: instance}\n")).to.throw(UserError, message);
    });
  }

  it("is rejected if Pulumi.yaml has one key twice", () => {
    write("Pulumi.yaml", "name: shop\nconfig: {nat: none, shop:nat: none}\n");
    expect(() => configOf("config: {}\n")).to.throw(
      UserError,
      "Pulumi.yaml: config has one key twice, as nat and as shop:nat",
    );
  });

  it("is in the folder() that stackConfigDir names", () => {
    write("Pulumi.yaml", "name: shop\nstackConfigDir: conf\n");
    expect(() => stagesIn(folder())).to.throw(UserError, "is not there");
    mkdirSync(join(folder(), "conf"));
    write("conf/Pulumi.prod.yaml", "config: {nat: none}\n");
    expect(stagesIn(folder())).to.deep.equal(["prod"]);
    expect(readStageSettings(folder(), "prod", "shop")).to.deep.equal({ "shop:nat": "none" });
  });

  it("cannot be read offline if it takes settings from Pulumi ESC", () => {
    expect(() => configOf("environment: [shop/stg]\n")).to.throw(UserError, "Pulumi ESC (shop/stg)");
    expect(configOf("environment: []\n").config).to.deep.equal({});
  });

  const invalid: [string, string][] = [
    ["config:\n  shop:nat: none\n  nat: none\n", "config has one key twice, as shop:nat and as nat"],
    [
      "config:\n  aws:region: a\n  aws:config:region: a\n",
      "config has one key twice, as aws:region and as aws:config:region",
    ],
    ["config:\n  a: 1\n  a: 2\n", "Pulumi.stg.yaml: Map keys must be unique at line 3, column 3"],
    ["config: [a\n", "Pulumi.stg.yaml: Flow sequence in block collection must be sufficiently indented"],
    ["config: 3\n", 'Pulumi.stg.yaml: "config" must hold keys and values'],
    ["- a\n", "Pulumi.stg.yaml: expected keys and values"],
  ];
  for (const [yaml, message] of invalid) {
    it(`that contains ${JSON.stringify(yaml)} is rejected with the file name, in one line`, () => {
      expect(() => configOf(yaml))
        .to.throw(UserError, message)
        .with.property("message")
        .that.does.not.contain("\n");
    });
  }

  it("belongs to a project with a name", () => {
    write("Pulumi.yaml", "name: shop\n");
    expect(readProjectName(folder())).to.equal("shop");
    write("Pulumi.yaml", "runtime: nodejs\n");
    expect(() => readProjectName(folder())).to.throw(UserError, "Pulumi.yaml");
  });
});
