import { expect } from "chai";

import { dnsFiles } from "../../../../../../tools/local/machines/services/dns";
import { CLOUD } from "./fixture";

describe("The configuration of the Amazon DNS server", () => {
  const { config, hosts } = dnsFiles(CLOUD, "ap-northeast-1", "/run/hosts");
  const lines = config.split("\n");

  it("listens only where instances ask, and knows no other server", () => {
    expect(lines).to.include("listen-address=169.254.169.253").and.include("no-resolv").and.include("address=/#/");
    expect(config).not.to.match(/^server=/m);
  });

  it("gives S3, with the bucket in the name or not, another address than the other APIs", () => {
    expect(lines).to.include("address=/amazonaws.com/198.51.100.53");
    for (const name of ["s3", "s3.ap-northeast-1", "s3.dualstack.ap-northeast-1", "s3.us-east-1"]) {
      expect(lines).to.include(`address=/${name}.amazonaws.com/198.51.100.54`);
    }
  });

  it("resolves a load balancer to the public address of each of its nodes, and no other load balancer", () => {
    expect(hosts).to.equal(
      "198.19.0.7 web-1.ap-northeast-1.elb.amazonaws.com\n198.19.0.8 web-1.ap-northeast-1.elb.amazonaws.com\n",
    );
    expect(lines).to.include("address=/ap-northeast-1.elb.amazonaws.com/");
  });

  it("knows the private names of all addresses of the VPC", () => {
    expect(lines).to.include("synth-domain=ap-northeast-1.compute.internal,10.0.0.0/16,ip-");
    expect(dnsFiles({ ...CLOUD, vpc: undefined }, "us-east-1", "/run/hosts").config).not.to.contain("synth-domain");
    expect(dnsFiles(CLOUD, "us-east-1", "/run/hosts").config).to.contain("synth-domain=ec2.internal,");
  });
});
