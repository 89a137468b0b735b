import { NOT_KNOWN, type Literal } from "../../../../../policy/graph";
import {
  add,
  all,
  another,
  breaks,
  byRange,
  EGRESS,
  FROM_ADMINS,
  FROM_LOAD_BALANCER,
  GROUP,
  INGRESS,
  INSTANCE,
  LOAD_BALANCER_TYPE,
  NAT_IN,
  set,
  TO_WEB,
  WEB_OUT,
  type Injection,
} from "./violation";

const SSH = { fromPort: 22, toPort: 22 };
const BY_GROUP: Readonly<Record<string, Literal | undefined>> = {
  cidrIpv4: undefined,
  referencedSecurityGroupId: NOT_KNOWN,
};

/** Paths that are open although each resource on its own looks right. */
export const REACHABILITY: readonly Injection[] = [
  breaks(
    "web-servers-behind-load-balancer",
    "the load balancer forwards HTTPS to SSH of the web servers",
    all(
      set(LOAD_BALANCER_TYPE, "", {
        listeners: [
          { instancePort: 22, instanceProtocol: "tcp", lbPort: 443, lbProtocol: "ssl", sslCertificateId: NOT_KNOWN },
        ],
      }),
      set(INGRESS, FROM_LOAD_BALANCER, SSH),
      set(EGRESS, TO_WEB, SSH),
    ),
  ),
  breaks("web-servers-name-groups", "web servers allow an office", byRange(FROM_LOAD_BALANCER, "203.0.113.0/24")),
  breaks(
    "nat-closed",
    "an office reaches the NAT instance",
    another(INGRESS, NAT_IN, { cidrIpv4: "203.0.113.0/24", ...SSH }),
  ),
  breaks(
    "bastion-takes-ssh",
    "admins reach HTTPS on the bastion",
    another(INGRESS, FROM_ADMINS, { fromPort: 443, toPort: 443 }),
    "stg with a bastion",
  ),
  breaks(
    "inside-as-meant",
    "the NAT instance can log in to web servers",
    all(
      another(INGRESS, FROM_LOAD_BALANCER, SSH, { referencedSecurityGroupId: [GROUP, "access-nat"] }),
      another(EGRESS, "access-nat-to-anyone-tcp443", { cidrIpv4: "10.0.1.0/24", ...SSH }),
    ),
  ),
  breaks(
    "inside-as-meant",
    "web servers reach each other",
    another(INGRESS, FROM_LOAD_BALANCER, {}, { referencedSecurityGroupId: [GROUP, "access-web"] }),
  ),
  breaks(
    "nat-and-bastion-as-meant",
    "web servers can log in to the NAT instance",
    all(another(INGRESS, NAT_IN, SSH), another(EGRESS, WEB_OUT, { cidrIpv4: "10.0.0.0/24", ...SSH })),
  ),
  breaks(
    "nat-and-bastion-as-meant",
    "web servers can log in to the bastion",
    all(
      another(INGRESS, FROM_ADMINS, BY_GROUP, { referencedSecurityGroupId: [GROUP, "access-web"] }),
      another(EGRESS, WEB_OUT, { ...BY_GROUP, ...SSH }, { referencedSecurityGroupId: [GROUP, "access-bastion"] }),
    ),
    "stg with a bastion",
  ),
  breaks("reachability-is-clear", "the analysis does not support a resource type", add("aws.ec2.VpcPeeringConnection")),
  breaks(
    "reachability-is-clear",
    "web servers allow SSH from a bastion that no longer exists",
    all(
      byRange(FROM_LOAD_BALANCER, "", SSH),
      set(INGRESS, `${FROM_LOAD_BALANCER}-tcp80-too`, {
        cidrIpv4: undefined,
        referencedSecurityGroupId: "sg-0123456789abcdef0",
      }),
    ),
  ),
  breaks(
    "reachability-is-clear",
    "an instance has security groups in an unsupported property",
    set(INSTANCE, "web", { securityGroups: ["sg-0123456789abcdef0"] }),
  ),
  breaks(
    "nothing-unused",
    "the bastion's group remains",
    all(
      another(GROUP, "access-web"),
      another(INGRESS, FROM_LOAD_BALANCER, SSH, { referencedSecurityGroupId: [GROUP, "access-web-too"] }),
    ),
  ),
];
