import { expect } from "chai";

import { ToolError } from "../../../tools/tool-error";
import { localProjectFile, localStageFile, regionOf, saltOf } from "../../../tools/local/stage-file";

const name = "Pulumi.stg.yaml";

describe("a stage file for the emulator", () => {
  it("is the stage's own, where nothing in it leads elsewhere", () => {
    const text = `# The tutorial's stage.
config:
  aws:region: ap-northeast-1
  aws:defaultTags:
    tags:
      Team: web
  minimal-secure-web:nat: instance # the cheap one
  minimal-secure-web:adminCidrs:
    - 203.0.113.0/24
`;
    expect(localStageFile(name, text)).to.deep.equal({ text, dropped: [] });
  });

  const leading = [
    "profile",
    "endpoints",
    "assumeRole",
    "assumeRoles",
    "assumeRoleWithWebIdentity",
    "accessKey",
    "secretKey",
    "token",
    "sharedConfigFiles",
    "sharedCredentialsFiles",
    "allowedAccountIds",
    "forbiddenAccountIds",
    "httpProxy",
    "httpsProxy",
    "noProxy",
    "customCaBundle",
    "ec2MetadataServiceEndpoint",
    "useFipsEndpoint",
    "skipCredentialsValidation",
  ];
  for (const key of leading) {
    it(`does not have aws:${key}`, () => {
      const text = `config:\n  aws:region: ap-northeast-1\n  aws:${key}: [{x: y}]\n  minimal-secure-web:nat: none\n`;
      expect(localStageFile(name, text)).to.deep.equal({
        text: "config:\n  aws:region: ap-northeast-1\n  minimal-secure-web:nat: none\n",
        dropped: [`aws:${key}`],
      });
    });
  }

  for (const key of ["secretsprovider", "encryptedkey", "environment"]) {
    it(`does not have ${key}, which a service elsewhere would be asked about`, () => {
      const text = `${key}: awskms://alias/key\nconfig:\n  aws:region: ap-northeast-1\n`;
      const local = localStageFile(name, text);
      expect(local).to.deep.equal({ text: "config:\n  aws:region: ap-northeast-1\n", dropped: [key] });
    });
  }

  it("has the salt of the emulated state instead of the real one's", () => {
    const text = "encryptionsalt: v1:real\nconfig:\n  aws:region: ap-northeast-1\n";
    const local = localStageFile(name, text, "v1:emulated");
    expect(saltOf(name, local.text)).to.equal("v1:emulated");
    expect(local.dropped).to.deep.equal([]);
    expect(saltOf(name, localStageFile(name, text).text)).to.equal(undefined);
  });

  it("is refused with secrets in it, by name", () => {
    const text = "config:\n  minimal-secure-web:adminCidrs:\n    secure: v1:abc\n  minimal-secure-web:nat: none\n";
    expect(() => localStageFile(name, text)).to.throw(
      ToolError,
      "Pulumi.stg.yaml holds secrets that only the real stage's key opens (minimal-secure-web:adminCidrs): give them plain values for the emulator",
    );
  });

  it("may be empty", () => {
    expect(localStageFile(name, "").dropped).to.deep.equal([]);
  });

  it("is refused in one sentence where it is not YAML", () => {
    expect(() => localStageFile(name, "config: [\n")).to.throw(ToolError, /^Pulumi\.stg\.yaml is not YAML: [^\n]+$/);
  });

  it("tells the region", () => {
    expect(regionOf(name, "config:\n  aws:region: eu-west-1\n")).to.equal("eu-west-1");
    expect(regionOf(name, "config: {}\n")).to.equal(undefined);
  });
});

describe("a project file for the emulator", () => {
  it("has no backend and nothing that leads to a real account", () => {
    const text = "name: x\nbackend:\n  url: s3://states\nconfig:\n  aws:profile: prod\n  x:nat: none\n";
    expect(localProjectFile("Pulumi.yaml", text)).to.deep.equal({
      text: "name: x\nconfig:\n  x:nat: none\n",
      dropped: ["backend", "aws:profile"],
    });
  });
});
