import * as pulumi from "@pulumi/pulumi";
import { trafficRules, adminRanges, SecurityGroups } from "../../../network";
import type { TrafficRulesArgs } from "../../../network/traffic-rules";
import { deploy, reveal, Secret, tag, type Deployment } from "../../support";
import { contextOf } from "../../support/context";
import { urnsOf, without } from "../../support/names";
import { RULE_TYPES, rulesOf } from "../../support/rules";

interface Options {
  readonly traffic?: Partial<TrafficRulesArgs>;
  readonly adminCidrs?: readonly pulumi.Input<string>[];
  readonly privateCidrs?: readonly string[];
}

const GATEWAY = { nat: { hasSecurityGroup: false, hasInternetEgress: true } };
const NO_NAT = { nat: { hasSecurityGroup: false, hasInternetEgress: false } };
const BASTION = { bastion: { enabled: true } };

function groups({ traffic, adminCidrs = [], privateCidrs = ["10.0.1.0/24"] }: Options = {}): Promise<
  Deployment<SecurityGroups>
> {
  const rules = trafficRules({
    loadBalancer: { http: "serve", https: true },
    bastion: { enabled: false },
    nat: { hasSecurityGroup: true, hasInternetEgress: true },
    ...traffic,
  });
  return deploy(
    async () =>
      new SecurityGroups("access", {
        context: contextOf("stg"),
        vpc: { vpcId: pulumi.output("vpc-1"), privateCidrs, s3Endpoint: { prefixListId: "pl-s3" } },
        rules,
        admins: await adminRanges({ enabled: true, adminCidrs }),
      }),
  );
}

const rulesIn = (deployment: Deployment) => RULE_TYPES.flatMap((type) => deployment.all(type));

/** A bastion and a NAT instance, three administrators and two private subnets. */
const FULL = {
  traffic: BASTION,
  adminCidrs: ["203.0.113.0/24", "198.51.100.7/32", "192.0.2.0/28"],
  privateCidrs: ["10.0.1.0/24", "10.0.3.0/24"],
};

describe("Security groups and their rules", () => {
  let full: Deployment<SecurityGroups>;
  let gateway: Deployment<SecurityGroups>;

  before(async () => {
    full = await groups(FULL);
    gateway = await groups({ ...FULL, traffic: { ...BASTION, ...GATEWAY }, adminCidrs: ["203.0.113.0/24"] });
  });

  it("are one group per role of the table, each of the VPC, described, with no rule inside", () => {
    const all = full.all("aws.ec2.SecurityGroup");
    expect(Object.fromEntries(all.map((group) => [group.name, group.inputs.description]))).to.deep.equal({
      "access-bastion": "What the bastion may send and receive",
      "access-loadbalancer": "What the load balancer may send and receive",
      "access-nat": "What the NAT instance may send and receive",
      "access-web": "What the web servers may send and receive",
    });
    for (const group of all) expect(group.inputs).to.have.all.keys("vpcId", "description", "tags");
    for (const group of all) expect(group.inputs.vpcId).to.equal("vpc-1");
  });

  it("consist of an egress and an ingress rule per permission, by group where possible", () => {
    expect(rulesOf(gateway)).to.deep.equal([
      "egress bastion tcp 22 to web",
      "egress bastion tcp 443 to 0.0.0.0/0",
      "egress bastion tcp 80 to 0.0.0.0/0",
      "egress loadbalancer tcp 80 to web",
      "egress web icmp 8/0 to 0.0.0.0/0",
      "egress web tcp 443 to 0.0.0.0/0",
      "egress web tcp 80 to 0.0.0.0/0",
      "ingress bastion tcp 22 from 203.0.113.0/24",
      "ingress loadbalancer tcp 443 from 0.0.0.0/0",
      "ingress loadbalancer tcp 80 from 0.0.0.0/0",
      "ingress web tcp 22 from bastion",
      "ingress web tcp 80 from loadbalancer",
    ]);
  });

  it("let a NAT instance receive from each private subnet, and a bastion log in to it", () => {
    expect(rulesOf(full).filter((rule) => rule.includes("nat"))).to.deep.equal([
      "egress bastion tcp 22 to nat",
      "egress nat icmp 8/0 to 0.0.0.0/0",
      "egress nat tcp 443 to 0.0.0.0/0",
      "egress nat tcp 80 to 0.0.0.0/0",
      "ingress nat icmp 8/0 from 10.0.1.0/24",
      "ingress nat icmp 8/0 from 10.0.3.0/24",
      "ingress nat tcp 22 from bastion",
      "ingress nat tcp 443 from 10.0.1.0/24",
      "ingress nat tcp 443 from 10.0.3.0/24",
      "ingress nat tcp 80 from 10.0.1.0/24",
      "ingress nat tcp 80 from 10.0.3.0/24",
    ]);
  });

  it("let web servers send to the prefix list of S3, and nowhere else, where there is no NAT", async () => {
    const deployed = await groups({ traffic: NO_NAT });
    const outwards = deployed
      .all("aws.vpc.SecurityGroupEgressRule")
      .filter(({ name }) => name.startsWith("access-web-"))
      .map(({ inputs: { prefixListId, cidrIpv4, ipProtocol, fromPort, toPort } }) => [
        prefixListId,
        cidrIpv4,
        ipProtocol,
        fromPort,
        toPort,
      ]);
    expect(outwards).to.deep.equal([
      ["pl-s3", undefined, "tcp", 443, 443],
      ["pl-s3", undefined, "tcp", 80, 80],
    ]);
    expect(deployed.all("aws.ec2.SecurityGroup").map(({ name }) => name)).to.deep.equal([
      "access-loadbalancer",
      "access-web",
    ]);
    expect(() => deployed.made.idOf("nat")).to.throw('there is no security group for "nat"');
    expect(() => deployed.made.idOf("bastion")).to.throw('there is no security group for "bastion"');
  });

  it("have descriptions that AWS takes, and that say what is sent where", () => {
    for (const rule of [...rulesIn(full), ...full.all("aws.ec2.SecurityGroup")]) {
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
      expect(rule.inputs.description).to.match(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
    }
    expect(full.byName("access-web-from-bastion-tcp22").inputs.description).to.equal("SSH from bastion");
    expect(full.byName("access-web-to-anyone-ping").inputs.description).to.equal("ping to anyone");
    expect(tag(full.byName("access-web-from-bastion-tcp22"), "Name")).to.equal(
      "securitygroup-servicename-stg-web-from-bastion-tcp22",
    );
  });

  it("do not change when an administrator or a private subnet is removed", async () => {
    const fewer = await groups({
      ...FULL,
      adminCidrs: ["203.0.113.0/24", "192.0.2.0/28"],
      privateCidrs: ["10.0.3.0/24"],
    });
    expect(without(urnsOf(fewer), urnsOf(full))).to.deep.equal([]);
    expect(without(urnsOf(full), urnsOf(fewer)).map((urn) => urn.split("::")[3])).to.deep.equal([
      // scrypt of 198.51.100.7/32
      "access-bastion-from-admin-169b91-tcp22",
      "access-nat-from-private-10.0.1.0/24-ping",
      "access-nat-from-private-10.0.1.0/24-tcp443",
      "access-nat-from-private-10.0.1.0/24-tcp80",
    ]);
  });

  it("are named by the content of an administrator's range, in any order, secret or not", async () => {
    const names = async (adminCidrs: readonly pulumi.Input<string>[]) => {
      const deployed = await groups({ traffic: { ...BASTION, ...GATEWAY }, adminCidrs });
      const rules = rulesIn(deployed).filter(({ name }) => name.includes("from-admin"));
      return Object.fromEntries(rules.map(({ name, inputs }) => [reveal(inputs.cidrIpv4) as string, name]));
    };
    const [one = "", two = "", three = ""] = FULL.adminCidrs;
    const plain = await names([one, two, three]);
    expect(plain).to.deep.equal(await names([three, one, two]));
    expect(plain).to.deep.equal(await names([two, three, one].map((cidr) => pulumi.secret(cidr))));
    expect(new Set(Object.values(plain)).size).to.equal(3);
  });

  it("keep administrators' ranges out of names, tags and descriptions", async () => {
    const adminCidrs = ["203.0.113.0/24", "198.51.100.7/32"].map((cidr) => pulumi.secret(cidr));
    const deployed = await groups({ traffic: { ...BASTION, ...GATEWAY }, adminCidrs });
    const rules = rulesIn(deployed).filter(({ inputs }) => inputs.cidrIpv4 instanceof Secret);
    expect(rules).to.have.length(2);
    for (const { name, inputs, options } of rules) {
      expect(name).to.match(/^access-bastion-from-admin-[0-9a-f]{6}-tcp22$/);
      expect(JSON.stringify([name, inputs.description, inputs.tags, options])).not.to.match(/203\.0\.113|198\.51\.100/);
    }
  });

  it("have the names of earlier versions as aliases: a plain range's text, a secret one's index in the list", async () => {
    const aliases = async (adminCidrs: readonly pulumi.Input<string>[]) => {
      const deployed = await groups({ traffic: { ...BASTION, ...GATEWAY }, adminCidrs });
      const rules = rulesIn(deployed).filter(({ name }) => name.includes("from-admin"));
      return Object.fromEntries(
        rules.map((rule) => [
          reveal(rule.inputs.cidrIpv4) as string,
          rule.options.aliases?.map((alias) => (alias as { name: string }).name),
        ]),
      );
    };
    const before = (key: string) => `access-bastion-from-admin-${key}-tcp22`;
    expect(await aliases(["203.0.113.0/24", "198.51.100.7/32"])).to.deep.equal({
      "203.0.113.0/24": [before("203.0.113.0/24"), before("0")],
      "198.51.100.7/32": [before("198.51.100.7/32"), before("1")],
    });
    expect(await aliases([pulumi.secret("203.0.113.0/24")])).to.deep.equal({ "203.0.113.0/24": [before("0")] });
  });

  it("count ranges that a plan cannot decrypt", async () => {
    const adminCidrs = [pulumi.secret("[secret]"), pulumi.secret("[secret]")];
    const deployed = await groups({ traffic: { ...BASTION, ...GATEWAY }, adminCidrs });
    const names = rulesIn(deployed).flatMap(({ name }) => (name.includes("from-admin") ? [name] : []));
    expect(names).to.deep.equal([
      "access-bastion-from-admin-undecrypted-0-tcp22",
      "access-bastion-from-admin-undecrypted-1-tcp22",
    ]);
  });
});
