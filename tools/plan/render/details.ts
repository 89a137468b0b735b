import { isValues, shortType, type ResourceTypeName, type Value } from "../../../offline";
import type { ResourceView } from "../resource-view";
import { count, fileSize, UNKNOWN_TEXT, words } from "../words";

/** What a plan says about a resource, the most important first. An undefined part is left out. */
type Details = (resource: ResourceView) => readonly (string | undefined)[];

const HOURS_A_DAY = 24;

const DETAILS: Readonly<Partial<Record<ResourceTypeName, Details>>> = {
  "aws.ec2.Vpc": (vpc) => [vpc.text("cidrBlock")],
  "aws.ec2.Subnet": (subnet) => [
    `${subnet.text("cidrBlock") ?? ""} in ${subnet.text("availabilityZone") ?? "any zone"}`,
  ],
  "aws.ec2.RouteTableAssociation": (one) => [`${one.ref("subnetId") ?? ""} uses ${one.ref("routeTableId") ?? ""}`],
  "aws.vpc.SecurityGroupIngressRule": (rule) => [`${ports(rule)} from ${peer(rule)}`],
  "aws.vpc.SecurityGroupEgressRule": (rule) => [`${ports(rule)} to ${peer(rule)}`],
  "aws.ec2.DefaultSecurityGroup": (group) => [`${rules(group, "ingress")} in`, `${rules(group, "egress")} out`],
  "aws.ec2.Instance": (instance) => [
    instance.text("instanceType"),
    volume(instance, "rootBlockDevice"),
    at("in", instance.ref("subnetId", "aws.ec2.Subnet")),
    at("security group", instance.role("vpcSecurityGroupIds")),
    instance.value("sourceDestCheck") === false ? "source/destination check off" : undefined,
    at("AMI", instance.text("ami")),
  ],
  "aws.ec2.NatGateway": (nat) => [at("in", nat.ref("subnetId", "aws.ec2.Subnet"))],
  "aws.ec2.Eip": () => [UNKNOWN_TEXT],
  "aws.ec2.EipAssociation": (one) => [
    `${one.ref("allocationId", "aws.ec2.Eip") ?? ""} to ${one.ref("networkInterfaceId") ?? one.ref("instanceId") ?? ""}`,
  ],
  "aws.ec2.Route": (route) => [
    `${route.text("destinationCidrBlock") ?? ""} → ${routeTarget(route)}`,
    at("in", route.ref("routeTableId", "aws.ec2.RouteTable")),
  ],
  "aws.ec2.VpcEndpoint": (endpoint) => [
    endpoint.text("vpcEndpointType"),
    endpoint.text("serviceName"),
    at("for", endpoint.ref("routeTableIds", "aws.ec2.RouteTable")),
  ],
  "pulumi.Stash": (stash) => [stash.text("input")],
  "tls.PrivateKey": (key) => [[key.text("algorithm"), key.text("rsaBits")].filter(Boolean).join(" "), "[secret]"],
  "aws.ec2.KeyPair": (key) => [at("public key", key.text("publicKey"))],
  "tls.SelfSignedCert": (cert) => [cert.text("subject.commonName"), at("for", cert.text("dnsNames")), days(cert)],
  "aws.iam.ServerCertificate": (cert) => [cert.ref("certificateBody", "tls.SelfSignedCert"), "private key [secret]"],
  "aws.acm.Certificate": (cert) => [at("for", names(cert))],
  "aws.acm.CertificateValidation": (one) => [at("of", one.ref("certificateArn", "aws.acm.Certificate"))],
  "aws.route53.Record": (record) => [
    `${record.text("type") ?? ""} in zone ${record.text("zoneId") ?? ""}`,
    record.value("aliases") === undefined ? undefined : at("to", record.ref("aliases", "aws.elb.LoadBalancer")),
  ],
  "aws.ec2.AmiFromInstance": (image) => [at("of", image.ref("sourceInstanceId"))],
  "aws.elb.LoadBalancer": (elb) => [
    elb.value("internal") === true ? "internal" : "internet-facing",
    ...elb.items("listeners").map(listener),
    at("in", elb.ref("subnets", "aws.ec2.Subnet")),
    at("security group", elb.role("securityGroups")),
    at("health check", elb.text("healthCheck.target")),
    elb.value("accessLogs") === undefined ? undefined : at("logs in", elb.ref("accessLogs", "aws.s3.Bucket")),
  ],
  "aws.elb.LoadBalancerPolicy": (policy) => [
    policy.text("policyTypeName") === "LBCookieStickinessPolicyType"
      ? `cookie for ${policy.text("policyAttributes[0].value") ?? ""} s`
      : policy.text("policyAttributes[0].value"),
  ],
  "aws.elb.ListenerPolicy": (policy) => [
    `${policy.text("policyNames") ?? ""} on ${policy.text("loadBalancerPort") ?? ""}`,
  ],
  "aws.autoscaling.Group": (group) => [
    servers(group),
    at("in", group.ref("vpcZoneIdentifiers", "aws.ec2.Subnet")),
    at("behind", group.ref("loadBalancers", "aws.elb.LoadBalancer")),
    at("health check", group.text("healthCheckType")),
  ],
  "aws.ec2.LaunchTemplate": (template) => [
    template.text("instanceType"),
    volume(template, "blockDeviceMappings[0].ebs"),
    template.text("networkInterfaces[0].associatePublicIpAddress") === "false" ? "no public IPv4 address" : undefined,
    at("security group", template.role("networkInterfaces") ?? template.role("vpcSecurityGroupIds")),
    at("from", template.ref("imageId", "aws.ec2.AmiFromInstance")),
  ],
  "aws.autoscaling.Policy": (policy) => {
    const tracking = "targetTrackingConfiguration";
    const metric = policy.text(`${tracking}.predefinedMetricSpecification.predefinedMetricType`);
    return [`keeps ${metric ?? "its metric"} at ${policy.text(`${tracking}.targetValue`) ?? UNKNOWN_TEXT}`];
  },
  "aws.s3.BucketObjectv2": (object) => [
    object.text("key"),
    count(Number(object.text("metadata.files")), "file"),
    fileSize(Number(object.text("metadata.bytes"))),
  ],
  "aws.s3.BucketPublicAccessBlock": () => ["blocked"],
  "aws.s3.BucketServerSideEncryptionConfiguration": (one) => [
    one.text("rules[0].applyServerSideEncryptionByDefault.sseAlgorithm"),
  ],
  "aws.s3.BucketLifecycleConfiguration": (one) => [
    at("after", inDays(one.text("rules[0].expiration.days"))) ??
      at("incomplete uploads after", inDays(one.text("rules[0].abortIncompleteMultipartUpload.daysAfterInitiation"))),
  ],
  "aws.s3.BucketOwnershipControls": (one) => [one.text("rule.objectOwnership")],
  "aws.s3.BucketPolicy": (policy) => [policy.text("policy")],
  "aws.cloudwatch.LogGroup": (group) => [
    group.value("retentionInDays") === undefined
      ? "never expires"
      : `retention ${group.text("retentionInDays") ?? ""} days`,
  ],
  "aws.ec2.FlowLog": (log) => [at("traffic", log.text("trafficType")), at("of", log.ref("vpcId", "aws.ec2.Vpc"))],
  "aws.iam.Role": (role) => [role.text("description")],
  "aws.iam.RolePolicy": (policy) => [at("of", policy.ref("role", "aws.iam.Role"))],
  "aws.iam.InstanceProfile": (profile) => [at("of", profile.ref("role"))],
  "aws.sns.TopicSubscription": (one) => [one.text("protocol"), one.text("endpoint")],
  "aws.cloudwatch.MetricAlarm": (alarm) => [alarm.text("alarmDescription")],
};

/** The details of a resource that are known, the most important first. */
export function detailsOf(type: string, resource: ResourceView): string[] {
  const details = (DETAILS as Readonly<Record<string, Details | undefined>>)[shortType(type)];
  return (details?.(resource) ?? []).filter((part): part is string => part !== undefined && part !== "");
}

/** `tcp 80`, `tcp 8000-8080`, `ping`, `everything` */
function ports(rule: ResourceView): string {
  const protocol = rule.text("ipProtocol") ?? "";
  const [from, to] = [rule.text("fromPort"), rule.text("toPort")];
  if (protocol === "-1") return "everything";
  if (protocol === "icmp") return from === "8" ? "ping" : `icmp type ${from ?? "any"}`;
  return from === to ? `${protocol} ${from ?? ""}` : `${protocol} ${from ?? ""}-${to ?? ""}`;
}

function peer(rule: ResourceView): string {
  const range = rangeOf(rule);
  if (range !== undefined) return isInternet(rule) ? `the internet (${range})` : range;
  if (rule.value("prefixListId") !== undefined) return rule.ref("prefixListId", "aws.ec2.VpcEndpoint") ?? "";
  return rule.role("referencedSecurityGroupId") ?? "none";
}

/** Whether a security group rule's source or destination is the internet. */
function isInternet(rule: ResourceView): boolean {
  return ["0.0.0.0/0", "::/0"].includes(rangeOf(rule) ?? "");
}

function rangeOf(rule: ResourceView): string | undefined {
  return rule.text("cidrIpv4") ?? rule.text("cidrIpv6");
}

function at(word: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${word} ${text}`;
}

function inDays(number: string | undefined): string | undefined {
  return number === undefined ? undefined : `${number} days`;
}

function rules(group: ResourceView, property: string): string {
  const { length } = group.items(property);
  return length === 0 ? "nothing" : count(length, "rule");
}

function servers(group: ResourceView): string {
  const [min, max] = [group.text("minSize") ?? "", group.text("maxSize") ?? ""];
  return min === max ? count(Number(max), "server") : `${min} to ${max} servers`;
}

function names(cert: ResourceView): string {
  return [cert.text("domainName"), cert.text("subjectAlternativeNames")].filter(Boolean).join(", ");
}

function volume(instance: ResourceView, path: string): string | undefined {
  const size = instance.text(`${path}.volumeSize`);
  if (size === undefined) return undefined;
  const encrypted = instance.text(`${path}.encrypted`) === "true" ? " encrypted" : " not encrypted";
  return `${size} GiB ${instance.text(`${path}.volumeType`) ?? ""}${encrypted}`;
}

/** Where a route leads. */
export function routeTarget(route: ResourceView): string {
  const properties = ["gatewayId", "natGatewayId", "networkInterfaceId", "vpcEndpointId"];
  return properties.map((property) => route.ref(property)).find((text) => text !== undefined) ?? "nowhere";
}

function listener(value: Value): string {
  if (!isValues(value)) return words(value);
  const of = (key: string): string => words(value[key] ?? "");
  return `${of("lbProtocol").toUpperCase()} ${of("lbPort")} → ${of("instanceProtocol").toUpperCase()} ${of("instancePort")}`;
}

function days(cert: ResourceView): string {
  const hours = cert.value("validityPeriodHours");
  return `valid for ${typeof hours === "number" ? count(hours / HOURS_A_DAY, "day") : UNKNOWN_TEXT}`;
}
