import { NOT_KNOWN } from "../../../policy/graph";
import { add, all, another, change, link, set, setIn, without, type Change, type Ground } from "../support/plant";

/** A small mistake, and the one rule that is meant to notice it. */
export interface Planted {
  readonly what: string;
  readonly rule: string;
  readonly change: Change;
  /** @default "stg" */
  readonly in?: Ground;
}

const INGRESS = "aws.vpc.SecurityGroupIngressRule";
const EGRESS = "aws.vpc.SecurityGroupEgressRule";
const GROUP = "aws.ec2.SecurityGroup";
const INSTANCE = "aws.ec2.Instance";
const TEMPLATE = "aws.ec2.LaunchTemplate";
const BALANCER = "aws.elb.LoadBalancer";
const SCALING = "aws.autoscaling.Group";

const FROM_BALANCER = "access-web-from-loadbalancer";
const TO_WEB = "access-loadbalancer-to-web";
const FROM_ADMINS = "access-bastion-from-admin";
const NAT_IN = "access-nat-from-private-10.0.1.0/24-tcp443";

const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";
const IMDS = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 };

/** A rule like another for a range instead of a group. */
function byRange(name: string, cidrIpv4: string, more: Readonly<Record<string, string | number>> = {}): Change {
  return all(
    another(INGRESS, name, { cidrIpv4, referencedSecurityGroupId: undefined, ...more }),
    change(INGRESS, `${name}-tcp80-too`, ({ references }) => ({
      references: { ...references, referencedSecurityGroupId: [] },
    })),
  );
}

const instanceRule = (what: string, rule: string, made: Change, ground?: Ground): Planted => ({
  what,
  rule,
  change: made,
  ...(ground === undefined ? {} : { in: ground }),
});

/** Small mistakes, each of which breaks one rule. */
export const PLANTED: readonly Planted[] = [
  // Security groups
  ...[
    ["the whole world", { cidrIpv4: "0.0.0.0/0" }],
    ["the whole world by IPv6", { cidrIpv4: undefined, cidrIpv6: "::/0" }],
    ["half of the world", { cidrIpv4: "0.0.0.0/1" }],
    ["the other half of the world", { cidrIpv4: "128.0.0.0/1" }],
    ["a provider's whole network", { cidrIpv4: "203.0.0.0/16" }],
  ].map(([who, properties]): Planted => ({
    what: `SSH to the bastion is open to ${who as string}`,
    rule: "open-only-at-load-balancer",
    change: set(INGRESS, FROM_ADMINS, properties as Record<string, string | undefined>),
    in: "stg with a bastion",
  })),
  {
    what: "a database's port of the web servers is open to the world",
    rule: "open-only-at-load-balancer",
    change: byRange(FROM_BALANCER, "0.0.0.0/0", { fromPort: 3306, toPort: 3306 }),
  },
  {
    what: "web servers let in the VPC's range instead of the load balancer's group",
    rule: "web-servers-name-groups",
    change: byRange(FROM_BALANCER, "10.0.0.0/16"),
  },
  {
    what: "the load balancer's group lets in SSH",
    rule: "load-balancer-takes-web",
    change: another(INGRESS, "access-loadbalancer-from-anyone-tcp80", { fromPort: 22, toPort: 22 }),
  },
  {
    what: "a rule is for all protocols",
    rule: "no-all-protocols",
    change: set(EGRESS, "access-web-to-anyone-tcp443", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
  },
  {
    what: "a rule is for all ports",
    rule: "one-port-per-rule",
    change: set(EGRESS, "access-web-to-anyone-tcp443", { fromPort: 0, toPort: 65_535 }),
  },
  {
    what: "a rule is for all of ICMP",
    rule: "one-port-per-rule",
    change: set(EGRESS, "access-web-to-anyone-ping", { fromPort: -1, toPort: -1 }),
  },
  {
    what: "web servers may send mail to anyone",
    rule: "out-only-web-and-ping",
    change: another(EGRESS, "access-web-to-anyone-tcp443", { fromPort: 25, toPort: 25 }),
  },
  {
    what: "the load balancer may send to the whole VPC",
    rule: "load-balancer-sends-to-web",
    change: all(
      another(EGRESS, TO_WEB, { cidrIpv4: "10.0.0.0/16", referencedSecurityGroupId: undefined }),
      change(EGRESS, `${TO_WEB}-tcp80-too`, ({ references }) => ({
        references: { ...references, referencedSecurityGroupId: [] },
      })),
    ),
  },
  {
    what: "a rule says not what it is for",
    rule: "described",
    change: set(INGRESS, NAT_IN, { description: undefined }),
  },
  {
    what: "a group's description has letters that AWS does not take",
    rule: "described",
    change: set(GROUP, "access-web", { description: "Web servers → everything" }),
  },
  {
    what: "a group holds rules itself",
    rule: "rules-are-resources",
    // The NAT's, to which nobody else gets.
    change: set(GROUP, "access-loadbalancer", { egress: [{ protocol: "tcp", fromPort: 80, toPort: 80 }] }),
  },
  { what: "nothing has a group", rule: "nothing-unused", change: another(GROUP, "access-web") },
  { what: "nothing has an Elastic IP", rule: "nothing-unused", change: another("aws.ec2.Eip", "nat-instance") },
  // Reachability
  {
    what: "the load balancer hands HTTPS on to SSH of the web servers",
    rule: "web-servers-behind-load-balancer",
    change: all(
      set(BALANCER, "", {
        listeners: [
          { instancePort: 22, instanceProtocol: "tcp", lbPort: 443, lbProtocol: "ssl", sslCertificateId: NOT_KNOWN },
        ],
      }),
      set(INGRESS, FROM_BALANCER, { fromPort: 22, toPort: 22 }),
      set(EGRESS, TO_WEB, { fromPort: 22, toPort: 22 }),
    ),
  },
  {
    what: "web servers let in an office",
    rule: "web-servers-name-groups",
    change: byRange(FROM_BALANCER, "203.0.113.0/24"),
  },
  {
    what: "an office reaches the NAT instance",
    rule: "nat-closed",
    change: another(INGRESS, NAT_IN, { cidrIpv4: "203.0.113.0/24", fromPort: 22, toPort: 22 }),
  },
  {
    what: "admins reach a web page on the bastion",
    rule: "bastion-takes-ssh",
    change: another(INGRESS, FROM_ADMINS, { fromPort: 443, toPort: 443 }),
    in: "stg with a bastion",
  },
  {
    what: "the NAT instance may log in to web servers",
    rule: "inside-as-meant",
    change: all(
      another(
        INGRESS,
        FROM_BALANCER,
        { fromPort: 22, toPort: 22 },
        { referencedSecurityGroupId: [GROUP, "access-nat"] },
      ),
      another(EGRESS, "access-nat-to-anyone-tcp443", { cidrIpv4: "10.0.1.0/24", fromPort: 22, toPort: 22 }),
    ),
  },
  {
    what: "web servers may reach each other",
    rule: "inside-as-meant",
    change: another(INGRESS, FROM_BALANCER, {}, { referencedSecurityGroupId: [GROUP, "access-web"] }),
  },
  {
    what: "a resource is of a type that the analysis knows nothing of",
    rule: "reachability-is-clear",
    change: add("aws.ec2.VpcPeeringConnection"),
  },
  // The network
  {
    what: "the default group has a rule",
    rule: "default-group-empty",
    change: set("aws.ec2.DefaultSecurityGroup", "", {
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    }),
    in: "prod",
  },
  {
    what: "the default group is left as AWS made it",
    rule: "default-group-empty",
    change: without("aws.ec2.DefaultSecurityGroup"),
  },
  {
    what: "something is made in the account's default VPC",
    rule: "own-vpc",
    change: set(INSTANCE, "web", { subnetId: undefined }),
    in: "prod",
  },
  {
    what: "a subnet gives public addresses",
    rule: "subnets-give-no-public-address",
    change: set("aws.ec2.Subnet", "vpc-public-1a", { mapPublicIpOnLaunch: true }),
  },
  {
    what: "a private table has a second route to the internet gateway",
    rule: "web-servers-in-private-subnets",
    change: another(
      "aws.ec2.Route",
      "vpc-public-default",
      { destinationCidrBlock: "203.0.113.0/24" },
      { routeTableId: ["aws.ec2.RouteTable", "vpc-private-1a"] },
    ),
  },
  {
    what: "web servers run in the public subnet",
    rule: "web-servers-in-private-subnets",
    change: link(SCALING, "", "vpcZoneIdentifiers", ["aws.ec2.Subnet", "vpc-public-1a"]),
  },
  {
    what: "all web servers of prod stand in one zone",
    rule: "two-zones",
    change: all(
      set(SCALING, "", { vpcZoneIdentifiers: [NOT_KNOWN] }),
      link(SCALING, "", "vpcZoneIdentifiers", ["aws.ec2.Subnet", "vpc-private-1a"]),
    ),
    in: "prod",
  },
  { what: "prod keeps no flow logs", rule: "flow-logs", change: without("aws.ec2.FlowLog"), in: "prod" },
  {
    what: "flow logs tell only what was let through",
    rule: "flow-logs",
    change: set("aws.ec2.FlowLog", "", { trafficType: "ACCEPT" }),
    in: "prod",
  },
  {
    what: "flow logs are kept for ever",
    rule: "flow-logs",
    change: set("aws.cloudwatch.LogGroup", "", { retentionInDays: undefined }),
    in: "prod",
  },
  {
    what: "a table has two default routes",
    rule: "reachability-is-clear",
    change: another("aws.ec2.Route", "nat-private-default-1a"),
    in: "prod",
  },
  {
    what: "prod goes out through a NAT instance",
    rule: "nat-gateway",
    change: all(
      another(
        INSTANCE,
        "web",
        { sourceDestCheck: false, monitoring: true },
        { subnetId: ["aws.ec2.Subnet", "vpc-public-1a"] },
      ),
      link("aws.ec2.Route", "nat-private-default-1a", "natGatewayId"),
      link("aws.ec2.Route", "nat-private-default-1a", "networkInterfaceId", [INSTANCE, "web-too"]),
    ),
    in: "prod",
  },
  { what: "there is a network ACL", rule: "no-network-acl", change: add("aws.ec2.NetworkAcl") },
  // Machines
  ...(
    [
      ["web server's template", TEMPLATE, ""],
      ["NAT instance", INSTANCE, "nat-instance"],
      ["build machine", INSTANCE, "web"],
    ] as const
  ).flatMap(([what, type, name]) => [
    instanceRule(
      `the ${what} takes IMDSv1`,
      "imdsv2",
      setIn(type, name, "metadataOptions", { httpTokens: "optional" }),
    ),
    instanceRule(
      `metadata of the ${what} goes two hops`,
      "imds-one-hop",
      setIn(type, name, "metadataOptions", { httpPutResponseHopLimit: 2 }),
    ),
    instanceRule(`the ${what} is not EBS-optimized`, "ebs-optimized", set(type, name, { ebsOptimized: undefined })),
  ]),
  instanceRule(
    "whether the metadata service is on is not written down",
    "imdsv2",
    set(TEMPLATE, "", { metadataOptions: { httpTokens: IMDS.httpTokens, httpPutResponseHopLimit: 1 } }),
  ),
  instanceRule(
    "a root volume is not encrypted",
    "encrypted-volumes",
    setIn(INSTANCE, "web", "rootBlockDevice", { encrypted: false }),
  ),
  instanceRule(
    "whether volumes of web servers are encrypted is left to the image",
    "encrypted-volumes",
    set(TEMPLATE, "", { blockDeviceMappings: [] }),
  ),
  instanceRule(
    "a second volume is not encrypted",
    "encrypted-volumes",
    set(INSTANCE, "nat-instance", { ebsBlockDevices: [{ deviceName: "/dev/sdb", volumeSize: 8 }] }),
  ),
  instanceRule(
    "web servers get public addresses",
    "no-public-address",
    set(TEMPLATE, "", { networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [NOT_KNOWN] }] }),
  ),
  instanceRule(
    "the build machine gets a public address",
    "no-public-address",
    set(INSTANCE, "web", { associatePublicIpAddress: true }),
  ),
  instanceRule(
    "the build machine gets an Elastic IP",
    "no-public-address",
    all(
      another("aws.ec2.Eip", "nat-instance"),
      another(
        "aws.ec2.EipAssociation",
        "nat-instance",
        {},
        {
          allocationId: ["aws.ec2.Eip", "nat-instance-1a-too"],
          networkInterfaceId: [INSTANCE, "web"],
        },
      ),
    ),
  ),
  instanceRule(
    "the build machine's source/destination check is off",
    "source-destination-check",
    set(INSTANCE, "web", { sourceDestCheck: false }),
  ),
  ...[
    `#!/bin/bash\nexport AWS_ACCESS_KEY_ID=AKIA${"Z".repeat(16)}\n`,
    "#!/bin/bash\nDB_PASSWORD='correct horse battery staple'\n",
    `#!/bin/bash\ncat > key.pem <<'END'\n${KEY}END\n`,
  ].map((userData, index) =>
    instanceRule(
      `a secret stands in user data (${index + 1})`,
      "no-secrets-in-user-data",
      set(INSTANCE, "web", { userData }),
    ),
  ),
  instanceRule(
    "a secret stands in user data of the template",
    "no-secrets-in-user-data",
    set(TEMPLATE, "", { userData: Buffer.from("#!/bin/bash\napi_key=0123456789abcdef\n").toString("base64") }),
  ),
  instanceRule(
    "the NAT instance starts from whatever image is the newest",
    "kept-image",
    all(set(INSTANCE, "nat-instance", { ami: NOT_KNOWN }), link(INSTANCE, "nat-instance", "ami")),
  ),
  instanceRule(
    "web servers start from Amazon's image",
    "kept-image",
    link(TEMPLATE, "", "imageId", ["pulumi.Stash", "amazon-linux"]),
  ),
  instanceRule(
    "the bastion has a role",
    "no-role-on-public-machines",
    set(INSTANCE, "bastion", { iamInstanceProfile: "admin" }),
    "stg with a bastion",
  ),
  instanceRule(
    "web servers of prod are measured every five minutes",
    "detailed-monitoring",
    set(TEMPLATE, "", { monitoring: { enabled: false } }),
    "prod",
  ),
  {
    what: "machines of the group bear no tags",
    rule: "launch-template",
    change: set(SCALING, "", { tags: [] }),
  },
  // Load balancer
  {
    what: "HTTPS takes TLS 1.0",
    rule: "tls-1-2",
    change: set("aws.elb.LoadBalancerPolicy", "", {
      policyAttributes: [{ name: "Reference-Security-Policy", value: "ELBSecurityPolicy-2016-08" }],
    }),
  },
  {
    what: "the HTTPS listener is left to AWS's default policy",
    rule: "tls-1-2",
    change: without("aws.elb.ListenerPolicy"),
  },
  { what: "requests are cut off", rule: "drains", change: set(BALANCER, "", { connectionDraining: undefined }) },
  {
    what: "ambiguous requests are passed on",
    rule: "drains",
    change: set(BALANCER, "", { desyncMitigationMode: "monitor" }),
  },
  {
    what: "the group keeps machines that do not answer",
    rule: "health-check",
    change: set(SCALING, "", { healthCheckType: "EC2" }),
  },
  {
    what: "prod writes no access logs",
    rule: "access-logs",
    change: set(BALANCER, "", { accessLogs: undefined }),
    in: "prod",
  },
  {
    what: "prod's load balancer is not protected",
    rule: "must-outlive-mistakes",
    change: change(BALANCER, "", () => ({ protected: false })),
    in: "prod",
  },
  // Buckets
  {
    what: "access logs may be made public",
    rule: "bucket-private",
    change: set("aws.s3.BucketPublicAccessBlock", "", { blockPublicPolicy: false }),
    in: "prod",
  },
  {
    what: "access logs are kept for ever",
    rule: "bucket-expires",
    change: without("aws.s3.BucketLifecycleConfiguration"),
    in: "prod",
  },
  {
    what: "access control lists are on",
    rule: "bucket-without-acls",
    change: set("aws.s3.BucketOwnershipControls", "", { rule: { objectOwnership: "BucketOwnerPreferred" } }),
    in: "prod",
  },
  {
    what: "a bucket says nothing of encryption",
    rule: "bucket-encrypted",
    change: without("aws.s3.BucketServerSideEncryptionConfiguration"),
    in: "prod",
  },
  {
    what: "a bucket answers over plain HTTP",
    rule: "bucket-over-tls",
    change: set("aws.s3.BucketPolicy", "", { policy: '{"Statement":[]}' }),
    in: "prod",
  },
  // Keys
  {
    what: "a private key is an output",
    rule: "no-key-outputs",
    change: set("pulumi.Stack", "", { certificateKey: KEY }),
  },
  {
    what: "the SSH key is a plain output",
    rule: "no-key-outputs",
    change: change("pulumi.Stack", "", () => ({ secrets: [] })),
  },
  {
    what: "a private key is a tag",
    rule: "no-plain-keys",
    change: set("aws.ec2.Vpc", "", { tags: { Name: "vpc", Key: KEY } }),
  },
  {
    what: "the certificate's key is not secret",
    rule: "private-keys-are-secret",
    change: change("aws.iam.ServerCertificate", "", ({ properties }) => ({
      secrets: [],
      properties: { ...properties, privateKey: "not in PEM" },
    })),
    in: "stg, deployed",
  },
  { what: "a key is short", rule: "strong-keys", change: set("tls.PrivateKey", "certificate", { rsaBits: 1024 }) },
  {
    what: "a certificate is valid for a hundred years",
    rule: "certificate-ends",
    change: set("tls.SelfSignedCert", "", { validityPeriodHours: 876_000 }),
  },
  {
    what: "a role may do everything",
    rule: "roles-narrow",
    change: set("aws.iam.RolePolicy", "", {
      policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    }),
    in: "prod",
  },
  {
    what: "everybody may take a role",
    rule: "roles-narrow",
    change: set("aws.iam.Role", "", {
      assumeRolePolicy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      }),
    }),
    in: "prod",
  },
];
