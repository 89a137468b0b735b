import { expect } from "chai";

import type { Instance } from "../../../../../../tools/local/machines/cloud";
import { imdsTree, valueAt } from "../../../../../../tools/local/machines/services/imds-tree";
import { CLOUD, INSTANCE } from "./fixture";

const NOW = new Date("2026-02-03T04:05:06.789Z");

function treeOf(change: Partial<Instance> = {}, userData?: string) {
  const publicKeys = { login: "ssh-ed25519 AAAA login" };
  return imdsTree({ instance: { ...INSTANCE, ...change }, cloud: CLOUD, publicKeys, userData }, NOW);
}

describe("The instance metadata", () => {
  it("say what the instance is, and where", () => {
    const tree = treeOf();
    const values = {
      "ami-id": "ami-1",
      hostname: "ip-10-0-1-5.ap-northeast-1.compute.internal",
      "instance-id": "i-1",
      "instance-type": "t4g.nano",
      "local-ipv4": "10.0.1.5",
      "placement/availability-zone": "ap-northeast-1c",
      "placement/region": "ap-northeast-1",
      "public-ipv4": "198.18.0.5",
      "public-keys/0/openssh-key": "ssh-ed25519 AAAA login\n",
      "security-groups": "web-group",
    };
    for (const [name, value] of Object.entries(values))
      expect(valueAt(tree, `meta-data/${name}`), name).to.equal(value);
    const document = JSON.parse(String(valueAt(tree, "dynamic/instance-identity/document"))) as Record<string, string>;
    expect(document).to.include({ instanceId: "i-1", region: "ap-northeast-1", privateIp: "10.0.1.5" });
  });

  it("list what is below a folder, with or without a slash at the end", () => {
    const list = "ami-id\nami-launch-index\nhostname\niam/\ninstance-action";
    for (const path of ["meta-data", "meta-data/"]) expect(valueAt(treeOf(), path)).to.match(new RegExp(`^${list}\n`));
    expect(valueAt(treeOf(), "meta-data/iam/security-credentials/")).to.equal("web-role");
    expect(valueAt(treeOf(), "")).to.equal("dynamic/\nmeta-data/");
  });

  it("give the role's credentials for six hours", () => {
    const tree = treeOf();
    const read = (name: string) => JSON.parse(String(valueAt(tree, `meta-data/iam/${name}`))) as Record<string, string>;
    expect(read("info")).to.include({ Code: "Success", InstanceProfileArn: INSTANCE.instanceProfile });
    const credentials = read("security-credentials/web-role");
    expect(credentials).to.include({ LastUpdated: "2026-02-03T04:05:06Z", Expiration: "2026-02-03T10:05:06Z" });
    expect(credentials.AccessKeyId).to.match(/^ASIA[0-9A-Z]{16}$/);
    expect(credentials.SecretAccessKey).to.have.length(40);
  });

  it("have nothing about what the instance does not have", () => {
    const tree = treeOf({ keyName: undefined, instanceProfile: undefined, publicAddress: undefined });
    for (const name of ["iam", "iam/info", "public-keys", "public-ipv4", "nothing"]) {
      expect(valueAt(tree, `meta-data/${name}`), name).to.be.undefined;
    }
    expect(valueAt(tree, "user-data")).to.be.undefined;
    expect(valueAt(tree, "toString")).to.be.undefined;
    expect(valueAt(treeOf({}, "#!/bin/sh"), "user-data")).to.equal("#!/bin/sh");
  });
});
