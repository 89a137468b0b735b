import { isValues, type Value } from "../../../offline";
import type { Look } from "./look";
import { count, UNKNOWN_TEXT, words } from "./words";

/** What people call a type of resource, and what matters about one. */
export interface Kind {
  readonly label: string;
  /** In order of weight; an absent part is left out. */
  readonly parts?: (look: Look) => readonly (string | undefined)[];
  /** The property that names the resource below which this one is shown. */
  readonly below?: string;
  /** Shown without a name: what matters says which one it is. */
  readonly nameless?: boolean;
}

const HOURS_A_DAY = 24;

/** By type, in the order in which they are shown within a component. */
export const KINDS: Readonly<Record<string, Kind>> = {
  "aws.ec2.Vpc": { label: "VPC", parts: (vpc) => [vpc.text("cidrBlock")] },
  "aws.ec2.Subnet": {
    label: "subnet",
    parts: (subnet) => [`${subnet.text("cidrBlock") ?? ""} in ${subnet.text("availabilityZone") ?? "any zone"}`],
  },
  "aws.ec2.InternetGateway": { label: "internet gateway" },
  "aws.ec2.RouteTable": { label: "route table" },
  "aws.ec2.RouteTableAssociation": {
    label: "association",
    nameless: true,
    parts: (one) => [`${one.ref("subnetId") ?? ""} uses ${one.ref("routeTableId") ?? ""}`],
  },
  "aws.ec2.SecurityGroup": { label: "security group" },
  "aws.vpc.SecurityGroupIngressRule": {
    label: "in",
    nameless: true,
    below: "securityGroupId",
    parts: (rule) => [`${ports(rule)} from ${peer(rule)}`],
  },
  "aws.vpc.SecurityGroupEgressRule": {
    label: "out",
    nameless: true,
    below: "securityGroupId",
    parts: (rule) => [`${ports(rule)} to ${peer(rule)}`],
  },
  "aws.ec2.DefaultSecurityGroup": {
    label: "default group",
    parts: (group) => [`${rules(group, "ingress")} in`, `${rules(group, "egress")} out`],
  },
  "aws.ec2.Instance": {
    label: "instance",
    parts: (machine) => [
      machine.text("instanceType"),
      volume(machine, "rootBlockDevice"),
      at("in", machine.ref("subnetId", "aws.ec2.Subnet")),
      at("rules of", machine.role("vpcSecurityGroupIds")),
      machine.value("sourceDestCheck") === false ? "source/destination check off" : undefined,
      at("image", machine.text("ami")),
    ],
  },
  "aws.ec2.NatGateway": { label: "NAT gateway", parts: (nat) => [at("in", nat.ref("subnetId", "aws.ec2.Subnet"))] },
  "aws.ec2.Eip": { label: "Elastic IP", parts: () => [UNKNOWN_TEXT] },
  "aws.ec2.EipAssociation": {
    label: "association",
    nameless: true,
    parts: (one) => [
      `${one.ref("allocationId", "aws.ec2.Eip") ?? ""} to ${one.ref("networkInterfaceId") ?? one.ref("instanceId") ?? ""}`,
    ],
  },
  "aws.ec2.Route": {
    label: "route",
    nameless: true,
    parts: (route) => [
      `${route.text("destinationCidrBlock") ?? ""} → ${target(route)}`,
      at("in", route.ref("routeTableId", "aws.ec2.RouteTable")),
    ],
  },
  "aws.ec2.VpcEndpoint": {
    label: "VPC endpoint",
    parts: (endpoint) => [
      endpoint.text("vpcEndpointType"),
      endpoint.text("serviceName"),
      at("for", endpoint.ref("routeTableIds", "aws.ec2.RouteTable")),
    ],
  },
  "pulumi.Stash": { label: "kept value", parts: (stash) => [stash.text("input")] },
  "tls.PrivateKey": {
    label: "private key",
    parts: (key) => [[key.text("algorithm"), key.text("rsaBits")].filter(Boolean).join(" "), "[secret]"],
  },
  "aws.ec2.KeyPair": { label: "key pair", parts: (key) => [at("public key", key.text("publicKey"))] },
  "tls.SelfSignedCert": {
    label: "self-signed",
    parts: (cert) => [cert.text("subject.commonName"), at("for", cert.text("dnsNames")), days(cert)],
  },
  "aws.iam.ServerCertificate": {
    label: "certificate",
    parts: (cert) => [cert.ref("certificateBody", "tls.SelfSignedCert"), "private key [secret]"],
  },
  "aws.ec2.AmiFromInstance": { label: "image", parts: (image) => [at("of", image.ref("sourceInstanceId"))] },
  "aws.elb.LoadBalancer": {
    label: "load balancer",
    parts: (elb) => [
      elb.value("internal") === true ? "internal" : "internet-facing",
      ...elb.items("listeners").map(listener),
      at("in", elb.ref("subnets", "aws.ec2.Subnet")),
      at("rules of", elb.role("securityGroups")),
      at("health check", elb.text("healthCheck.target")),
      elb.value("accessLogs") === undefined ? undefined : at("logs in", elb.ref("accessLogs", "aws.s3.Bucket")),
    ],
  },
  "aws.elb.LoadBalancerPolicy": { label: "TLS policy", parts: (policy) => [policy.text("policyAttributes[0].value")] },
  "aws.elb.ListenerPolicy": {
    label: "listener policy",
    parts: (policy) => [`${policy.text("policyNames") ?? ""} on ${policy.text("loadBalancerPort") ?? ""}`],
  },
  "aws.autoscaling.Group": {
    label: "auto scaling",
    parts: (group) => [
      `${group.text("minSize") ?? ""}..${group.text("maxSize") ?? ""} servers`,
      at("in", group.ref("vpcZoneIdentifiers", "aws.ec2.Subnet")),
      at("behind", group.ref("loadBalancers", "aws.elb.LoadBalancer")),
      at("health check", group.text("healthCheckType")),
    ],
  },
  "aws.ec2.LaunchTemplate": {
    label: "launch template",
    parts: (template) => [
      template.text("instanceType"),
      volume(template, "blockDeviceMappings[0].ebs"),
      template.text("networkInterfaces[0].associatePublicIpAddress") === "false" ? "no public address" : undefined,
      at("rules of", template.role("networkInterfaces") ?? template.role("vpcSecurityGroupIds")),
      at("from", template.ref("imageId", "aws.ec2.AmiFromInstance")),
    ],
  },
  "aws.autoscaling.Policy": {
    label: "scaling policy",
    parts: (policy) => {
      const tracking = "targetTrackingConfiguration";
      const metric = policy.text(`${tracking}.predefinedMetricSpecification.predefinedMetricType`);
      return [`keeps ${metric ?? "its metric"} at ${policy.text(`${tracking}.targetValue`) ?? UNKNOWN_TEXT}`];
    },
  },
  "aws.s3.Bucket": { label: "bucket" },
  "aws.s3.BucketPublicAccessBlock": { label: "public access", parts: () => ["blocked"] },
  "aws.s3.BucketServerSideEncryptionConfiguration": {
    label: "encryption",
    parts: (one) => [one.text("rules[0].applyServerSideEncryptionByDefault.sseAlgorithm")],
  },
  "aws.s3.BucketLifecycleConfiguration": {
    label: "expiry",
    parts: (one) => [`after ${one.text("rules[0].expiration.days") ?? ""} days`],
  },
  "aws.s3.BucketOwnershipControls": { label: "ownership", parts: (one) => [one.text("rule.objectOwnership")] },
  "aws.s3.BucketPolicy": { label: "bucket policy", parts: (policy) => [policy.text("policy")] },
  "aws.cloudwatch.LogGroup": {
    label: "log group",
    parts: (group) => [
      group.value("retentionInDays") === undefined
        ? "kept for ever"
        : `kept for ${group.text("retentionInDays") ?? ""} days`,
    ],
  },
  "aws.ec2.FlowLog": {
    label: "flow log",
    parts: (log) => [at("traffic", log.text("trafficType")), at("of", log.ref("vpcId", "aws.ec2.Vpc"))],
  },
  "aws.iam.Role": { label: "role", parts: (role) => [role.text("description")] },
  "aws.iam.RolePolicy": { label: "role policy", parts: (policy) => [at("of", policy.ref("role", "aws.iam.Role"))] },
  "aws.iam.RolePolicyAttachment": { label: "role policy", parts: (one) => [one.text("policyArn")] },
  "aws.iam.InstanceProfile": { label: "instance profile", parts: (profile) => [at("of", profile.ref("role"))] },
  "aws.sns.Topic": { label: "topic" },
  "aws.sns.TopicSubscription": { label: "subscription", parts: (one) => [one.text("protocol"), one.text("endpoint")] },
  "aws.cloudwatch.MetricAlarm": { label: "alarm", parts: (alarm) => [alarm.text("alarmDescription")] },
};

/** Whoever may be anywhere. */
const WORLD = "0.0.0.0/0";

/** `tcp 80`, `tcp 8000-8080`, `ping`, `everything` */
export function ports(rule: Look): string {
  const protocol = rule.text("ipProtocol") ?? "";
  const [from, to] = [rule.text("fromPort"), rule.text("toPort")];
  if (protocol === "-1") return "everything";
  if (protocol === "icmp") return from === "8" ? "ping" : `icmp type ${from ?? "any"}`;
  return from === to ? `${protocol} ${from ?? ""}` : `${protocol} ${from ?? ""}-${to ?? ""}`;
}

/** Whom a security group rule speaks of. */
export function peer(rule: Look): string {
  const range = rule.text("cidrIpv4") ?? rule.text("cidrIpv6");
  if (range !== undefined) return range === WORLD || range === "::/0" ? `anyone (${range})` : range;
  if (rule.value("prefixListId") !== undefined) return rule.ref("prefixListId", "aws.ec2.VpcEndpoint") ?? "";
  return rule.role("referencedSecurityGroupId") ?? "nobody";
}

function at(word: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${word} ${text}`;
}

function rules(group: Look, property: string): string {
  const { length } = group.items(property);
  return length === 0 ? "nothing" : count(length, "rule");
}

function volume(machine: Look, path: string): string | undefined {
  const size = machine.text(`${path}.volumeSize`);
  if (size === undefined) return undefined;
  const encrypted = machine.text(`${path}.encrypted`) === "true" ? " encrypted" : " not encrypted";
  return `${size} GiB ${machine.text(`${path}.volumeType`) ?? ""}${encrypted}`;
}

function target(route: Look): string {
  const properties = ["gatewayId", "natGatewayId", "networkInterfaceId", "vpcEndpointId"];
  return properties.map((property) => route.ref(property)).find((text) => text !== undefined) ?? "nowhere";
}

function listener(value: Value): string {
  if (!isValues(value)) return words(value);
  const of = (key: string): string => words(value[key] ?? "");
  return `${of("lbProtocol")} ${of("lbPort")} → ${of("instanceProtocol")} ${of("instancePort")}`;
}

function days(cert: Look): string {
  const hours = cert.value("validityPeriodHours");
  return `valid for ${typeof hours === "number" ? count(hours / HOURS_A_DAY, "day") : UNKNOWN_TEXT}`;
}
