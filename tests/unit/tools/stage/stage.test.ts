import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { readStage } from "../../../../tools/stage/stage";

describe("A stage as operators' commands read it", () => {
  let root = "";
  const write = (config: string) => {
    writeFileSync(join(root, "Pulumi.stg.yaml"), `config:\n  aws:region: ap-northeast-1\n${config}`);
  };

  before(() => {
    root = mkdtempSync(join(tmpdir(), "stage-"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: minimal-secure-web\n");
  });
  after(() => {
    rmSync(root, { recursive: true });
  });

  it("has its name, every setting and the provider's settings", () => {
    write("  minimal-secure-web:serviceName: shop\n  aws:profile: work\n  aws:allowedAccountIds: ['123456789012']\n");
    const { project, stageName, settings, provider } = readStage(root, "stg");
    expect({ project, stageName }).to.deep.equal({
      project: "minimal-secure-web",
      stageName: { service: "shop", stage: "stg" },
    });
    expect(settings.bastion).to.include({ enabled: false, hours: 8 });
    expect(settings.nat.kind).to.equal("instance");
    expect(provider).to.include({ region: "ap-northeast-1", profile: "work" });
    expect(provider.allowedAccountIds).to.deep.equal(["123456789012"]);
  });

  it("needs no key for the secrets in its file", () => {
    write(`  minimal-secure-web:serviceName: shop
  minimal-secure-web:adminCidrs:
    - secure: AAAB
  minimal-secure-web:certificate:
    arn:
      secure: AAAC
`);
    const { settings } = readStage(root, "stg");
    expect(settings.bastion.adminCidrs).to.have.length(1);
    expect(settings.loadBalancer.certificate).to.have.keys("arn");
  });

  it("is rejected when it does not exist, with a suggestion", () => {
    write("  minimal-secure-web:serviceName: shop\n");
    expect(() => readStage(root, "sgt"))
      .to.throw('there is no stage "sgt", only stg; did you mean stg?')
      .that.includes({ exitStatus: 2 });
  });

  it("is rejected with every issue of its settings", () => {
    write("  minimal-secure-web:serviceName: Shop\n  minimal-secure-web:natt: gateway\n");
    expect(() => readStage(root, "stg")).to.throw(
      /minimal-secure-web:natt: is not a setting[^]*serviceName: Shop is not a valid name/,
    );
  });
});
