import type { RecordedResource } from "../../../offline";
import { exactly, type Charge, type Charges } from "../charge";
import { DATA_OUT, PRICES } from "../prices";
import { at, items, text, type Stage } from "../stage";

/** Every public IPv4 address costs the same. */
function addresses(count: number): Charge {
  const price = PRICES.publicIpv4Hour;
  return { what: "public IPv4 address", part: "fixed", quantity: exactly(count), unit: "hour", price };
}

export const elasticIp: Charges = () => [addresses(1)];

/** An existing Elastic IP costs the same as a new one, but the stage only registers its user. */
export const existingAddress: Charges = (user, stage) => {
  const isNew = stage.references(user, "allocationId", "aws.ec2.Eip").length > 0;
  return user.inputs.allocationId === undefined || isNew ? [] : [addresses(1)];
};

/** AWS gives a load balancer at least one address in each subnet, and more as it scales. */
export const loadBalancer: Charges = (balancer, _, { gbOut, gbIn }) => [
  { what: "Classic Load Balancer", part: "fixed", quantity: exactly(1), unit: "hour", price: PRICES.loadBalancerHour },
  ...(at(balancer, "internal") === true ? [] : [addresses(items(balancer, "subnets").length)]),
  {
    ...{ what: "data processed by the load balancer", part: "usage", quantity: exactly(gbOut + gbIn), unit: "GB" },
    price: PRICES.loadBalancerGb,
  },
];

export const natGateway: Charges = (gateway, stage, usage) => {
  const egress = egressRoutes(stage).filter(({ target }) => target === gateway);
  const gb = usage.gbNat * egress.reduce((sum, { share }) => sum + share, 0);
  return [
    { what: "NAT gateway", part: "fixed", quantity: exactly(1), unit: "hour", price: PRICES.natGatewayHour },
    ...existingAddress(gateway, stage, usage),
    {
      ...{ what: "data processed by the NAT gateway", part: "usage", quantity: exactly(gb), unit: "GB" },
      price: PRICES.natGatewayGb,
    },
  ];
};

/** Routes are free, but traffic between Availability Zones is charged in each direction. */
export const route: Charges = (resource, stage, { gbNat }) =>
  egressRoutes(stage)
    .filter((egress) => egress.route === resource && egress.crossZoneShare > 0)
    .map(({ crossZoneShare }) => ({
      ...{ what: "data between Availability Zones", part: "usage", quantity: exactly(2 * gbNat * crossZoneShare) },
      ...{ unit: "GB", price: PRICES.interZoneGb },
    }));

/** An internet gateway is free, but everything that leaves the VPC for the internet passes it. */
export const internetGateway: Charges = (_, stage, { gbOut, gbNatOut }) => {
  const isPublic = stage.all("aws.elb.LoadBalancer").some((balancer) => at(balancer, "internal") !== true);
  const gb = (isPublic ? gbOut : 0) + (egressRoutes(stage).length > 0 ? gbNatOut : 0);
  return DATA_OUT.flatMap(({ upToGb, price }, index) => {
    const fromGb = DATA_OUT[index - 1]?.upToGb ?? 0;
    if (gb <= fromGb) return [];
    const quantity = exactly(Math.min(gb, upToGb) - fromGb);
    return [{ what: price.what, part: "usage", quantity, unit: "GB", price }];
  });
};

/** Gateway endpoints are free. Other endpoints are not, and no stage has one. */
export const vpcEndpoint: Charges = (endpoint) =>
  text(endpoint, "vpcEndpointType") === "Gateway"
    ? []
    : [{ what: "VPC endpoint", part: "fixed", quantity: exactly(1), unit: "hour", price: undefined }];

interface EgressRoute {
  readonly route: RecordedResource;
  readonly target: RecordedResource;
  /** The part of all egress that takes it, from 0 to 1: each private subnet sends the same amount. */
  readonly share: number;
  /** The part of all egress that it carries to another Availability Zone, from 0 to 1. */
  readonly crossZoneShare: number;
}

const TARGETS = [
  ["natGatewayId", "aws.ec2.NatGateway"],
  ["networkInterfaceId", "aws.ec2.Instance"],
] as const;

function egressRoutes(stage: Stage): EgressRoute[] {
  const routes = stage.all("aws.ec2.Route").flatMap((candidate) => {
    const [target] = TARGETS.flatMap(([property, type]) => stage.references(candidate, property, type));
    return target === undefined ? [] : [{ route: candidate, target, subnets: subnetsUsing(candidate, stage) }];
  });
  const all = routes.reduce((count, { subnets }) => count + subnets.length, 0);
  return routes.map(({ route: egress, target, subnets }) => {
    const [home] = stage.references(target, "subnetId", "aws.ec2.Subnet");
    const zone = home === undefined ? undefined : text(home, "availabilityZone");
    const elsewhere = subnets.filter((subnet) => text(subnet, "availabilityZone") !== zone);
    return { route: egress, target, share: subnets.length / all, crossZoneShare: elsewhere.length / all };
  });
}

function subnetsUsing(resource: RecordedResource, stage: Stage): RecordedResource[] {
  const [table] = stage.references(resource, "routeTableId", "aws.ec2.RouteTable");
  return stage
    .all("aws.ec2.RouteTableAssociation")
    .filter((association) => stage.references(association, "routeTableId", "aws.ec2.RouteTable")[0] === table)
    .flatMap((association) => stage.references(association, "subnetId", "aws.ec2.Subnet"));
}
