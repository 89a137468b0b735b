import { expect } from "chai";

import {
  at,
  input,
  Reference,
  reveal,
  Secret,
  tag,
  Unknown,
  type Deployment,
  type RecordedResource,
  type Value,
} from "../../support";
import { needs, shortName } from "../../support/names";
import { RULE_TYPES, rulesOf } from "../../support/rules";
import { variant } from "../../support/variants";
import { variants } from "./variants";

/** Types that AWS knows no tags of. */
const UNTAGGABLE = [
  "aws:autoscaling/policy:Policy",
  "aws:ec2/eipAssociation:EipAssociation",
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:elb/listenerPolicy:ListenerPolicy",
  "aws:elb/loadBalancerPolicy:LoadBalancerPolicy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:sns/topicSubscription:TopicSubscription",
];

/** What must be in no plain value: keys in PEM, and access keys of AWS. */
const KEY_MATERIAL = /-----BEGIN [A-Z ]*PRIVATE KEY|\bA(KIA|SIA)[A-Z0-9]{16}\b/;

const IMDS_V2 = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 };

/** All text in a value that anyone without the passphrase can read. */
function plainTextIn(value: Value): string[] {
  if (value instanceof Secret || value instanceof Unknown || value instanceof Reference) return [];
  if (typeof value === "string") return [value, Buffer.from(value, "base64").toString("latin1")];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(plainTextIn) : [];
}

/** All secrets in a value, opened. */
function secretsIn(value: Value): Value[] {
  if (value instanceof Secret) return [value.value];
  if (value instanceof Unknown || value instanceof Reference) return [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}

function machines(run: Deployment): RecordedResource[] {
  return [...run.all("aws.ec2.Instance"), ...run.all("aws.ec2.LaunchTemplate")];
}

function userDataOf(machine: RecordedResource): string {
  const userData = reveal(machine.inputs.userData) as string;
  return userData.startsWith("#!") ? userData : Buffer.from(userData, "base64").toString();
}

const RUNS: Readonly<Record<string, () => Promise<Deployment>>> = {
  stg: () => variant("stg"),
  "stg, planned": () => variant("stg", { preview: true }),
  prod: () => variant("prod"),
  "prod, planned": () => variant("prod", { preview: true }),
  ...Object.fromEntries(Object.entries(variants).map(([name, run]) => [`stg with ${name}`, run])),
};

/** Hooks by the type that they guard. */
const GUARDS: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/route:Route": ["beforeCreate nat-way-out-is-ready", "beforeUpdate nat-way-out-is-ready"],
  "aws:ec2/eipAssociation:EipAssociation": ["beforeCreate nat-way-out-is-ready", "beforeUpdate nat-way-out-is-ready"],
  "aws:ec2/vpc:Vpc": ["beforeCreate vpc-is-the-only-one"],
  "aws:ec2/amiFromInstance:AmiFromInstance": ["beforeCreate web-machine-has-finished"],
  "aws:elb/listenerPolicy:ListenerPolicy": [
    "beforeCreate load-balancer-has-certificate",
    "beforeUpdate load-balancer-has-certificate",
  ],
  "pulumi:index:Stash": ["beforeCreate web-group-is-rolled-out", "beforeUpdate web-group-is-rolled-out"],
};

/** A rule that holds in every run. */
function always(rule: string, check: (run: Deployment) => void): void {
  it(rule, async () => {
    for (const [title, make] of Object.entries(RUNS)) {
      const run = await make();
      try {
        check(run);
      } catch (error) {
        if (error instanceof Error) error.message = `${title}: ${error.message}`;
        throw error;
      }
    }
  });
}

describe("Always,", () => {
  always("every resource belongs to a component, and every component to the stack", (run) => {
    for (const resource of run.resources) {
      expect(run.parentOf(resource)?.custom, shortName(resource)).to.equal(resource.custom ? false : undefined);
    }
  });

  always("everything that can bear a Name has one, after the service and the stage", (run) => {
    const named = run.resources.filter(({ type }) => type.startsWith("aws:") && !UNTAGGABLE.includes(type));
    for (const resource of named.filter(({ type }) => type !== "aws:autoscaling/group:Group")) {
      expect(tag(resource, "Name"), shortName(resource)).to.match(/^([a-z]+-)?servicename-(stg|prod)(-|$)/);
      expect(tag(resource, "Service"), shortName(resource)).to.equal("servicename");
    }
  });

  always("logical names are unique per type and tell neither the service nor the stage", (run) => {
    const names = run.resources.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name } of run.resources) expect(name).not.to.match(/servicename|stg|prod/);
  });

  always("nobody but the load balancer is open to the world, and that on 80 and 443 alone", (run) => {
    const open = rulesOf(run).filter((rule) => rule.startsWith("ingress") && /0\.0\.0\.0\/0|::\/0/.test(rule));
    const ports = ["ingress loadbalancer tcp 443 from 0.0.0.0/0", "ingress loadbalancer tcp 80 from 0.0.0.0/0"];
    expect(ports).to.include.members(open);
  });

  always(
    "web servers take HTTP from the load balancer and SSH from the bastion, each by its group, and nothing else",
    (run) => {
      const into = rulesOf(run).filter((rule) => rule.startsWith("ingress web"));
      const bastion = run.has("access-bastion") ? ["ingress web tcp 22 from bastion"] : [];
      expect(into).to.deep.equal([...bastion, "ingress web tcp 80 from loadbalancer"]);
    },
  );

  always(
    "no rule is for every protocol, for more than one port, without another end or without a description",
    (run) => {
      for (const rule of RULE_TYPES.flatMap((type) => run.all(type))) {
        const { ipProtocol, fromPort, toPort, cidrIpv4, referencedSecurityGroupId, prefixListId, description } =
          rule.inputs;
        expect([ipProtocol, fromPort === toPort], rule.name).to.deep.equal(
          ipProtocol === "icmp" ? ["icmp", false] : ["tcp", true],
        );
        expect([cidrIpv4, referencedSecurityGroupId, prefixListId].filter((end) => end !== undefined)).to.have.length(
          1,
        );
        expect(description, rule.name).to.match(/^[\x20-\x7e]{1,255}$/);
      }
    },
  );

  always("no group has rules inside, and the default one is empty", (run) => {
    for (const group of run.all("aws.ec2.SecurityGroup")) {
      expect(group.inputs, group.name).not.to.have.any.keys("ingress", "egress");
    }
    const { ingress, egress } = run.only("aws.ec2.DefaultSecurityGroup").inputs;
    expect([ingress, egress]).to.deep.equal([[], []]);
  });

  always("every machine has IMDSv2 only, with a hop limit of 1", (run) => {
    expect(machines(run).length).to.be.at.least(2);
    for (const machine of machines(run)) {
      expect(machine.inputs.metadataOptions, shortName(machine)).to.deep.equal(IMDS_V2);
    }
  });

  always("every volume is encrypted, gp3 and of 8 GiB", (run) => {
    for (const machine of run.all("aws.ec2.Instance")) {
      expect(machine.inputs.rootBlockDevice).to.deep.include({ encrypted: true, volumeType: "gp3", volumeSize: 8 });
    }
    const ebs = input(run.only("aws.ec2.LaunchTemplate"), "blockDeviceMappings[0].ebs");
    expect(ebs).to.deep.include({ encrypted: "true", volumeType: "gp3", volumeSize: 8 });
  });

  always("no machine has a public address but by an Elastic IP of its own, and web servers have none", (run) => {
    for (const subnet of run.all("aws.ec2.Subnet")) expect(subnet.inputs.mapPublicIpOnLaunch).to.be.false;
    for (const machine of run.all("aws.ec2.Instance")) {
      expect(machine.inputs).not.to.have.property("associatePublicIpAddress");
    }
    const addressed = run.all("aws.ec2.EipAssociation").flatMap((each) => run.refersTo(each, "networkInterfaceId"));
    expect(addressed.filter((name) => !/^(nat-instance-1[a-z]|bastion)$/.test(name))).to.deep.equal([]);
    const template = run.only("aws.ec2.LaunchTemplate").inputs;
    expect(at(template, "networkInterfaces[0].associatePublicIpAddress")).to.equal("false");
  });

  always("only a NAT instance may send what is not its own", (run) => {
    const unchecked = run.all("aws.ec2.Instance").filter(({ inputs }) => inputs.sourceDestCheck === false);
    const nats = run.all("aws.ec2.Instance").filter(({ name }) => name.startsWith("nat-"));
    expect(unchecked).to.deep.equal(nats);
  });

  always("only the machine of which an image is made switches itself off by its script", (run) => {
    const off = machines(run).filter((machine) => /^(poweroff|shutdown)/m.test(userDataOf(machine)));
    expect(off.map(shortName)).to.deep.equal(["Instance web"]);
    for (const machine of machines(run)) expect(userDataOf(machine)).to.match(/^#!\/bin\/bash\n[A-Z_]+='/);
  });

  always("no private key and no secret stands in a plain input, output or message", (run) => {
    const { outputs, logs, resources } = run;
    const all: Value[] = [outputs, ...resources.flatMap((resource) => [resource.inputs, resource.outputs])];
    const texts = [...all.flatMap(plainTextIn), ...logs.map(({ message }) => message)];
    expect(texts.filter((text) => KEY_MATERIAL.test(text))).to.deep.equal([]);
    const long = all.flatMap(secretsIn).filter((secret) => typeof secret === "string" && secret.length > 8);
    expect(long.filter((secret) => texts.includes(secret as string))).to.deep.equal([]);
  });

  always("every address goes before the internet gateway does, and so does the load balancer", (run) => {
    const facing = [...run.all("aws.ec2.Eip"), ...run.all("aws.ec2.NatGateway"), ...run.all("aws.elb.LoadBalancer")];
    for (const resource of facing) expect(needs(run, resource)).to.include("Route vpc-public-default");
  });

  always("every private table has at most one default route, the same resource whatever the NAT", (run) => {
    const routes = run.all("aws.ec2.Route").filter(({ name }) => name.startsWith("nat-"));
    const tables = routes.map((route) => run.refersTo(route, "routeTableId").join());
    expect(new Set(tables).size).to.equal(tables.length);
    expect(tables).to.deep.equal(routes.map(({ name }) => name.replace("nat-private-default", "vpc-private")));
  });

  always("hooks guard these moments and no other", (run) => {
    const guarded = run.resources
      .filter(({ hooks }) => Object.values(hooks).flat().length > 0)
      .map(({ type, hooks }) => [type, Object.entries(hooks).filter(([, names]) => names.length > 0)]);
    for (const [type, moments] of guarded) {
      const names = (moments as [string, string[]][]).map(([moment, hook]) => `${moment} ${hook.join()}`);
      expect(GUARDS[type as string], type as string).to.deep.equal(names);
    }
  });
});
