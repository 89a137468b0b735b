import { find, items, textAt, type XmlElement } from "../xml";
import type { Account } from "./account";
import { between, like } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("elasticloadbalancing");
const invalid = "InvalidConfigurationRequest";
const create = ["CreateLoadBalancer"];
const createListeners = ["CreateLoadBalancer", "CreateLoadBalancerListeners"];
const attachSubnets = ["CreateLoadBalancer", "AttachLoadBalancerToSubnets"];
const setSecurityGroups = ["CreateLoadBalancer", "ApplySecurityGroupsToLoadBalancer"];

/** Load balancers, their listeners, subnets and security groups. */
export const elb: readonly Rejection[] = [
  // A name that is too long, has invalid characters, or begins or ends with a hyphen.
  reject(create, "ValidationError", (request) => {
    const name = request.text("LoadBalancerName") ?? "";
    if (name.length > 32) return "LoadBalancer name cannot be longer than 32 characters";
    return /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(name)
      ? undefined
      : "LoadBalancer name must contain only alphanumeric characters or hyphens, and must not begin or end with a hyphen";
  }),
  // An invalid scheme.
  reject(create, "InvalidScheme", (request) =>
    ["internal", "internet-facing"].includes(request.text("Scheme") ?? "internet-facing")
      ? undefined
      : "The specified scheme is not valid. Only 'internal' is supported.",
  ),
  // No listeners, or no subnet and no Availability Zone.
  reject(create, "ValidationError", (request) => {
    if (request.structures("Listeners.member").length === 0) return "Listeners cannot be empty";
    const isPlaced = request.list("Subnets.member").length + request.list("AvailabilityZones.member").length > 0;
    return isPlaced ? undefined : "Either AvailabilityZones or SubnetIds must be specified";
  }),
  // Both subnets and Availability Zones.
  reject(create, "ValidationError", (request) =>
    request.list("Subnets.member").length > 0 && request.list("AvailabilityZones.member").length > 0
      ? "Only one of SubnetIds or AvailabilityZones may be specified"
      : undefined,
  ),
  // More than 20 load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-limits.html
  reject(create, "TooManyLoadBalancers", async (request, account) => {
    const names = (await account.loadBalancers()).map((one) => textAt(one, "LoadBalancerName"));
    return names.length >= 20 && !names.includes(request.text("LoadBalancerName"))
      ? "Exceeded quota of account"
      : undefined;
  }),
  // A load balancer that does not exist: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html
  reject(
    [
      ...["CreateLoadBalancerListeners", "DeleteLoadBalancerListeners", "ConfigureHealthCheck"],
      ...["ModifyLoadBalancerAttributes", "ApplySecurityGroupsToLoadBalancer", "AttachLoadBalancerToSubnets"],
      ...["DetachLoadBalancerFromSubnets", "CreateLoadBalancerPolicy", "DeleteLoadBalancerPolicy"],
      ...["SetLoadBalancerPoliciesOfListener", "SetLoadBalancerListenerSSLCertificate", "AddTags", "RemoveTags"],
      ...["RegisterInstancesWithLoadBalancer", "DeregisterInstancesFromLoadBalancer", "DescribeInstanceHealth"],
      ...["DescribeLoadBalancerAttributes", "DescribeTags"],
    ],
    "LoadBalancerNotFound",
    async (request, account) => {
      const name = request.text("LoadBalancerName") ?? request.list("LoadBalancerNames.member")[0];
      return (await account.loadBalancer(name)) === undefined
        ? `There is no ACTIVE Load Balancer named '${name ?? ""}'`
        : undefined;
    },
  ),
  // An invalid port: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html
  reject(
    createListeners,
    "ValidationError",
    between(/^Listeners\.member\.\d+\.(?:LoadBalancer|Instance)Port$/, 1, 65_535),
  ),
  // An invalid protocol: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html
  reject(
    createListeners,
    "UnsupportedProtocol",
    like(/^Listeners\.member\.\d+\.(?:Instance)?Protocol$/, /^(?:HTTP|HTTPS|TCP|SSL)$/i),
  ),
  // Incompatible protocols: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
  reject(createListeners, "ValidationError", protocolIssue),
  // HTTPS or SSL without a certificate: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html
  reject(createListeners, "ValidationError", (request) =>
    request
      .structures("Listeners.member")
      .some(({ Protocol = "", SSLCertificateId = "" }) => isSecure(Protocol) && SSLCertificateId === "")
      ? "Secure Listeners need to specify a SSLCertificateId"
      : undefined,
  ),
  // A certificate that does not exist: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html
  reject([...createListeners, "SetLoadBalancerListenerSSLCertificate"], "CertificateNotFound", certificateIssue),
  // Two listeners on one port: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancerListeners.html
  reject(createListeners, "DuplicateListener", duplicateIssue),
  // A port without a listener: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_SetLoadBalancerPoliciesOfListener.html
  reject(
    ["SetLoadBalancerListenerSSLCertificate", "SetLoadBalancerPoliciesOfListener"],
    "ListenerNotFound",
    async (request, account) => {
      const port = request.text("LoadBalancerPort") ?? "";
      const balancer = await account.loadBalancer(request.text("LoadBalancerName"));
      return portsOf(balancer).has(port) ? undefined : `There is no listener at port ${port} of the load balancer`;
    },
  ),
  // A listener that is not HTTPS or SSL.
  reject("SetLoadBalancerListenerSSLCertificate", invalid, async (request, account) => {
    const balancer = await account.loadBalancer(request.text("LoadBalancerName"));
    const listener = portsOf(balancer).get(request.text("LoadBalancerPort") ?? "");
    return isSecure(textAt(listener, "Protocol") ?? "") ? undefined : "Listener does not support SSL certificates";
  }),
  // A subnet that does not exist: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_AttachLoadBalancerToSubnets.html
  reject(attachSubnets, "SubnetNotFound", async (request, account) => {
    for (const id of request.list("Subnets.member")) {
      if ((await account.one("subnet", id)) === undefined) return `The subnet ID '${id}' does not exist`;
    }
    return undefined;
  }),
  // A subnet with fewer than 8 free addresses: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-manage-subnets.html
  reject(attachSubnets, "InvalidSubnet", async (request, account) => {
    const present = items(await account.loadBalancer(request.text("LoadBalancerName")), "Subnets");
    const added = request.list("Subnets.member").filter((id) => !present.some(({ text }) => text === id));
    for (const id of added) {
      const free = textAt(await account.one("subnet", id), "availableIpAddressCount");
      if (Number(free) < 8) {
        return `Not enough IP space available in ${id}. ELB requires at least 8 free IP addresses in each subnet.`;
      }
    }
    return undefined;
  }),
  // Detaching all subnets: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DetachLoadBalancerFromSubnets.html
  reject("DetachLoadBalancerFromSubnets", { code: invalid, status: 409 }, async (request, account) => {
    const name = request.text("LoadBalancerName") ?? "";
    const removed = request.list("Subnets.member");
    const rest = items(await account.loadBalancer(name), "Subnets").filter(({ text }) => !removed.includes(text));
    return rest.length === 0
      ? `Requested configuration change for LoadBalancer "${name}" is invalid because you attempted to detach all the subnets for this LoadBalancer and a LoadBalancer cannot be attached to zero subnets in VPC.`
      : undefined;
  }),
  // Two subnets in one Availability Zone, or in two VPCs: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-manage-subnets.html
  reject(attachSubnets, invalid, async (request, account) => {
    const balancer =
      request.action === "CreateLoadBalancer"
        ? undefined
        : await account.loadBalancer(request.text("LoadBalancerName"));
    const ids = new Set([...items(balancer, "Subnets").map(({ text }) => text), ...request.list("Subnets.member")]);
    const subnets = await Promise.all([...ids].map((id) => account.one("subnet", id)));
    const zones = new Set(subnets.map((one) => textAt(one, "availabilityZone")));
    const vpcs = new Set(subnets.map((one) => textAt(one, "vpcId")));
    if (vpcs.size > 1) return "The subnets must all belong to the same VPC";
    return zones.size < subnets.length ? "ELB cannot be attached to multiple subnets in the same AZ." : undefined;
  }),
  // An internet-facing load balancer in a VPC without an internet gateway.
  reject(create, "InvalidSubnet", async (request, account) => {
    if (request.text("Scheme") === "internal") return undefined;
    const subnet = await account.one("subnet", request.list("Subnets.member")[0]);
    const vpcId = textAt(subnet, "vpcId");
    return vpcId === undefined || (await account.hasInternetGateway(vpcId))
      ? undefined
      : `VPC ${vpcId} has no internet gateway`;
  }),
  // A security group that does not exist, or belongs to another VPC: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_ApplySecurityGroupsToLoadBalancer.html
  reject(setSecurityGroups, "InvalidSecurityGroup", async (request, account) => {
    const balancer = await account.loadBalancer(request.text("LoadBalancerName"));
    const subnet = await account.one("subnet", request.list("Subnets.member")[0]);
    const vpcId = textAt(subnet, "vpcId") ?? textAt(balancer, "VPCId");
    for (const id of request.list("SecurityGroups.member")) {
      const group = await account.one("securityGroup", id);
      if (group === undefined || (vpcId !== undefined && textAt(group, "vpcId") !== vpcId)) {
        return `One or more of the specified security groups do not exist: ${id}`;
      }
    }
    return undefined;
  }),
  // More than 5 security groups: https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-limits.html
  reject(setSecurityGroups, invalid, (request) =>
    request.list("SecurityGroups.member").length > 5
      ? "The maximum number of security groups of a load balancer is 5"
      : undefined,
  ),
  // An instance that does not exist: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeInstanceHealth.html
  reject(
    ["DeregisterInstancesFromLoadBalancer", "DescribeInstanceHealth"],
    "InvalidInstance",
    async (request, account) => {
      for (const { InstanceId } of request.structures("Instances.member")) {
        if ((await account.one("instance", InstanceId)) === undefined) {
          return `Could not find EC2 instance ${InstanceId ?? ""}.`;
        }
      }
      return undefined;
    },
  ),
  // An instance that does not exist, or is in another VPC.
  reject("RegisterInstancesWithLoadBalancer", "InvalidInstance", async (request, account) => {
    const vpcId = textAt(await account.loadBalancer(request.text("LoadBalancerName")), "VPCId");
    for (const { InstanceId } of request.structures("Instances.member")) {
      const instance = await account.one("instance", InstanceId);
      if (instance === undefined) return `Could not find EC2 instance ${InstanceId ?? ""}.`;
      if (vpcId && textAt(instance, "vpcId") !== vpcId)
        return `EC2 instance ${InstanceId ?? ""} is not in the same VPC as ELB.`;
    }
    return undefined;
  }),
  // Tags for more than one load balancer.
  reject("AddTags", "ValidationError", (request) =>
    request.list("LoadBalancerNames.member").length === 1 ? undefined : "You can only specify one load balancer name",
  ),
];

/** The listeners of a load balancer by port. */
export function portsOf(balancer: XmlElement | undefined): Map<string, XmlElement> {
  const listeners = items(balancer, "ListenerDescriptions").flatMap((one) => find(one, "Listener") ?? []);
  return new Map(listeners.map((one) => [textAt(one, "LoadBalancerPort") ?? "", one]));
}

/** Whether a protocol needs a certificate. */
export function isSecure(protocol: string): boolean {
  return /^(?:https|ssl)$/i.test(protocol);
}

function protocolIssue(request: Request): string | undefined {
  for (const { Protocol = "", InstanceProtocol = Protocol } of request.structures("Listeners.member")) {
    const isHttp = (one: string) => one.toUpperCase().startsWith("HTTP");
    if (isHttp(Protocol) !== isHttp(InstanceProtocol)) {
      return "If the listener protocol is HTTP or HTTPS, the instance protocol must be HTTP or HTTPS; if it is TCP or SSL, TCP or SSL";
    }
  }
  return undefined;
}

async function certificateIssue(request: Request, account: Account): Promise<string | undefined> {
  const given = request.matching(/^(?:Listeners\.member\.\d+\.)?SSLCertificateId$/).map(([, arn]) => arn);
  // `moto_domains.py` checks ACM certificates, because it knows whether they are issued.
  for (const arn of given.filter((one) => !/^arn:aws[a-z-]*:acm:/.test(one))) {
    const name = /^arn:aws[a-z-]*:iam::\d+:server-certificate\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
    const found =
      name === undefined
        ? undefined
        : await account.query("iam", "GetServerCertificate", { ServerCertificateName: name });
    const foundArn = find(found, "GetServerCertificateResult/ServerCertificate/ServerCertificateMetadata/Arn")?.text;
    if (foundArn !== arn) return `Server Certificate not found for the key: ${arn}`;
  }
  return undefined;
}

async function duplicateIssue(request: Request, account: Account): Promise<string | undefined> {
  const wanted = request.structures("Listeners.member");
  const ports = wanted.map(({ LoadBalancerPort }) => LoadBalancerPort ?? "");
  const duplicate = ports.find((port, index) => ports.indexOf(port) !== index);
  if (duplicate !== undefined) return `A listener is already specified for port ${duplicate}`;
  if (request.action === "CreateLoadBalancer") return undefined;
  const existing = portsOf(await account.loadBalancer(request.text("LoadBalancerName")));
  for (const one of wanted) {
    const old = existing.get(one.LoadBalancerPort ?? "");
    if (old === undefined) continue;
    const isSame = (["Protocol", "InstancePort", "InstanceProtocol", "SSLCertificateId"] as const).every((field) => {
      const given = field === "InstanceProtocol" ? (one[field] ?? one.Protocol) : one[field];
      return (given ?? "").toUpperCase() === (textAt(old, field) ?? "").toUpperCase();
    });
    if (!isSame) return `A listener already exists for ${one.LoadBalancerPort ?? ""} with different settings`;
  }
  return undefined;
}
