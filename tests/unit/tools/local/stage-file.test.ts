import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { UserError } from "../../../../lib/user-error";
import { localProjectFile, localStageFile, regionOf, saltOf, type LocalFile } from "../../../../tools/local/stage-file";
import { readStageSettings } from "../../../../offline/stage-file/stage-file";

describe("a file for the emulator", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "local-"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: x\n");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const write = (text: string, file = "Pulumi.stg.yaml"): void => {
    writeFileSync(join(root, file), text);
  };
  const local = (text: string, salt?: string): LocalFile => {
    write(text);
    return localStageFile(root, "stg", salt);
  };

  it("contains the stage's own settings in any notation", () => {
    const text = `# The tutorial's stage.
config:
  aws:region: ap-northeast-1
  aws:defaultTags:
    tags: &tags
      Team: web
  nat: instance # the cheap one
  hours: 017
  text: "017"
  adminCidrs:
    - 203.0.113.0/24
  zones:
    - {<<: *tags, name: a}
---
config: {}
`;
    write(text);
    const settings = readStageSettings(root, "stg", "x");
    const file = local(text);
    expect(file.dropped).to.deep.equal([]);
    write(file.text);
    expect(readStageSettings(root, "stg", "x")).to.deep.equal(settings);
  });

  it("contains the settings of Pulumi.yaml, which are removed there", () => {
    write("name: x\nconfig:\n  aws:region: eu-west-1\n  aws:profile: prod\n  nat: none\n", "Pulumi.yaml");
    expect(local("config:\n  nat: instance\n")).to.deep.equal({
      text: 'config:\n  "x:nat": "instance"\n  "aws:region": "eu-west-1"\n',
      dropped: ["aws:profile"],
    });
    expect(localProjectFile(root)).to.deep.equal({ text: 'name: "x"\n', dropped: [] });
    expect(regionOf(root, "stg")).to.equal("eu-west-1");
  });

  const leading = `
    profile endpoints assumeRole assumeRoles assumeRoleWithWebIdentity accessKey secretKey token sharedConfigFiles
    sharedCredentialsFiles allowedAccountIds forbiddenAccountIds httpProxy httpsProxy noProxy customCaBundle
    ec2MetadataServiceEndpoint useFipsEndpoint skipCredentialsValidation
  `;
  for (const key of leading.trim().split(/\s+/)) {
    it(`omits aws:${key}`, () => {
      const text = `config:\n  aws:region: ap-northeast-1\n  aws:${key}: [{x: y}]\n  minimal-secure-web:nat: none\n`;
      expect(local(text)).to.deep.equal({
        text: 'config:\n  "aws:region": "ap-northeast-1"\n  "minimal-secure-web:nat": "none"\n',
        dropped: [`aws:${key}`],
      });
    });
  }

  for (const key of ["secretsprovider", "encryptedkey", "environment"]) {
    it(`omits ${key}, which belongs to a remote service`, () => {
      const text = `${key}: awskms://alias/key\nconfig:\n  aws:region: ap-northeast-1\n`;
      expect(local(text)).to.deep.equal({ text: 'config:\n  "aws:region": "ap-northeast-1"\n', dropped: [key] });
    });
  }

  it("has the salt of the emulated state instead of the real one's", () => {
    const text = "encryptionsalt: v1:real\nconfig:\n  aws:region: ap-northeast-1\n";
    const file = local(text, "v1:emulated");
    expect(file.dropped).to.deep.equal([]);
    expect(local(text).text).not.to.contain("encryptionsalt");
    write(file.text);
    expect(saltOf(root, "stg")).to.equal("v1:emulated");
    expect(saltOf(root, "prod")).to.equal(undefined);
  });

  it("is rejected with the names of its secrets, at any depth", () => {
    const secrets = "  adminCidrs:\n    secure: v1:abc\n  x:list:\n    - secure: v1:def\n";
    expect(() => local(`config:\n${secrets}  nat: none\n`)).to.throw(
      UserError,
      "Pulumi.stg.yaml contains secrets that only the real stage's key decrypts (x:adminCidrs, x:list): set them to plain values for the emulator",
    );
  });

  it("may be empty", () => {
    expect(local("")).to.deep.equal({ text: "config: {}\n", dropped: [] });
    expect(regionOf(root, "stg")).to.equal("ap-northeast-1");
  });

  it("is rejected in one sentence when it is not YAML", () => {
    expect(() => local("config: [\n")).to.throw(UserError, /^Pulumi\.stg\.yaml: [^\n]+$/);
  });

  it("has no backend when it is Pulumi.yaml", () => {
    write(
      "name: x\nbackend:\n  url: s3://states\nruntime: {name: nodejs, options: {tsconfig: a.json}}\n",
      "Pulumi.yaml",
    );
    expect(localProjectFile(root)).to.deep.equal({
      text: 'name: "x"\nruntime: {"name":"nodejs","options":{"tsconfig":"a.json"}}\n',
      dropped: ["backend"],
    });
  });
});
