import type { GraphResource, Literal } from "../graph";
import { INSTANCE_TYPES, roleOf } from "./roles";
import { each, perResource, perStack, protectedStages, suppressed, unless, type Rule } from "./rule";
import { looksSecret } from "./secret-patterns";
import { isFalse, isTrue, items, part, type Stack } from "./stack";

const TEMPLATE = "aws.ec2.LaunchTemplate";
const INSTANCE = "aws.ec2.Instance";

/** Types that run paravirtual images: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ComponentsAMIs.html */
const PARAVIRTUAL = /^(?:c1|c3|hi1|hs1|m1|m2|m3|t1)\./;

export const INSTANCES: readonly Rule[] = [
  {
    id: "imdsv2",
    title: "The instance metadata service is enabled explicitly and requires a token (IMDSv2)",
    severity: "high",
    why: "Without the token, a web server that can be tricked into fetching a URL gives its credentials away.",
    sources: ["FSBP EC2.8", "FSBP EC2.170", "CIS 5.6", "prowler ec2_instance_imdsv2_enabled", "CKV_AWS_79", "AWS-0028"],
    check: perResource(INSTANCE_TYPES, ({ properties: { metadataOptions } }) => [
      ...unless(part(metadataOptions, "httpTokens") === "required", "httpTokens is not required"),
      // prowler takes a missing value for disabled.
      ...unless(part(metadataOptions, "httpEndpoint") === "enabled", "httpEndpoint is not enabled explicitly"),
    ]),
  },
  {
    id: "imds-one-hop",
    title: "The instance metadata service has a hop limit of 1",
    severity: "high",
    why: "With one hop, no container and no host behind a NAT instance gets a response.",
    sources: ["FSBP AutoScaling.4", "CKV_AWS_341"],
    check: perResource(INSTANCE_TYPES, ({ properties: { metadataOptions } }) =>
      unless(part(metadataOptions, "httpPutResponseHopLimit") === 1, "httpPutResponseHopLimit is not 1"),
    ),
  },
  {
    id: "encrypted-volumes",
    title: "All EBS volumes are encrypted",
    severity: "high",
    why: "Snapshots and discarded disks reveal nothing.",
    sources: ["FSBP EC2.3", "FSBP EC2.181", "CIS 2.2.1", "prowler ec2_ebs_volume_encryption", "CKV_AWS_8", "AWS-0131"],
    check: perResource([...INSTANCE_TYPES, "aws.ebs.Volume"], (resource) =>
      volumesOf(resource).flatMap((volume) => unless(isTrue(part(volume, "encrypted")), "a volume is not encrypted")),
    ),
  },
  {
    id: "no-public-address",
    title: "Only the bastion and the NAT have public IP addresses",
    severity: "high",
    why: "Without a public IP address, a mistake in a security group exposes nothing to the internet.",
    sources: [
      "FSBP EC2.9",
      "FSBP EC2.25",
      "FSBP AutoScaling.5",
      "prowler ec2_launch_template_no_public_ip",
      "CKV_AWS_88",
    ],
    check: perStack((stack) => [
      ...each(
        stack.all(TEMPLATE).filter(({ properties: { networkInterfaces } }) => {
          const interfaces = items(networkInterfaces);
          return !interfaces.every((one) => isFalse(part(one, "associatePublicIpAddress"))) || interfaces.length === 0;
        }),
        "associatePublicIpAddress is not false explicitly",
      ),
      ...each(
        stack
          .all(INSTANCE)
          .filter((instance) => roleOf(stack, instance) === "web" && hasPublicIpAddress(stack, instance)),
        "it has a public IP address",
      ),
    ]),
  },
  {
    id: "source-destination-check",
    title: "Only NAT instances have the source/destination check off",
    severity: "medium",
    why: "Any other instance without the check could send with the address of another host.",
    sources: ["FSBP EC2.180"],
    check: perStack((stack) =>
      each(
        stack
          .all(INSTANCE)
          .filter(({ properties: { sourceDestCheck } }) => sourceDestCheck !== undefined && !isTrue(sourceDestCheck))
          .filter((instance) => roleOf(stack, instance) !== "nat"),
        "its source/destination check is off",
      ),
    ),
  },
  {
    id: "no-secrets-in-user-data",
    title: "User data contains no secret",
    severity: "critical",
    why: "Everyone with permission to describe the instance, and every process on it, can read its user data.",
    sources: ["prowler ec2_instance_secrets_user_data", "prowler ec2_launch_template_no_secrets", "CKV_AWS_46"],
    check: perResource(INSTANCE_TYPES, (resource) =>
      unless(!userDataOf(resource).some(looksSecret), "its user data contains something that looks like a secret"),
    ),
  },
  {
    id: "kept-image",
    title: "Instances start from a stashed image, not from the newest one",
    severity: "medium",
    why: "Otherwise an unrelated deployment replaces them when AWS publishes a new image.",
    sources: ["FSBP EC2.4", "AWS-0344"],
    check: perStack((stack) => [
      ...each(
        stack.all(INSTANCE).filter((instance) => !comesFrom(stack, instance, "ami", "pulumi.Stash")),
        "its image is looked up in each deployment",
      ),
      ...each(
        stack.all(TEMPLATE).filter((template) => !comesFrom(stack, template, "imageId", "aws.ec2.AmiFromInstance")),
        "its image is not the stage's own",
      ),
    ]),
  },
  {
    id: "hardware-virtual",
    title: "Instance types support hardware virtual machine (HVM) images only",
    severity: "medium",
    why: "Only previous-generation types run paravirtual images.",
    sources: ["FSBP EC2.24", "prowler ec2_instance_paravirtual_type"],
    check: perResource(INSTANCE_TYPES, ({ properties: { instanceType } }) =>
      unless(typeof instanceType === "string" && !PARAVIRTUAL.test(instanceType), "its type runs paravirtual images"),
    ),
  },
  {
    id: "ebs-optimized",
    title: "Instances are EBS-optimized and have one network interface",
    severity: "low",
    why: "Disk and network traffic do not compete, and security groups are in one place.",
    sources: ["CKV_AWS_135", "FSBP EC2.17"],
    check: perResource(INSTANCE_TYPES, ({ properties: { ebsOptimized, networkInterfaces } }) => [
      ...unless(isTrue(ebsOptimized), "it is not EBS-optimized"),
      ...unless(items(networkInterfaces).length <= 1, "it has several network interfaces"),
    ]),
  },
  {
    id: "no-role-on-public-machines",
    title: "Instances with a public IP address have no IAM role",
    severity: "high",
    why: "An attacker from the internet gets no AWS credentials.",
    sources: ["prowler ec2_instance_internet_facing_with_instance_profile"],
    check: perStack((stack) =>
      each(
        stack
          .all(INSTANCE)
          .filter(({ properties: { iamInstanceProfile } }) => iamInstanceProfile !== undefined)
          .filter((instance) => roleOf(stack, instance) !== "web"),
        "it has an instance profile",
      ),
    ),
  },
  {
    id: "detailed-monitoring",
    title: "Web servers and NAT instances have detailed monitoring (one-minute metrics)",
    severity: "low",
    why: "Alarms on five-minute metrics are late.",
    sources: ["prowler ec2_instance_detailed_monitoring_enabled", "CKV_AWS_126"],
    scope: protectedStages("it costs per instance; `alarms` turns it on"),
    check: perStack((stack) =>
      each(
        [
          ...stack.all(TEMPLATE).filter(({ properties: { monitoring } }) => !isTrue(part(monitoring, "enabled"))),
          ...stack
            .all(INSTANCE)
            .filter((instance) => roleOf(stack, instance) === "nat" && !isTrue(instance.properties.monitoring)),
        ],
        "detailed monitoring is off",
      ),
    ),
  },
  {
    id: "instance-role",
    title: "Instances have an IAM role for Systems Manager",
    severity: "medium",
    why: "Systems Manager patches instances, and opens sessions without an open port.",
    sources: ["FSBP SSM.1", "CIS 1.18", "prowler ec2_instance_profile_attached", "CKV2_AWS_41"],
    scope: suppressed(
      "a role is one more thing to steal; `access: ssm` gives web servers one, and instances are replaced, not patched",
    ),
    check: perResource(INSTANCE_TYPES, ({ properties: { iamInstanceProfile } }) =>
      unless(iamInstanceProfile !== undefined, "it has no instance profile"),
    ),
  },
  {
    id: "customer-key",
    title: "EBS volumes are encrypted with a customer managed key",
    severity: "low",
    why: "Access to the key can be granted separately from access to the volume.",
    sources: ["CKV_AWS_189", "AWS-0027"],
    scope: suppressed("the volumes hold only a public page, and a key costs more per month than they do"),
    check: perResource(INSTANCE_TYPES, (resource) =>
      unless(
        volumesOf(resource).every((volume) => part(volume, "kmsKeyId") !== undefined),
        "its volumes are encrypted with the AWS managed key",
      ),
    ),
  },
];

/** The settings of all volumes of a resource; an instance's root volume is always among them. */
function volumesOf({ type, properties }: GraphResource): readonly (Literal | undefined)[] {
  switch (type) {
    case INSTANCE:
      return [properties.rootBlockDevice, ...items(properties.ebsBlockDevices)];
    case TEMPLATE: {
      const mappings = items(properties.blockDeviceMappings);
      return mappings.length === 0 ? [undefined] : mappings.map((mapping) => part(mapping, "ebs"));
    }
    default:
      return [properties];
  }
}

function hasPublicIpAddress(stack: Stack, instance: GraphResource): boolean {
  const { associatePublicIpAddress } = instance.properties;
  if (associatePublicIpAddress !== undefined && !isFalse(associatePublicIpAddress)) return true;
  return stack.referring(instance, "aws.ec2.EipAssociation", "aws.ec2.Eip").length > 0;
}

/** Whether an image comes from a resource of a type, or is a literal id. */
function comesFrom(stack: Stack, resource: GraphResource, property: string, type: string): boolean {
  return typeof resource.properties[property] === "string" || stack.referred(resource, property, type).length > 0;
}

/** User data as given and decoded, since EC2 accepts base64 too. */
function userDataOf({ properties: { userData, userDataBase64 } }: GraphResource): readonly string[] {
  return [userData, userDataBase64].flatMap((text) =>
    typeof text === "string" ? [text, Buffer.from(text, "base64").toString("latin1")] : [],
  );
}
