import { NOT_KNOWN } from "../../../../../policy/graph";
import { add, all, another, set } from "../../support/inject";
import {
  BALANCER,
  byRange,
  EGRESS,
  FROM_ADMINS,
  FROM_BALANCER,
  GROUP,
  INGRESS,
  INSTANCE,
  NAT_IN,
  TO_WEB,
  WEB_OUT,
  type Injection,
} from "./violation";

/** Ways that are open unionTraffic, though each part of them looks right. */
export const REACH: readonly Injection[] = [
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
  {
    what: "web servers may log in to the NAT instance",
    rule: "nat-and-bastion-as-meant",
    change: all(
      another(INGRESS, NAT_IN, { fromPort: 22, toPort: 22 }),
      another(EGRESS, WEB_OUT, { cidrIpv4: "10.0.0.0/24", fromPort: 22, toPort: 22 }),
    ),
  },
  {
    what: "web servers may log in to the bastion",
    rule: "nat-and-bastion-as-meant",
    change: all(
      another(
        INGRESS,
        FROM_ADMINS,
        { cidrIpv4: undefined, referencedSecurityGroupId: NOT_KNOWN },
        { referencedSecurityGroupId: [GROUP, "access-web"] },
      ),
      another(
        EGRESS,
        WEB_OUT,
        { cidrIpv4: undefined, referencedSecurityGroupId: NOT_KNOWN, fromPort: 22, toPort: 22 },
        { referencedSecurityGroupId: [GROUP, "access-bastion"] },
      ),
    ),
    in: "stg with a bastion",
  },
  {
    what: "SSH of web servers is left open to a bastion that is gone",
    rule: "reachability-is-clear",
    change: all(
      byRange(FROM_BALANCER, "", { fromPort: 22, toPort: 22 }),
      set(INGRESS, `${FROM_BALANCER}-tcp80-too`, {
        cidrIpv4: undefined,
        referencedSecurityGroupId: "sg-0123456789abcdef0",
      }),
    ),
  },
  {
    what: "the bastion's group is left behind",
    rule: "nothing-unused",
    change: all(
      another(GROUP, "access-web"),
      another(
        INGRESS,
        FROM_BALANCER,
        { fromPort: 22, toPort: 22 },
        { referencedSecurityGroupId: [GROUP, "access-web-too"] },
      ),
    ),
  },
  {
    what: "a machine is put into groups in a way that nobody follows",
    rule: "reachability-is-clear",
    change: set(INSTANCE, "web", { securityGroups: ["sg-0123456789abcdef0"] }),
  },
];
