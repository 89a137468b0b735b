import { zonesWithNat, type NatSettings, type NetworkSettings, type Zone } from "../config";
import { overlaps, readCidr, type Cidr } from "../lib/cidr";
import type { ExistingGateway, ExistingNetwork, ExistingSubnet, SubnetRole } from "./existing-network";

export interface WantedNetwork extends Pick<NetworkSettings, "vpcCidr">, Pick<NatSettings, "kind" | "perZone"> {
  readonly zones: readonly Zone[];
  /** Allocation ids of the user's own Elastic IPs for the kind of NAT in use, by the zone's name. */
  readonly ownAddresses: ReadonlyMap<string, string>;
  readonly protect: boolean;
}

const ROLES: readonly SubnetRole[] = ["public", "private"];

/**
 * Why a deployment that changes one network to the other would fail; empty: it would not. Pulumi creates new resources
 * before it deletes old ones, so both must be able to exist at once.
 */
export function blockersOf(existing: ExistingNetwork, wanted: WantedNetwork): readonly string[] {
  if (existing.vpcCidr !== wanted.vpcCidr) {
    return [`vpcCidr changes from ${existing.vpcCidr} to ${wanted.vpcCidr}, but the range of a VPC cannot change`];
  }
  return [
    ...wanted.zones.flatMap((zone) => ROLES.flatMap((role) => subnetBlockers(existing, zone, role))),
    ...loadBalancerBlockers(existing, wanted),
    ...addressBlockers(existing, wanted),
    ...protectBlockers(existing, wanted),
  ];
}

/** Zones with two subnets of a role: a failed deployment left one of them, and only the state knows which is current. */
export function leftoverZones({ subnets }: ExistingNetwork): readonly string[] {
  const seen = subnets.flatMap(({ zone, role }) => (role === undefined ? [] : [`${zone} ${role}`]));
  const twice = seen.filter((each, index) => seen.indexOf(each) !== index);
  return [...new Set(twice.map((each) => each.split(" ", 1)[0] ?? ""))];
}

/** The network after a deployment of these settings. */
export function deployed(wanted: WantedNetwork): ExistingNetwork {
  const subnets = wanted.zones.flatMap((zone) =>
    ROLES.map((role) => ({ id: `${zone.name} ${role}`, zone: zone.name, cidr: rangeOf(zone, role), role })),
  );
  const gateways =
    wanted.kind !== "gateway" ? [] : zonesWithNat(wanted.zones, wanted).map(({ name }) => gatewayIn(name, wanted));
  const loadBalancerSubnetIds = subnets.filter(({ role }) => role === "public").map(({ id }) => id);
  const held =
    wanted.kind !== "instance"
      ? []
      : zonesWithNat(wanted.zones, wanted).map(({ name }) => wanted.ownAddresses.get(name));
  const instances = new Map(held.flatMap((id) => (id === undefined ? [] : [[id, "the new one"] as const])));
  return { vpcCidr: wanted.vpcCidr, subnets, gateways, instances, loadBalancerSubnetIds };
}

/** Whether a zone has both of its subnets already. */
export function isKept(existing: ExistingNetwork, zone: Zone): boolean {
  return ROLES.every((role) => keptSubnet(existing, zone, role) !== undefined);
}

/** Parses a range that is known to be valid: the settings were checked, or it comes from AWS. */
export function cidrOf(text: string): Cidr {
  const reading = readCidr(text);
  if ("problem" in reading) throw new Error(`${text} ${reading.problem}`);
  return reading.cidr;
}

function gatewayIn(zone: string, { ownAddresses }: WantedNetwork): ExistingGateway {
  return {
    id: "the new one",
    subnetId: `${zone} public`,
    allocationIds: [ownAddresses.get(zone) ?? `made for ${zone}`],
  };
}

const rangeOf = (zone: Zone, role: SubnetRole): string => (role === "public" ? zone.publicCidr : zone.privateCidr);

function keptSubnet({ subnets }: ExistingNetwork, zone: Zone, role: SubnetRole): ExistingSubnet | undefined {
  return subnets.find((each) => each.zone === zone.name && each.role === role && each.cidr === rangeOf(zone, role));
}

/**
 * AWS creates no subnet whose range overlaps another's (`InvalidSubnet.Conflict`):
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 * It deletes none with instances in it. Auto Scaling moves instances out of a zone that is removed; AWS documents no
 * such move to another subnet of the same zone: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-availability-zone.html
 */
function subnetBlockers(existing: ExistingNetwork, zone: Zone, role: SubnetRole): readonly string[] {
  if (keptSubnet(existing, zone, role) !== undefined) return [];
  const range = rangeOf(zone, role);
  const what = `the ${role} subnet ${range} of ${zone.name}`;
  const conflicting = existing.subnets.find(({ cidr }) => overlaps(cidrOf(cidr), cidrOf(range)));
  if (conflicting !== undefined) {
    return [
      `${what} overlaps ${conflicting.cidr} in ${conflicting.zone}, which still exists at that time (InvalidSubnet.Conflict)`,
    ];
  }
  const replaced = existing.subnets.some((each) => each.zone === zone.name && each.role === role);
  if (role === "public" || !replaced) return [];
  return [`${what} is new, and web servers keep the old one from being deleted (DependencyViolation)`];
}

/** A Classic ELB that keeps none of its subnets is replaced, and its name is taken until the old one is deleted. */
function loadBalancerBlockers(existing: ExistingNetwork, { zones }: WantedNetwork): readonly string[] {
  const ids = existing.loadBalancerSubnetIds;
  if (ids === undefined || ids.length === 0) return [];
  if (zones.some((zone) => ids.includes(keptSubnet(existing, zone, "public")?.id ?? ""))) return [];
  return [
    "the load balancer keeps none of its subnets, so it must be replaced, and its name is still in use (DuplicateLoadBalancerName)",
  ];
}

/**
 * An Elastic IP cannot leave a NAT gateway before that is deleted (`Resource.AlreadyAssociated`):
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
 */
function addressBlockers(existing: ExistingNetwork, wanted: WantedNetwork): readonly string[] {
  return zonesWithNat(wanted.zones, wanted).flatMap((zone) => {
    const own = wanted.ownAddresses.get(zone.name);
    const subnetId = keptSubnet(existing, zone, "public")?.id;
    const holder = existing.gateways.find((gateway) => {
      if (wanted.kind === "gateway" && gateway.subnetId === subnetId) return false;
      if (own !== undefined) return gateway.allocationIds.includes(own);
      const subnet = existing.subnets.find(({ id }) => id === gateway.subnetId);
      return wanted.kind === "gateway" && subnet?.zone === zone.name && subnet.role === "public";
    });
    const instance = wanted.kind === "gateway" && own !== undefined ? existing.instances.get(own) : undefined;
    const holding = holder === undefined ? instance && `instance ${instance}` : `NAT gateway ${holder.id}`;
    if (holding === undefined) return [];
    return [`the Elastic IP of the NAT in ${zone.name} is in use by ${holding} (Resource.AlreadyAssociated)`];
  });
}

function protectBlockers(existing: ExistingNetwork, { zones, protect }: WantedNetwork): readonly string[] {
  if (!protect) return [];
  const kept = zones.flatMap((zone) => ROLES.map((role) => keptSubnet(existing, zone, role)?.id));
  const gone = existing.subnets.filter(({ id, role }) => role !== undefined && !kept.includes(id));
  return gone.map(
    ({ cidr, zone, role = "" }) => `protect keeps the ${role} subnet ${cidr} of ${zone} from being deleted`,
  );
}
