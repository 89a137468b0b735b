import type { RecordedResource } from "../../offline";
import { text, type Stage } from "./stage";

/** A private default route and how much of what web servers send to and get from the internet takes it. */
export interface WayOut {
  readonly route: RecordedResource;
  /** The NAT gateway or NAT instance. */
  readonly target: RecordedResource;
  /** From 0 to 1: subnets use the NAT alike. */
  readonly share: number;
  /** The part of it that goes from one zone to another, from 0 to 1. */
  readonly crossingShare: number;
}

const TARGETS = [
  ["natGatewayId", "aws.ec2.NatGateway"],
  ["networkInterfaceId", "aws.ec2.Instance"],
] as const;

/** All ways out of private subnets to the internet. */
export function waysOut(stage: Stage): WayOut[] {
  const routes = stage.all("aws.ec2.Route").flatMap((route) => {
    const [target] = TARGETS.flatMap(([property, type]) => stage.behind(route, property, type));
    return target === undefined ? [] : [{ route, target, subnets: subnetsBy(route, stage) }];
  });
  const all = routes.reduce((count, { subnets }) => count + subnets.length, 0);
  return routes.map(({ route, target, subnets }) => {
    const [home] = stage.behind(target, "subnetId", "aws.ec2.Subnet");
    const zone = home === undefined ? undefined : zoneOf(home);
    const elsewhere = subnets.filter((subnet) => zoneOf(subnet) !== zone);
    return { route, target, share: subnets.length / all, crossingShare: elsewhere.length / all };
  });
}

/** The subnets whose route table has the route. */
function subnetsBy(route: RecordedResource, stage: Stage): RecordedResource[] {
  const [table] = stage.behind(route, "routeTableId", "aws.ec2.RouteTable");
  return stage
    .all("aws.ec2.RouteTableAssociation")
    .filter((association) => stage.behind(association, "routeTableId", "aws.ec2.RouteTable")[0] === table)
    .flatMap((association) => stage.behind(association, "subnetId", "aws.ec2.Subnet"));
}

function zoneOf(subnet: RecordedResource): string | undefined {
  return text(subnet, "availabilityZone");
}
