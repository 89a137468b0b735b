import { NOT_KNOWN } from "../../../../../policy/graph";
import { add, all, another, change, link, set, without, type Change, type Violations } from "../../support/inject";
import { GROUP, INSTANCE, LOAD_BALANCER, SCALING_GROUP, TEMPLATE } from "../../support/inject";

const INGRESS = "aws.vpc.SecurityGroupIngressRule";
const EGRESS = "aws.vpc.SecurityGroupEgressRule";
const ROUTE = "aws.ec2.Route";
const PRIVATE_SUBNET = ["aws.ec2.Subnet", "vpc-private-1a"] as const;
const PUBLIC_SUBNET = ["aws.ec2.Subnet", "vpc-public-1a"] as const;

// Parts of the logical names of rules.
const FROM_LOAD_BALANCER = "access-web-from-loadbalancer";
const TO_WEB = "access-loadbalancer-to-web";
const FROM_ADMINS = "access-bastion-from-admin";
const NAT_IN = "access-nat-from-private-10.0.1.0/24-tcp443";
const WEB_OUT = "access-web-to-anyone-tcp443";

const port = (number: number) => ({ fromPort: number, toPort: number });
const SSH = port(22);
const BY_GROUP = { cidrIpv4: undefined, referencedSecurityGroupId: NOT_KNOWN } as const;

const group = (name: string) => ({ referencedSecurityGroupId: [GROUP, name] as const });
const ruleOf = (...of: readonly [type: string, name: string]) =>
  another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }, { securityGroupId: of });

/** Copies a rule, with a range instead of a group. */
function byRange(type: string, name: string, cidrIpv4: string, ports: Readonly<Record<string, number>> = {}): Change {
  return all(
    another(type, name, { cidrIpv4, referencedSecurityGroupId: undefined, ...ports }),
    change(type, `${name}-tcp80-too`, ({ references }) => ({
      references: { ...references, referencedSecurityGroupId: [] },
    })),
  );
}

/** Violations of rules for the network; for reachability also paths that no single resource shows. */
export const NETWORK: Violations = {
  stg: {
    "default-group-empty": {
      "the default group has AWS's initial rules": without("aws.ec2.DefaultSecurityGroup"),
      "the default group has a rule resource": ruleOf("aws.ec2.DefaultSecurityGroup", ""),
      "a rule gets the id of the default group from the VPC": ruleOf("aws.ec2.Vpc", ""),
    },
    "subnets-give-no-public-address": {
      "a subnet assigns public IP addresses": set(...PUBLIC_SUBNET, { mapPublicIpOnLaunch: true }),
    },
    "web-servers-in-private-subnets": {
      "a private table has a second route, to the internet gateway": another(
        ROUTE,
        "vpc-public-default",
        { destinationCidrBlock: "203.0.113.0/24" },
        { routeTableId: ["aws.ec2.RouteTable", "vpc-private-1a"] },
      ),
      "web servers run in the public subnet": link(SCALING_GROUP, "", "vpcZoneIdentifiers", PUBLIC_SUBNET),
    },
    "no-network-acl": { "there is a network ACL": add("aws.ec2.NetworkAcl") },
    "web-servers-behind-load-balancer": {
      "the load balancer forwards HTTPS to SSH of the web servers": all(
        set(LOAD_BALANCER, "", {
          listeners: [
            { instancePort: 22, instanceProtocol: "tcp", lbPort: 443, lbProtocol: "ssl", sslCertificateId: NOT_KNOWN },
          ],
        }),
        set(INGRESS, FROM_LOAD_BALANCER, SSH),
        set(EGRESS, TO_WEB, SSH),
      ),
    },
    "web-servers-name-groups": {
      "web servers allow an office": byRange(INGRESS, FROM_LOAD_BALANCER, "203.0.113.0/24"),
      "web servers allow the whole VPC": byRange(INGRESS, FROM_LOAD_BALANCER, "10.0.0.0/16"),
      "a group in another property of the launch template allows a range": all(
        link(TEMPLATE, "", "networkInterfaces"),
        link(TEMPLATE, "", "vpcSecurityGroupIds", [GROUP, "access-web"]),
        byRange(INGRESS, FROM_LOAD_BALANCER, "10.0.0.0/24"),
      ),
    },
    "nat-closed": {
      "an office reaches the NAT instance": another(INGRESS, NAT_IN, { cidrIpv4: "203.0.113.0/24", ...SSH }),
    },
    "inside-as-meant": {
      "the NAT instance can log in to web servers": all(
        another(INGRESS, FROM_LOAD_BALANCER, SSH, group("access-nat")),
        another(EGRESS, "access-nat-to-anyone-tcp443", { cidrIpv4: "10.0.1.0/24", ...SSH }),
      ),
      "web servers reach each other": another(INGRESS, FROM_LOAD_BALANCER, {}, group("access-web")),
    },
    "nat-and-bastion-as-meant": {
      "web servers can log in to the NAT instance": all(
        another(INGRESS, NAT_IN, SSH),
        another(EGRESS, WEB_OUT, { cidrIpv4: "10.0.0.0/24", ...SSH }),
      ),
    },
    "reachability-is-clear": {
      "the analysis does not support a resource type": add("aws.ec2.VpcPeeringConnection"),
      "web servers allow SSH from a bastion that no longer exists": all(
        byRange(INGRESS, FROM_LOAD_BALANCER, "", SSH),
        set(INGRESS, `${FROM_LOAD_BALANCER}-tcp80-too`, { cidrIpv4: undefined, referencedSecurityGroupId: "sg-0123" }),
      ),
      "an instance has an unsupported property": set(INSTANCE, "web", { securityGroups: ["sg-0123"] }),
    },
    "nothing-unused": {
      "the bastion's group remains": all(
        another(GROUP, "access-web"),
        another(INGRESS, FROM_LOAD_BALANCER, SSH, group("access-web-too")),
      ),
      "a group is unused": another(GROUP, "access-web"),
      "an Elastic IP is unused": another("aws.ec2.Eip", "nat-instance"),
    },
    "open-only-at-load-balancer": {
      "a database port of the web servers is open to the internet": byRange(
        INGRESS,
        FROM_LOAD_BALANCER,
        "0.0.0.0/0",
        port(3306),
      ),
    },
    "load-balancer-takes-web": {
      "the load balancer's group allows SSH": another(INGRESS, "access-loadbalancer-from-anyone-tcp80", SSH),
    },
    "no-all-protocols": {
      "a rule allows all protocols": set(EGRESS, WEB_OUT, { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
    },
    "one-port-per-rule": {
      "a rule allows all ports": set(EGRESS, WEB_OUT, { fromPort: 0, toPort: 65_535 }),
      "a rule allows all of ICMP": set(EGRESS, "access-web-to-anyone-ping", port(-1)),
    },
    "out-only-web-and-ping": {
      "web servers can send mail to the internet": another(EGRESS, WEB_OUT, port(25)),
      "web servers can send mail to half of it": another(EGRESS, WEB_OUT, { cidrIpv4: "0.0.0.0/1", ...port(25) }),
      "web servers reach a database on it": another(EGRESS, WEB_OUT, { cidrIpv4: "203.0.113.7/32", ...port(5432) }),
    },
    "load-balancer-sends-to-web": {
      "the load balancer can send to the whole VPC": byRange(EGRESS, TO_WEB, "10.0.0.0/16"),
    },
    described: {
      "a rule has no description": set(INGRESS, NAT_IN, { description: undefined }),
      "AWS does not accept the description of a group": set(GROUP, "access-web", { description: "Web → everything" }),
    },
    "rules-are-resources": {
      "a group has an inline rule": set(GROUP, "access-loadbalancer", { egress: [{ protocol: "tcp", ...port(80) }] }),
    },
    "nat-takes-private-subnets": {
      "the NAT instance allows the whole VPC": set(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/16" }),
      "the NAT instance allows all private networks": another(INGRESS, NAT_IN, { cidrIpv4: "10.0.0.0/8" }),
    },
  },
  bastion: {
    "bastion-takes-ssh": { "admins reach HTTPS on the bastion": another(INGRESS, FROM_ADMINS, port(443)) },
    "nat-and-bastion-as-meant": {
      "web servers can log in to the bastion": all(
        another(INGRESS, FROM_ADMINS, BY_GROUP, group("access-web")),
        another(EGRESS, WEB_OUT, { ...BY_GROUP, ...SSH }, group("access-bastion")),
      ),
    },
    "open-only-at-load-balancer": {
      "SSH is open to the internet": set(INGRESS, FROM_ADMINS, { cidrIpv4: "0.0.0.0/0" }),
      "SSH is open to IPv6": set(INGRESS, FROM_ADMINS, { cidrIpv4: undefined, cidrIpv6: "::/0" }),
      "SSH is open to half of the internet": set(INGRESS, FROM_ADMINS, { cidrIpv4: "0.0.0.0/1" }),
      "SSH is open to a provider's whole network": set(INGRESS, FROM_ADMINS, { cidrIpv4: "203.0.0.0/16" }),
    },
  },
  prod: {
    "default-group-empty": {
      "the default group has a rule": set("aws.ec2.DefaultSecurityGroup", "", {
        egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
      }),
    },
    "own-vpc": { "an instance is in the default VPC": set(INSTANCE, "web", { subnetId: undefined }) },
    "two-zones": {
      "all web servers are in one zone": all(
        set(SCALING_GROUP, "", { vpcZoneIdentifiers: [NOT_KNOWN] }),
        link(SCALING_GROUP, "", "vpcZoneIdentifiers", PRIVATE_SUBNET),
      ),
    },
    "flow-logs": {
      "there are no flow logs": without("aws.ec2.FlowLog"),
      "flow logs record accepted traffic only": set("aws.ec2.FlowLog", "", { trafficType: "ACCEPT" }),
      "flow logs never expire": set("aws.cloudwatch.LogGroup", "", { retentionInDays: undefined }),
    },
    "reachability-is-clear": { "a table has two default routes": another(ROUTE, "nat-private-default-1a") },
    "nat-gateway": {
      "a NAT instance replaces the NAT gateway": all(
        another(INSTANCE, "web", { sourceDestCheck: false, monitoring: true }, { subnetId: PUBLIC_SUBNET }),
        link(ROUTE, "nat-private-default-1a", "natGatewayId"),
        link(ROUTE, "nat-private-default-1a", "networkInterfaceId", [INSTANCE, "web-too"]),
      ),
    },
  },
};
