import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import {
  asPulumiConfig,
  readProjectName,
  readStageSettings,
  StageFileError,
  stagesIn,
} from "../../../tools/plan/stage-file";

describe("a stage file", () => {
  let folder = "";
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
  };
  const configOf = (yaml: string): ReturnType<typeof asPulumiConfig> => {
    write("Pulumi.stg.yaml", yaml);
    return asPulumiConfig(readStageSettings(folder, "stg", "shop"));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stage-file-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is there for each stage", () => {
    for (const file of ["Pulumi.yaml", "Pulumi.stg.yaml", "Pulumi.eu-prod.yaml", "other.yaml"]) write(file, "");
    expect(stagesIn(folder)).to.deep.equal(["eu-prod", "stg"]);
  });

  it("hands over scalars as text and all else as JSON, each under its full key", () => {
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

  it("says [secret] for what is encrypted, at whatever depth", () => {
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

  const broken: [string, string][] = [
    ["config:\n  a: 1\n  a: 2\n", "Pulumi.stg.yaml: Map keys must be unique at line 3, column 3"],
    ["config: [a\n", "Pulumi.stg.yaml: Flow sequence in block collection must be sufficiently indented"],
    ["config: 3\n", 'Pulumi.stg.yaml: "config" must hold keys and values'],
    ["- a\n", "Pulumi.stg.yaml: expected keys and values"],
  ];
  for (const [yaml, message] of broken) {
    it(`that reads ${JSON.stringify(yaml)} is refused with one line that says where`, () => {
      expect(() => configOf(yaml))
        .to.throw(StageFileError, message)
        .with.property("message")
        .that.does.not.contain("\n");
    });
  }

  it("belongs to a project with a name", () => {
    write("Pulumi.yaml", "name: shop\n");
    expect(readProjectName(folder)).to.equal("shop");
    write("Pulumi.yaml", "runtime: nodejs\n");
    expect(() => readProjectName(folder)).to.throw(StageFileError, "Pulumi.yaml");
  });
});
