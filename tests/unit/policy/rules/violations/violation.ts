import { all, another, change, type Change, type Stage } from "../../support/inject";

/** A small mistake, and the one rule that is meant to notice it. */
export interface Injection {
  readonly what: string;
  readonly rule: string;
  readonly change: Change;
  /** @default "stg" */
  readonly in?: Stage;
}

export const INGRESS = "aws.vpc.SecurityGroupIngressRule";
export const EGRESS = "aws.vpc.SecurityGroupEgressRule";
export const GROUP = "aws.ec2.SecurityGroup";
export const INSTANCE = "aws.ec2.Instance";
export const TEMPLATE = "aws.ec2.LaunchTemplate";
export const BALANCER = "aws.elb.LoadBalancer";
export const SCALING = "aws.autoscaling.Group";

// Parts of the logical names of rules.
export const FROM_BALANCER = "access-web-from-loadbalancer";
export const TO_WEB = "access-loadbalancer-to-web";
export const FROM_ADMINS = "access-bastion-from-admin";
export const NAT_IN = "access-nat-from-private-10.0.1.0/24-tcp443";
export const WEB_OUT = "access-web-to-anyone-tcp443";

/** A private key, of nothing. */
export const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";

/** A rule like another for a range instead of a group. */
export function byRange(name: string, cidrIpv4: string, more: Readonly<Record<string, string | number>> = {}): Change {
  return all(
    another(INGRESS, name, { cidrIpv4, referencedSecurityGroupId: undefined, ...more }),
    change(INGRESS, `${name}-tcp80-too`, ({ references }) => ({
      references: { ...references, referencedSecurityGroupId: [] },
    })),
  );
}
