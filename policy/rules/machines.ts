import type { GraphResource, Literal } from "../graph";
import { MACHINE_TYPES, roleOf } from "./parts";
import { accepted, ALWAYS, each, unless, whereProtected, whole, type Rule } from "./rule";
import { looksSecret } from "./secret-signs";
import { isNo, isYes, items, part, type Stack } from "./stack";

const TEMPLATE = "aws.ec2.LaunchTemplate";
const INSTANCE = "aws.ec2.Instance";

/** Types that run paravirtual images: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ComponentsAMIs.html */
const PARAVIRTUAL = /^(?:c1|c3|hi1|hs1|m1|m2|m3|t1)\./;

/** What must hold of machines and of the template that web servers are made by. */
export const MACHINES: readonly Rule[] = [
  {
    id: "imdsv2",
    title: "The metadata service asks for a token, and that it is on is written down",
    severity: "high",
    why: "Without the token, a web server that can be made to fetch an address gives its credentials away.",
    sources: ["FSBP EC2.8", "FSBP EC2.170", "CIS 5.6", "prowler ec2_instance_imdsv2_enabled", "CKV_AWS_79", "AWS-0028"],
    verdict: ALWAYS,
    check: each(MACHINE_TYPES, ({ properties: { metadataOptions } }) => [
      ...unless(part(metadataOptions, "httpTokens") === "required", "httpTokens is not required"),
      // Left out, prowler takes it for off.
      ...unless(part(metadataOptions, "httpEndpoint") === "enabled", "httpEndpoint is not written down as enabled"),
    ]),
  },
  {
    id: "imds-one-hop",
    title: "The metadata service answers the machine alone, not what stands behind it",
    severity: "high",
    why: "With one hop, no container and nobody behind a NAT gets an answer.",
    sources: ["FSBP AutoScaling.4", "CKV_AWS_341"],
    verdict: ALWAYS,
    check: each(MACHINE_TYPES, ({ properties: { metadataOptions } }) =>
      unless(part(metadataOptions, "httpPutResponseHopLimit") === 1, "httpPutResponseHopLimit is not 1"),
    ),
  },
  {
    id: "encrypted-volumes",
    title: "Every volume is encrypted",
    severity: "high",
    why: "Snapshots and discarded disks tell nothing.",
    sources: ["FSBP EC2.3", "FSBP EC2.181", "CIS 2.2.1", "prowler ec2_ebs_volume_encryption", "CKV_AWS_8", "AWS-0131"],
    verdict: ALWAYS,
    check: each([...MACHINE_TYPES, "aws.ebs.Volume"], (resource) =>
      volumesOf(resource).flatMap((volume) => unless(isYes(part(volume, "encrypted")), "a volume is not encrypted")),
    ),
  },
  {
    id: "no-public-address",
    title: "Only the bastion and the NAT have public addresses",
    severity: "high",
    why: "What has no public address cannot be reached from outside by a mistake in a group.",
    sources: [
      "FSBP EC2.9",
      "FSBP EC2.25",
      "FSBP AutoScaling.5",
      "prowler ec2_launch_template_no_public_ip",
      "CKV_AWS_88",
    ],
    verdict: ALWAYS,
    check: whole((stack) => [
      ...stack
        .all(TEMPLATE)
        .filter(({ properties: { networkInterfaces } }) => !allSayNo(items(networkInterfaces)))
        .map((resource) => ({ resource, text: "associatePublicIpAddress is not written down as false" })),
      ...stack
        .all(INSTANCE)
        .filter((machine) => roleOf(stack, machine) === "web" && hasPublicAddress(stack, machine))
        .map((resource) => ({ resource, text: "it gets a public address" })),
    ]),
  },
  {
    id: "source-destination-check",
    title: "Only a NAT instance may send on packets of others",
    severity: "medium",
    why: "Any other machine without the check could pass for somebody else.",
    sources: ["FSBP EC2.180"],
    verdict: ALWAYS,
    check: whole((stack) =>
      stack
        .all(INSTANCE)
        .filter(({ properties: { sourceDestCheck } }) => sourceDestCheck !== undefined && !isYes(sourceDestCheck))
        .filter((machine) => roleOf(stack, machine) !== "nat")
        .map((resource) => ({ resource, text: "its source/destination check is off" })),
    ),
  },
  {
    id: "no-secrets-in-user-data",
    title: "Scripts that machines start with hold no secret",
    severity: "critical",
    why: "Whoever may describe the machine, and every process on it, can read its script.",
    sources: ["prowler ec2_instance_secrets_user_data", "prowler ec2_launch_template_no_secrets", "CKV_AWS_46"],
    verdict: ALWAYS,
    check: each(MACHINE_TYPES, (resource) =>
      unless(!userDataOf(resource).some(looksSecret), "something in its user data looks like a secret"),
    ),
  },
  {
    id: "kept-image",
    title: "Machines start from an image that is kept, not from whatever is the newest",
    severity: "medium",
    why: "An unrelated deployment would replace them on the day on which AWS publishes another.",
    sources: ["FSBP EC2.4", "AWS-0344"],
    verdict: ALWAYS,
    check: whole((stack) => [
      ...stack
        .all(INSTANCE)
        .filter((machine) => isFromElsewhere(stack, machine, "ami", "pulumi.Stash"))
        .map((resource) => ({ resource, text: "its image is looked up anew each time" })),
      ...stack
        .all(TEMPLATE)
        .filter((template) => isFromElsewhere(stack, template, "imageId", "aws.ec2.AmiFromInstance"))
        .map((resource) => ({ resource, text: "its image is not the stage's own" })),
    ]),
  },
  {
    id: "hardware-virtual",
    title: "Machines are of types that run nothing but hardware-virtual images",
    severity: "medium",
    why: "AWS keeps the others for machines of old, and no newer type runs them.",
    sources: ["FSBP EC2.24", "prowler ec2_instance_paravirtual_type"],
    verdict: ALWAYS,
    check: each(MACHINE_TYPES, ({ properties: { instanceType } }) =>
      unless(typeof instanceType === "string" && !PARAVIRTUAL.test(instanceType), "its type may run others"),
    ),
  },
  {
    id: "ebs-optimized",
    title: "Machines are EBS-optimized and have one network interface",
    severity: "low",
    why: "Disk and network do not compete, and there is one place where groups are looked at.",
    sources: ["CKV_AWS_135", "FSBP EC2.17"],
    verdict: ALWAYS,
    check: each(MACHINE_TYPES, ({ properties: { ebsOptimized, networkInterfaces } }) => [
      ...unless(isYes(ebsOptimized), "it is not EBS-optimized"),
      ...unless(items(networkInterfaces).length <= 1, "it has several network interfaces"),
    ]),
  },
  {
    id: "no-role-on-public-machines",
    title: "Machines with a public address have no role",
    severity: "high",
    why: "Whoever gets in from the internet gets no credentials of AWS.",
    sources: ["prowler ec2_instance_internet_facing_with_instance_profile"],
    verdict: ALWAYS,
    check: whole((stack) =>
      stack
        .all(INSTANCE)
        .filter((machine) => machine.properties.iamInstanceProfile !== undefined && roleOf(stack, machine) !== "web")
        .map((resource) => ({ resource, text: "it has an instance profile" })),
    ),
  },
  {
    id: "detailed-monitoring",
    title: "Web servers and NAT instances are measured every minute",
    severity: "low",
    why: "Alarms that hear of trouble every five minutes are late.",
    sources: ["prowler ec2_instance_detailed_monitoring_enabled", "CKV_AWS_126"],
    verdict: whereProtected("it costs by the machine; `alarms` switches it on"),
    check: whole((stack) => [
      ...stack
        .all(TEMPLATE)
        .filter(({ properties: { monitoring } }) => !isYes(part(monitoring, "enabled")))
        .map((resource) => ({ resource, text: "detailed monitoring is off" })),
      ...stack
        .all(INSTANCE)
        .filter((machine) => roleOf(stack, machine) === "nat" && !isYes(machine.properties.monitoring))
        .map((resource) => ({ resource, text: "detailed monitoring is off" })),
    ]),
  },
  {
    id: "instance-role",
    title: "Machines have a role by which Systems Manager manages them",
    severity: "medium",
    why: "Systems Manager patches, and logs in without an open port.",
    sources: ["FSBP SSM.1", "CIS 1.18", "prowler ec2_instance_profile_attached", "CKV2_AWS_41"],
    verdict: accepted(
      "a role is one more thing to steal; `access: ssm` gives web servers one, and machines are replaced, not patched",
    ),
    check: each(MACHINE_TYPES, ({ properties: { iamInstanceProfile } }) =>
      unless(iamInstanceProfile !== undefined, "it has no instance profile"),
    ),
  },
  {
    id: "customer-key",
    title: "Volumes are encrypted with a key of the account's own",
    severity: "low",
    why: "Who may use the key can be said apart from who may use the volume.",
    sources: ["CKV_AWS_189", "AWS-0027"],
    verdict: accepted("the disks hold nothing but a public page, and a key costs more each month than they do"),
    check: each(MACHINE_TYPES, (resource) =>
      unless(
        volumesOf(resource).every((volume) => part(volume, "kmsKeyId") !== undefined),
        "its volumes are encrypted with AWS's key",
      ),
    ),
  },
];

/** The settings of all volumes that a resource makes; a machine's root volume is always among them. */
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

function allSayNo(interfaces: readonly Literal[]): boolean {
  return interfaces.length > 0 && interfaces.every((each) => isNo(part(each, "associatePublicIpAddress")));
}

function hasPublicAddress(stack: Stack, machine: GraphResource): boolean {
  const { associatePublicIpAddress } = machine.properties;
  if (associatePublicIpAddress !== undefined && !isNo(associatePublicIpAddress)) return true;
  return stack.referring(machine, "aws.ec2.EipAssociation", "aws.ec2.Eip").length > 0;
}

/** Whether an image comes from something other than a resource of a type, or than an id that is written down. */
function isFromElsewhere(stack: Stack, resource: GraphResource, property: string, type: string): boolean {
  const image = resource.properties[property];
  return typeof image !== "string" && stack.referred(resource, property, type).length === 0;
}

/** User data as it is and as it is read by the machine, which takes base64 too. */
function userDataOf({ properties: { userData, userDataBase64 } }: GraphResource): readonly string[] {
  return [userData, userDataBase64].flatMap((text) =>
    typeof text === "string" ? [text, Buffer.from(text, "base64").toString("latin1")] : [],
  );
}
