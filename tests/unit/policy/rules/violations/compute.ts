import { NOT_KNOWN, type Literal } from "../../../../../policy/graph";
import { all, another, change, link, set, setIn, without, type Change, type Violations } from "../../support/inject";
import { INSTANCE, LOAD_BALANCER, SCALING_GROUP, TEMPLATE } from "../../support/inject";

const TLS_POLICY = "aws.elb.LoadBalancerPolicy";
const OLD_TLS = [{ name: "Reference-Security-Policy", value: "ELBSecurityPolicy-2016-08" }];

const base64 = (text: string): string => Buffer.from(text).toString("base64");

const listener = (lbPort: number, lbProtocol: string) =>
  set(LOAD_BALANCER, "", { listeners: [{ instancePort: 80, instanceProtocol: "http", lbPort, lbProtocol }] });

/** The same violation in the launch template and in each instance. */
function onEach(what: string, how: (type: string, name: string) => Change): Readonly<Record<string, Change>> {
  return {
    [`the launch template ${what}`]: how(TEMPLATE, ""),
    [`the NAT instance ${what}`]: how(INSTANCE, "nat-instance"),
    [`the image builder ${what}`]: how(INSTANCE, "web"),
  };
}

export const COMPUTE: Violations = {
  stg: {
    imdsv2: {
      ...onEach("allows IMDSv1", (...target) => setIn(...target, "metadataOptions", { httpTokens: "optional" })),
      "the metadata service is not enabled explicitly": set(TEMPLATE, "", {
        metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      }),
    },
    "imds-one-hop": onEach("has a hop limit of 2", (...target) =>
      setIn(...target, "metadataOptions", { httpPutResponseHopLimit: 2 }),
    ),
    "ebs-optimized": onEach("is not EBS-optimized", (...target) => set(...target, { ebsOptimized: undefined })),
    "encrypted-volumes": {
      "a root volume is not encrypted": setIn(INSTANCE, "web", "rootBlockDevice", { encrypted: false }),
      "the image decides whether volumes of web servers are encrypted": set(TEMPLATE, "", { blockDeviceMappings: [] }),
      "a second volume is not encrypted": set(INSTANCE, "nat-instance", {
        ebsBlockDevices: [{ deviceName: "/dev/sdb", volumeSize: 8 }],
      }),
    },
    "no-public-address": {
      "web servers get public IP addresses": set(TEMPLATE, "", {
        networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [NOT_KNOWN] }],
      }),
      "the image builder gets a public IP address": set(INSTANCE, "web", { associatePublicIpAddress: true }),
      "the image builder gets an Elastic IP by an association": all(
        another("aws.ec2.Eip", "nat-instance"),
        another(
          "aws.ec2.EipAssociation",
          "nat-instance",
          {},
          { allocationId: ["aws.ec2.Eip", "nat-instance-1a-too"], networkInterfaceId: [INSTANCE, "web"] },
        ),
      ),
      "the image builder gets an Elastic IP that refers to it": another(
        "aws.ec2.Eip",
        "nat-instance",
        { instance: NOT_KNOWN },
        { instance: [INSTANCE, "web"] },
      ),
    },
    "source-destination-check": {
      "the image builder's source/destination check is off": set(INSTANCE, "web", { sourceDestCheck: false }),
    },
    "no-secrets-in-user-data": {
      "user data contains a secret": set(INSTANCE, "web", { userData: "#!/bin/bash\nDB_PASSWORD=correct-horse\n" }),
      "user data of the launch template contains a secret": set(TEMPLATE, "", {
        userData: base64("#!/bin/bash\napi_key=0123456789abcdef\n"),
      }),
    },
    "kept-image": {
      "the NAT instance starts from the newest image": all(
        set(INSTANCE, "nat-instance", { ami: NOT_KNOWN }),
        link(INSTANCE, "nat-instance", "ami"),
      ),
      "web servers start from Amazon's image": link(TEMPLATE, "", "imageId", ["pulumi.Stash", "amazon-linux"]),
    },
    "hardware-virtual": {
      "an instance type runs paravirtual images": set(INSTANCE, "nat-instance", { instanceType: "m1.small" }),
    },
    "tls-1-2": {
      "HTTPS accepts TLS 1.0": set(TLS_POLICY, "", { policyAttributes: OLD_TLS }),
      "HTTPS accepts TLS 1.0, with a policy named after TLS 1.2": set(TLS_POLICY, "", {
        policyName: "ELBSecurityPolicy-TLS-1-2-2017-01",
        policyAttributes: OLD_TLS,
      }),
      "the HTTPS listener has AWS's default policy": without("aws.elb.ListenerPolicy"),
      "a policy adds TLS 1.0 to AWS's own": change(TLS_POLICY, "", ({ properties }) => {
        const attributes = properties.policyAttributes as readonly Literal[];
        const policyAttributes = [...attributes, { name: "Protocol-TLSv1", value: "true" }];
        return { properties: { ...properties, policyAttributes } };
      }),
    },
    drains: {
      "connections are not drained": set(LOAD_BALANCER, "", { connectionDraining: undefined }),
      "the load balancer forwards ambiguous requests": set(LOAD_BALANCER, "", { desyncMitigationMode: "monitor" }),
    },
    "health-check": {
      "the group keeps unhealthy instances": set(SCALING_GROUP, "", { healthCheckType: "EC2" }),
      "the group has no load balancer": set(SCALING_GROUP, "", { loadBalancers: [] }),
    },
    "listens-for-web": {
      "the load balancer listens for HTTP on port 8080": listener(8080, "http"),
      "the load balancer listens for plain text on port 443": listener(443, "tcp"),
    },
    "launch-template": { "instances get no tags": set(SCALING_GROUP, "", { tags: [] }) },
  },
  bastion: {
    "no-role-on-public-machines": {
      "the bastion has a role": set(INSTANCE, "bastion", { iamInstanceProfile: "admin" }),
    },
  },
  prod: {
    "detailed-monitoring": {
      "web servers have five-minute metrics": set(TEMPLATE, "", { monitoring: { enabled: false } }),
    },
    "access-logs": { "there are no access logs": set(LOAD_BALANCER, "", { accessLogs: undefined }) },
    "must-outlive-mistakes": {
      "the load balancer has no deletion protection": change(LOAD_BALANCER, "", () => ({ protected: false })),
    },
    "leads-to-https": {
      "there is no HTTPS": listener(80, "http"),
      "web servers answer over HTTP": set(TEMPLATE, "", { userData: base64("#!/bin/bash\nHTTP_MODE='serve'\n") }),
    },
  },
};
