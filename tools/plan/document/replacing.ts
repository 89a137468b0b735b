import type { ResourceTypeName } from "../../../offline";
import type { ChangedResource } from "./compare";
import type { PlanDocument, PlannedResource } from "./document";
import { TRIGGER } from "./properties";

/** Of the properties that the program sets, those whose change makes the provider (7.48) replace the resource. */
export const REPLACING: Readonly<Record<ResourceTypeName, readonly string[]>> = {
  "aws.ec2.Vpc": ["cidrBlock", "instanceTenancy"],
  "aws.ec2.Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
  "aws.ec2.InternetGateway": [],
  "aws.ec2.RouteTable": ["vpcId"],
  "aws.ec2.RouteTableAssociation": ["subnetId"],
  "aws.ec2.SecurityGroup": ["description", "vpcId"],
  "aws.vpc.SecurityGroupIngressRule": ["securityGroupId"],
  "aws.vpc.SecurityGroupEgressRule": ["securityGroupId"],
  "aws.ec2.DefaultSecurityGroup": ["vpcId"],
  // The program's own options: instanceType, userData.
  "aws.ec2.Instance": [
    "ami",
    "ebsOptimized",
    "instanceType",
    "keyName",
    "rootBlockDevice.encrypted",
    "subnetId",
    "userData",
  ],
  "aws.ec2.NatGateway": ["allocationId", "subnetId"],
  "aws.ec2.Eip": ["domain"],
  "aws.ec2.EipAssociation": ["allocationId", "allowReassociation", "networkInterfaceId"],
  "aws.ec2.Route": ["destinationCidrBlock", "routeTableId"],
  "aws.ec2.VpcEndpoint": ["serviceName", "vpcEndpointType", "vpcId"],
  "pulumi.Stash": [],
  "tls.PrivateKey": ["algorithm", "rsaBits"],
  "aws.ec2.KeyPair": ["publicKey"],
  "tls.SelfSignedCert": ["allowedUses", "dnsNames", "privateKeyPem", "subject", "validityPeriodHours"],
  "aws.iam.ServerCertificate": ["certificateBody", "privateKey"],
  "aws.acm.Certificate": ["domainName", "subjectAlternativeNames", "validationMethod"],
  "aws.acm.CertificateValidation": ["certificateArn", "validationRecordFqdns"],
  "aws.route53.Record": ["name", "zoneId"],
  "aws.ec2.AmiFromInstance": ["snapshotWithoutReboot"],
  "aws.elb.LoadBalancer": ["internal", "name"],
  "aws.elb.LoadBalancerPolicy": ["loadBalancerName", "policyName", "policyTypeName"],
  "aws.elb.ListenerPolicy": ["loadBalancerName"],
  "aws.autoscaling.Group": ["name"],
  "aws.ec2.LaunchTemplate": ["name"],
  "aws.autoscaling.Policy": ["autoscalingGroupName"],
  "aws.s3.Bucket": [],
  "aws.s3.BucketObjectv2": ["bucket", "key"],
  "aws.s3.BucketPublicAccessBlock": ["bucket"],
  "aws.s3.BucketServerSideEncryptionConfiguration": ["bucket"],
  "aws.s3.BucketLifecycleConfiguration": ["bucket"],
  "aws.s3.BucketOwnershipControls": ["bucket"],
  "aws.s3.BucketPolicy": ["bucket"],
  "aws.cloudwatch.LogGroup": [],
  "aws.ec2.FlowLog": [
    ...["iamRoleArn", "logDestination", "logDestinationType", "maxAggregationInterval", "trafficType", "vpcId"],
  ],
  "aws.iam.Role": [],
  "aws.iam.RolePolicy": ["role"],
  "aws.iam.InstanceProfile": [],
  "aws.sns.Topic": [],
  "aws.sns.TopicSubscription": ["endpoint", "protocol", "topic"],
  "aws.cloudwatch.MetricAlarm": ["name"],
};

/**
 * The resources that a deployment replaces: those of which such a property changes, and those that keep the id of one of
 * them in such a property. Values that only AWS knows, such as a newer AMI, may replace more.
 */
export function replacedIn(after: PlanDocument, changed: readonly ChangedResource[]): PlannedResource[] {
  const replaced = new Map<string, PlannedResource>();
  for (const { resource, properties } of changed) {
    const isReplacing = properties.some(({ key }) => key === TRIGGER || propertiesOf(resource).some(isWithin(key)));
    if (isReplacing) replaced.set(resource.key, resource);
  }
  for (let size = -1; size !== replaced.size;) {
    size = replaced.size;
    for (const resource of after.resources) {
      if (!replaced.has(resource.key) && refersToOneOf(replaced, resource)) replaced.set(resource.key, resource);
    }
  }
  return after.resources.filter(({ key }) => replaced.has(key));
}

const propertiesOf = ({ type }: PlannedResource): readonly string[] =>
  (REPLACING as Readonly<Record<string, readonly string[]>>)[type] ?? [];

const isWithin =
  (path: string) =>
  (property: string): boolean =>
    path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`);

function refersToOneOf(replaced: ReadonlyMap<string, PlannedResource>, resource: PlannedResource): boolean {
  const names = resource.dependsOn
    .filter((key) => replaced.has(key))
    .map((key) => key.slice(key.lastIndexOf("::") + 2));
  if (names.length === 0) return false;
  const values = Object.entries(resource.properties)
    .filter(([path]) => propertiesOf(resource).some(isWithin(path)))
    .flatMap(([, value]) => value.split(", "));
  return values.some((value) => names.includes(value));
}
