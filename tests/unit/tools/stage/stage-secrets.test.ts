import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { readStage } from "../../../../tools/stage/stage";

const ROOT = join(__dirname, "..", "..", "..", "..");

describe("A stage as its file describes it", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stage-"));
    copyFileSync(join(ROOT, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is read without the key to its secrets", () => {
    const secrets = `
  minimal-secure-web:bastion: true
  minimal-secure-web:adminCidrs:
    - secure: AAABAJ
  minimal-secure-web:certificate:
    arn:
      secure: AAABAK
`;
    const committed = readFileSync(join(ROOT, "Pulumi.stg.yaml"), "utf8").trimEnd();
    writeFileSync(join(folder, "Pulumi.stg.yaml"), committed + secrets);
    const { settings, stageName } = readStage(folder, "stg");
    expect(stageName).to.deep.equal({ service: "servicename", stage: "stg" });
    expect(settings.bastion.enabled).to.equal(true);
    expect(settings.bastion.adminCidrs).to.have.length(1);
    expect(settings.loadBalancer.certificate).to.have.keys("arn");
  });
});
