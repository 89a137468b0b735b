import {
  Reference,
  reveal,
  Secret,
  tag,
  Unknown,
  type Deployment,
  type RecordedResource,
  type Value,
} from "../../support";
import { shortName } from "../../support/names";
import { variant } from "../../support/variants";
import { variants } from "./variants";

const UNTAGGABLE = [
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:autoscaling/policy:Policy",
  "aws:ec2/eipAssociation:EipAssociation",
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:elb/listenerPolicy:ListenerPolicy",
  "aws:elb/loadBalancerPolicy:LoadBalancerPolicy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:route53/record:Record",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:sns/topicSubscription:TopicSubscription",
];

/** Private keys in PEM, and AWS access keys. */
const KEY_MATERIAL = /-----BEGIN [A-Z ]*PRIVATE KEY|\bA(KIA|SIA)[A-Z0-9]{16}\b/;

/** All text in a value that is readable without the passphrase. */
function plainTextIn(value: Value): string[] {
  if (value instanceof Secret || value instanceof Unknown || value instanceof Reference) return [];
  if (typeof value === "string") return [value, Buffer.from(value, "base64").toString("latin1")];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(plainTextIn) : [];
}

function secretsIn(value: Value): Value[] {
  if (value instanceof Secret) return [value.value];
  if (value instanceof Unknown || value instanceof Reference) return [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}

function userDataOf({ inputs }: RecordedResource): string {
  const userData = reveal(inputs.userData) as string;
  return userData.startsWith("#!") ? userData : Buffer.from(userData, "base64").toString();
}

const RUNS: Readonly<Record<string, () => Promise<Deployment>>> = {
  stg: () => variant("stg"),
  "stg, planned": () => variant("stg", { preview: true }),
  prod: () => variant("prod"),
  "prod, planned": () => variant("prod", { preview: true }),
  ...Object.fromEntries(Object.entries(variants).map(([name, run]) => [`stg with ${name}`, run])),
};

/** Hooks by resource type. */
const GUARDS: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/route:Route": ["beforeCreate nat-way-out-is-ready", "beforeUpdate nat-way-out-is-ready"],
  "aws:ec2/eipAssociation:EipAssociation": ["beforeCreate nat-way-out-is-ready", "beforeUpdate nat-way-out-is-ready"],
  "aws:ec2/vpc:Vpc": ["beforeCreate vpc-is-the-only-one"],
  "aws:ec2/amiFromInstance:AmiFromInstance": ["beforeCreate web-machine-has-finished"],
  "aws:ec2/launchTemplate:LaunchTemplate": [
    "beforeCreate web-group-image-has-tagged-snapshots",
    "beforeUpdate web-group-image-has-tagged-snapshots",
  ],
  "aws:elb/loadBalancer:LoadBalancer": [
    "afterCreate load-balancer-is-attached",
    "beforeUpdate load-balancer-has-servers-elsewhere",
  ],
  "aws:elb/listenerPolicy:ListenerPolicy": [
    "beforeCreate load-balancer-has-certificate",
    "beforeUpdate load-balancer-has-certificate",
  ],
  "pulumi:index:Stash": ["beforeCreate web-group-is-rolled-out", "beforeUpdate web-group-is-rolled-out"],
};

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

describe("In every stage and variant,", () => {
  always("every resource belongs to a component, and every component to the stack", (run) => {
    for (const resource of run.resources) {
      expect(run.parentOf(resource)?.custom, shortName(resource)).to.equal(resource.custom ? false : undefined);
    }
  });

  always("every taggable resource has a Name with the service and the stage", (run) => {
    const named = run.resources.filter(({ type }) => type.startsWith("aws:") && !UNTAGGABLE.includes(type));
    for (const resource of named.filter(({ type }) => type !== "aws:autoscaling/group:Group")) {
      expect(tag(resource, "Name"), shortName(resource)).to.match(/^([a-z]+-)?servicename-(stg|prod)(-|$)/);
      expect(tag(resource, "Service"), shortName(resource)).to.equal("servicename");
    }
  });

  always("logical names are unique per type and contain neither the service nor the stage", (run) => {
    const names = run.resources.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name } of run.resources) expect(name).not.to.match(/servicename|stg|prod/);
  });

  always("only the user data of the build instance powers it off", (run) => {
    const instances = [...run.all("aws.ec2.Instance"), ...run.all("aws.ec2.LaunchTemplate")];
    const off = instances.filter((instance) => /^(poweroff|shutdown)/m.test(userDataOf(instance)));
    expect(off.map(shortName)).to.deep.equal(["Instance web"]);
    for (const instance of instances) expect(userDataOf(instance)).to.match(/^#!\/bin\/bash\n[A-Z_]+='/);
  });

  always("no plain input, output or message contains a private key or a secret", (run) => {
    const { outputs, logs, resources } = run;
    const all: Value[] = [outputs, ...resources.flatMap((resource) => [resource.inputs, resource.outputs])];
    const texts = [...all.flatMap(plainTextIn), ...logs.map(({ message }) => message)];
    expect(texts.filter((text) => KEY_MATERIAL.test(text))).to.deep.equal([]);
    const long = all.flatMap(secretsIn).filter((secret) => typeof secret === "string" && secret.length > 8);
    expect(long.filter((secret) => texts.includes(secret as string))).to.deep.equal([]);
  });

  always("hooks run at these moments only", (run) => {
    const guarded = run.resources
      .filter(({ hooks }) => Object.values(hooks).flat().length > 0)
      .map(({ type, hooks }) => [type, Object.entries(hooks).filter(([, names]) => names.length > 0)]);
    for (const [type, moments] of guarded) {
      const names = (moments as [string, string[]][]).map(([moment, hook]) => `${moment} ${hook.join()}`);
      expect(GUARDS[type as string], type as string).to.deep.equal(names);
    }
  });
});
