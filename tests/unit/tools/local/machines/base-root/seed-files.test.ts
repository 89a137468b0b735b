import { expect } from "chai";

import { seedFiles } from "../../../../../../tools/local/machines/base-root/seed-files";

const HOST_NAME = "ip-10-0-1-5.ap-northeast-1.compute.internal";
const SEED = {
  id: "i-1",
  hostName: HOST_NAME,
  publicKeys: ["ssh-ed25519 AAAA someone"],
  userData: "#!/bin/sh\ntrue\n",
};

describe("The seed files of an instance", () => {
  it("give it its host name, its own address under this name, and the Amazon DNS server", () => {
    const files = seedFiles(SEED);
    expect(files["etc/hostname"]).to.equal(`${HOST_NAME}\n`);
    expect(files["etc/hosts"])
      .to.match(/^127.0.0.1 localhost /)
      .and.match(/^10.0.1.5 ip-10-0-1-5.* ip-10-0-1-5$/m);
    expect(files["etc/resolv.conf"]).to.equal("search ap-northeast-1.compute.internal\nnameserver 169.254.169.253\n");
  });

  it("give cloud-init its ID, its login keys and its user data", () => {
    const files = seedFiles(SEED);
    expect(JSON.parse(String(files["var/lib/cloud/seed/nocloud/meta-data"]))).to.deep.equal({
      "instance-id": "i-1",
      "local-hostname": HOST_NAME,
      "public-keys": ["ssh-ed25519 AAAA someone"],
    });
    expect(files["var/lib/cloud/seed/nocloud/user-data"]).to.equal("#!/bin/sh\ntrue\n");
  });

  it("have empty user data for an instance without any, and keep binary user data", () => {
    const of = (userData: Buffer | undefined) =>
      seedFiles({ ...SEED, userData })["var/lib/cloud/seed/nocloud/user-data"];
    expect(of(undefined)).to.equal("");
    expect(of(Buffer.from([0x1f, 0x8b, 0xff]))).to.deep.equal(Buffer.from([0x1f, 0x8b, 0xff]));
  });
});
