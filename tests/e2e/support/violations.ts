/*
 * Violations for the policy pack to find: imported first by the real program, this file changes what it registers. Each
 * change breaks the rule in the comment above it.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Changed properties by type and logical name. */
const VIOLATIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // imdsv2
  "aws:ec2/instance:Instance nat-instance-1a": {
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "optional", httpPutResponseHopLimit: 1 },
  },
  // no-secrets-in-user-data
  "aws:ec2/instance:Instance web": { userData: "#!/bin/bash\nDB_PASSWORD=correct-horse-battery\n" },
  // no-all-protocols
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule access-web-to-anyone-tcp443": {
    ipProtocol: "-1",
    fromPort: undefined,
    toPort: undefined,
  },
  // open-only-at-load-balancer
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule access-nat-from-private-10.0.1.0/24-tcp443": {
    cidrIpv4: "0.0.0.0/1",
  },
  // subnets-give-no-public-address
  "aws:ec2/subnet:Subnet vpc-public-1a": { mapPublicIpOnLaunch: true },
  // drains
  "aws:elb/loadBalancer:LoadBalancer load-balancer": { connectionDraining: false },
  // tls-1-2
  "aws:elb/loadBalancerPolicy:LoadBalancerPolicy load-balancer-tls": {
    policyAttributes: [{ name: "Reference-Security-Policy", value: "ELBSecurityPolicy-2016-08" }],
  },
  // default-group-empty
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup vpc-default": {
    egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/16"] }],
  },
  // strong-keys
  "tls:index/privateKey:PrivateKey certificate": { rsaBits: 1024 },
};

// nothing-unused
new aws.ec2.Eip("unused", { domain: "vpc" });

pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => ({
  props: { ...(props as object), ...VIOLATIONS[`${type} ${name}`] },
  opts,
}));
