import { at, input, Secret, type Deployment } from "../../support";
import { changes, without } from "../../support/names";
import { rulesOf } from "../../support/rules";
import { variant } from "../../support/variants";
import { variants } from "./variants";

const INGRESS = "SecurityGroupIngressRule";
const EGRESS = "SecurityGroupEgressRule";

function outputChanges(before: Deployment, after: Deployment): { made: string[]; gone: string[] } {
  const [all, now] = [Object.keys(before.outputs), Object.keys(after.outputs)];
  return { made: without(now, all).sort(), gone: without(all, now).sort() };
}

const NAT_INSTANCE = [
  "Eip nat-instance-1a",
  "EipAssociation nat-instance-1a",
  "Instance nat-instance-1a",
  "MetricAlarm nat-instance-1a-reboot",
];
const NAT_MEMORY = "Stash nat-instance-1a-last-broken";

const NAT_INSTANCE_RULES = [
  `${EGRESS} access-nat-to-anyone-ping`,
  `${EGRESS} access-nat-to-anyone-tcp443`,
  `${EGRESS} access-nat-to-anyone-tcp80`,
  `${INGRESS} access-nat-from-private-10.0.1.0/24-ping`,
  `${INGRESS} access-nat-from-private-10.0.1.0/24-tcp443`,
  `${INGRESS} access-nat-from-private-10.0.1.0/24-tcp80`,
];

describe("Switching", () => {
  let stg: Deployment;

  before(async () => {
    stg = await variant("stg");
  });

  it("the bastion on creates it, its address, its rules and its outputs, and changes nothing else", async () => {
    const bastion = await variants.bastion();
    const address = bastion.byName("bastion", "aws.ec2.Eip").outputs.publicIp as string;
    expect(bastion.outputs.bastionPublicIp).to.equal(address);
    expect(bastion.outputs.sshCommand).to.contain(`-J ec2-user@${address} `);
    expect(outputChanges(stg, bastion).made).to.deep.equal(["bastionPublicIp", "portForwardCommand", "sshCommand"]);
    expect(changes(stg, bastion)).to.deep.equal({
      made: [
        "Bastion bastion",
        "Eip bastion",
        "EipAssociation bastion",
        "Instance bastion",
        "SecurityGroup access-bastion",
        `${EGRESS} access-bastion-to-anyone-tcp443`,
        `${EGRESS} access-bastion-to-anyone-tcp80`,
        `${EGRESS} access-bastion-to-nat-tcp22`,
        `${EGRESS} access-bastion-to-web-tcp22`,
        `${INGRESS} access-bastion-from-admin-169b91-tcp22`,
        `${INGRESS} access-bastion-from-admin-498570-tcp22`,
        `${INGRESS} access-nat-from-bastion-tcp22`,
        `${INGRESS} access-web-from-bastion-tcp22`,
      ],
      gone: [],
    });
    expect(rulesOf(bastion).filter((rule) => rule.includes("ingress bastion"))).to.deep.equal([
      "ingress bastion tcp 22 from 198.51.100.7/32",
      "ingress bastion tcp 22 from 203.0.113.0/24",
    ]);
    expect(input(bastion.byName("bastion", "aws.ec2.Instance"), "userData")).to.match(/^#!\/bin\/bash\nHOURS='3'\n/);
  });

  it("NAT and HTTPS off leaves web servers only S3, and removes certificate, TLS policy and port 443", async () => {
    const closed = await variants.closed();
    expect(changes(stg, closed)).to.deep.equal({
      made: [`${EGRESS} access-web-to-s3-tcp443`, `${EGRESS} access-web-to-s3-tcp80`],
      gone: [
        "Certificate certificate",
        ...NAT_INSTANCE,
        "ListenerPolicy load-balancer-https",
        "LoadBalancerPolicy load-balancer-tls",
        "PrivateKey certificate",
        "Route nat-private-default-1a",
        "SecurityGroup access-nat",
        ...NAT_INSTANCE_RULES,
        `${EGRESS} access-web-to-anyone-ping`,
        `${EGRESS} access-web-to-anyone-tcp443`,
        `${EGRESS} access-web-to-anyone-tcp80`,
        `${INGRESS} access-loadbalancer-from-anyone-tcp443`,
        "SelfSignedCert certificate",
        "ServerCertificate certificate",
        "Stash certificate-renewal",
        NAT_MEMORY,
      ].sort(),
    });
    expect(rulesOf(closed).filter((rule) => rule.startsWith("egress web"))).to.deep.equal([
      "egress web tcp 443 to vpc-s3",
      "egress web tcp 80 to vpc-s3",
    ]);
    expect(outputChanges(stg, closed)).to.deep.equal({
      made: [],
      gone: ["certificateArn", "certificateExpiresAt", "httpsUrl", "natPublicIps"],
    });
    expect(closed.outputs.natKind).to.equal("none");
  });

  it("to a NAT gateway keeps the route, and to Session Manager replaces the key pair with an instance role", async () => {
    const session = await variants.sessionManager();
    expect(changes(stg, session)).to.deep.equal({
      made: [
        "Eip nat-gateway-1a",
        "InstanceProfile session-manager",
        "NatGateway nat-gateway-1a",
        "Role session-manager",
        "RolePolicy session-manager",
        "SessionManagerRole session-manager",
      ],
      gone: [
        ...NAT_INSTANCE,
        "KeyPair login-key",
        "LoginKey login-key",
        "PrivateKey login-key",
        "SecurityGroup access-nat",
        ...NAT_INSTANCE_RULES,
        `${INGRESS} access-loadbalancer-from-anyone-tcp80`,
        NAT_MEMORY,
      ].sort(),
    });
    expect(outputChanges(stg, session)).to.deep.equal({ made: [], gone: ["httpUrl", "sshPrivateKey"] });
    expect(session.outputs.natKind).to.equal("gateway");
    expect(rulesOf(session).filter((rule) => rule.includes("tcp 22"))).to.deep.equal([]);
    for (const instance of session.all("aws.ec2.Instance")) expect(instance.inputs).not.to.have.property("keyName");
    const { keyName, iamInstanceProfile } = session.only("aws.ec2.LaunchTemplate").inputs;
    expect(keyName).to.be.undefined;
    expect(iamInstanceProfile).to.deep.equal({ arn: session.only("aws.iam.InstanceProfile").outputs.arn });
    expect(stg.only("aws.ec2.LaunchTemplate").inputs).not.to.have.property("iamInstanceProfile");
  });

  it("to your own key, certificate and addresses creates none of them", async () => {
    const own = await variants.own();
    expect(changes(stg, own)).to.deep.equal({
      made: [],
      gone: [
        "Certificate certificate",
        "Eip nat-instance-1a",
        "PrivateKey certificate",
        "PrivateKey login-key",
        "SelfSignedCert certificate",
        "ServerCertificate certificate",
        "Stash certificate-renewal",
      ],
    });
    expect(own.all("tls.PrivateKey")).to.deep.equal([]);
    expect(outputChanges(stg, own)).to.deep.equal({ made: [], gone: ["certificateExpiresAt", "sshPrivateKey"] });
    expect(own.only("aws.ec2.EipAssociation").inputs.allocationId).to.equal("eipalloc-0123456789abcdef0");
    expect(at(own.only("aws.elb.LoadBalancer").inputs, "listeners[0].sslCertificateId")).to.equal(
      own.outputs.certificateArn,
    );
  });

  it("to a domain replaces the self-signed certificate with one of ACM, and adds its DNS records", async () => {
    const domain = await variants.domain();
    expect(changes(stg, domain)).to.deep.equal({
      made: [
        "Certificate domain",
        "CertificateValidation domain",
        "DomainCertificate domain",
        "Record domain-*.example.com",
        "Record domain-example.com",
        "Record domain-shop.example.com",
        "Record domain-validation-example.com",
        "Record domain-validation-shop.example.com",
      ],
      gone: [
        "Certificate certificate",
        "PrivateKey certificate",
        "SelfSignedCert certificate",
        "ServerCertificate certificate",
        "Stash certificate-renewal",
      ],
    });
    expect(outputChanges(stg, domain)).to.deep.equal({ made: ["siteUrl"], gone: ["certificateExpiresAt"] });
    expect(domain.outputs.siteUrl).to.equal("https://example.com/");
    expect(at(domain.only("aws.elb.LoadBalancer").inputs, "listeners[0].sslCertificateId")).to.equal(
      domain.outputs.certificateArn,
    );
  });

  it("on a second zone, logs and alarms adds exactly these and changes nothing in the first zone", async () => {
    const watched = await variants.watched();
    expect(changes(stg, watched)).to.deep.equal({
      made: [
        "AccessLogs access-logs",
        "AlarmTopic alarms",
        "Bucket access-logs",
        "BucketLifecycleConfiguration access-logs",
        "BucketOwnershipControls access-logs",
        "BucketPolicy access-logs",
        "BucketPublicAccessBlock access-logs",
        "BucketServerSideEncryptionConfiguration access-logs",
        "Eip nat-instance-1c",
        "EipAssociation nat-instance-1c",
        "FlowLog flow-logs",
        "FlowLogs flow-logs",
        "Instance nat-instance-1c",
        "LogGroup flow-logs",
        "MetricAlarm certificate-expiry",
        "MetricAlarm load-balancer-errors",
        "MetricAlarm load-balancer-healthy",
        "MetricAlarm load-balancer-latency",
        "MetricAlarm load-balancer-queue",
        "MetricAlarm nat-instance-1a-credits",
        "MetricAlarm nat-instance-1a-status",
        "MetricAlarm nat-instance-1c-credits",
        "MetricAlarm nat-instance-1c-reboot",
        "MetricAlarm nat-instance-1c-status",
        "MetricAlarm web-group-size",
        "Role flow-logs",
        "RolePolicy flow-logs",
        "Route nat-private-default-1c",
        "RouteTable vpc-private-1c",
        "RouteTableAssociation vpc-private-1c",
        "RouteTableAssociation vpc-public-1c",
        `${INGRESS} access-nat-from-private-10.0.3.0/24-ping`,
        `${INGRESS} access-nat-from-private-10.0.3.0/24-tcp443`,
        `${INGRESS} access-nat-from-private-10.0.3.0/24-tcp80`,
        "Stash nat-instance-1c-last-broken",
        "Subnet vpc-private-1c",
        "Subnet vpc-public-1c",
        "Topic alarms",
        "TopicSubscription alarms-email",
      ],
      gone: [],
    });
    expect(watched.only("aws.s3.Bucket").inputs.forceDestroy).to.be.true;
    expect(watched.byName("nat-instance-1a", "aws.ec2.Instance").inputs.monitoring).to.be.true;
    expect(watched.byName("nat-instance-1c-status").inputs.dimensions).to.deep.equal({
      InstanceId: watched.byName("nat-instance-1c", "aws.ec2.Instance").id,
    });
  });

  it("to another image generation and architecture creates new stashes of Amazon Linux", async () => {
    const newest = await variants.newest();
    expect(changes(stg, newest)).to.deep.equal({
      made: ["AmiFromInstance web-VERSION", "Stash amazon-linux-arm64-2", "Stash amazon-linux-x86_64-2"],
      gone: ["AmiFromInstance web-VERSION", "Stash amazon-linux-arm64-1"],
    });
    const systems = newest
      .all("aws.ec2.Instance")
      .map((instance) => [instance.name, ...newest.refersTo(instance, "ami")]);
    expect(systems).to.deep.equal([
      ["nat-instance-1a", "amazon-linux-arm64-2"],
      ["web", "amazon-linux-x86_64-2"],
    ]);
    expect(newest.only("aws.ec2.LaunchTemplate").inputs.instanceType).to.equal("t3.micro");
  });

  it("the order of zones moves neither the bastion nor the build instance, nor a NAT per zone", async () => {
    const zones = [
      { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" },
      { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" },
    ];
    const natEipAllocationIds = {
      gateway: { "ap-northeast-1a": "eipalloc-11111111", "ap-northeast-1c": "eipalloc-22222222" },
    };
    const config = { bastion: true, adminCidrs: ["203.0.113.7/32"], natEipAllocationIds };
    const [before, after] = await Promise.all([
      variant("prod", { config: { ...config, zones } }),
      variant("prod", { config: { ...config, zones: [...zones].reverse() } }),
    ]);
    expect(changes(before, after)).to.deep.equal({ made: [], gone: [] });
    const placed = (stage: Deployment) =>
      [...stage.all("aws.ec2.Instance"), ...stage.all("aws.ec2.NatGateway")].map(({ name, inputs }) => [name, inputs]);
    expect(placed(after)).to.deep.equal(placed(before));
  });

  it("a setting to a secret keeps it secret wherever it is used", async () => {
    const secret = await variants.secret();
    const admins = secret.all(`aws.vpc.${INGRESS}`).filter(({ name }) => name.includes("from-admin"));
    expect(admins.map(({ name, inputs }) => [name, inputs.cidrIpv4])).to.deep.equal([
      ["access-bastion-from-admin-169b91-tcp22", new Secret("198.51.100.7/32")],
      ["access-bastion-from-admin-498570-tcp22", new Secret("203.0.113.0/24")],
    ]);
    const { protocol, endpoint } = secret.only("aws.sns.TopicSubscription").inputs;
    expect([protocol, endpoint]).to.deep.equal(["email", new Secret("ops@example.com")]);
    expect(secret.only("aws.elb.ListenerPolicy").inputs.triggers).to.deep.equal({
      certificate: new Secret("arn:aws:iam::123456789012:server-certificate/own"),
    });
    expect(secret.outputs.certificateArn).to.be.instanceOf(Secret);
    expect(secret.only("aws.ec2.KeyPair").inputs.publicKey).to.be.instanceOf(Secret);
    expect(secret.byName("nat-instance-1a", "aws.ec2.EipAssociation").inputs.allocationId).to.deep.equal(
      new Secret("eipalloc-0123456789abcdef0"),
    );
  });
});
