import { add, all, another, change, link, set, setIn, without, type Change, type Stage } from "../../support/inject";

export { add, all, another, change, link, set, setIn, without };

/** A small mistake, and the one rule that must find it. */
export interface Injection {
  readonly rule: string;
  readonly what: string;
  readonly change: Change;
  readonly stage: Stage;
}

export function breaks(rule: string, what: string, made: Change, stage: Stage = "stg"): Injection {
  return { rule, what, change: made, stage };
}

export const INGRESS = "aws.vpc.SecurityGroupIngressRule";
export const EGRESS = "aws.vpc.SecurityGroupEgressRule";
export const GROUP = "aws.ec2.SecurityGroup";
export const INSTANCE = "aws.ec2.Instance";
export const TEMPLATE = "aws.ec2.LaunchTemplate";
export const LOAD_BALANCER_TYPE = "aws.elb.LoadBalancer";
export const SCALING_GROUP = "aws.autoscaling.Group";

// Parts of the logical names of rules.
export const FROM_LOAD_BALANCER = "access-web-from-loadbalancer";
export const TO_WEB = "access-loadbalancer-to-web";
export const FROM_ADMINS = "access-bastion-from-admin";
export const NAT_IN = "access-nat-from-private-10.0.1.0/24-tcp443";
export const WEB_OUT = "access-web-to-anyone-tcp443";

/** A private key without a use. */
export const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";

/** A policy document. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Copies a rule, with a range instead of a group. */
export function byRange(name: string, cidrIpv4: string, more: Readonly<Record<string, string | number>> = {}): Change {
  return all(
    another(INGRESS, name, { cidrIpv4, referencedSecurityGroupId: undefined, ...more }),
    change(INGRESS, `${name}-tcp80-too`, ({ references }) => ({
      references: { ...references, referencedSecurityGroupId: [] },
    })),
  );
}
