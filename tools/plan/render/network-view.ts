import { shortType, type RecordedResource, type Recording } from "../../../offline";
import { words } from "./words";

/** One subnet with what stands in it. */
export interface SubnetView {
  readonly zone: string;
  /** Whether its default route leads to an internet gateway. */
  readonly isPublic: boolean;
  readonly cidr: string;
  /** What stands there. */
  readonly contents: readonly RecordedResource[];
  /** What its default route leads to; absent: it has none. */
  readonly natTarget?: RecordedResource;
}

/** Properties that say in which subnets a thing stands, by type. */
const PLACES: Readonly<Record<string, string>> = {
  "aws.elb.LoadBalancer": "subnets",
  "aws.ec2.NatGateway": "subnetId",
  "aws.autoscaling.Group": "vpcZoneIdentifiers",
  "aws.ec2.Instance": "subnetId",
};

/** Properties of a route that name its target. */
const TARGETS = ["gatewayId", "natGatewayId", "networkInterfaceId"] as const;

/** The subnets of a run, by zone, public ones first. */
export function subnetViews({ resources }: Recording): SubnetView[] {
  const of = (type: string) => resources.filter((resource) => shortType(resource.type) === type);
  const defaults = of("aws.ec2.Route").filter(({ inputs }) => inputs.destinationCidrBlock === "0.0.0.0/0");
  return of("aws.ec2.Subnet")
    .map((subnet): SubnetView => {
      const association = of("aws.ec2.RouteTableAssociation").find((one) => refers(one, "subnetId", subnet.urn));
      const [table] = association?.propertyDependencies.routeTableId ?? [];
      const route = defaults.find((one) => table !== undefined && refers(one, "routeTableId", table));
      const target = route === undefined ? undefined : targetOf(route, resources);
      return {
        zone: words(subnet.inputs.availabilityZone ?? ""),
        isPublic: target !== undefined && shortType(target.type) === "aws.ec2.InternetGateway",
        cidr: words(subnet.inputs.cidrBlock ?? ""),
        contents: Object.entries(PLACES).flatMap(([type, property]) =>
          of(type).filter((one) => refers(one, property, subnet.urn)),
        ),
        ...(target === undefined ? {} : { natTarget: target }),
      };
    })
    .toSorted((a, b) => (a.zone === b.zone ? Number(b.isPublic) - Number(a.isPublic) : a.zone < b.zone ? -1 : 1));
}

function targetOf(route: RecordedResource, resources: readonly RecordedResource[]): RecordedResource | undefined {
  const urns = TARGETS.flatMap((property) => route.propertyDependencies[property] ?? []);
  return resources.find(({ urn }) => urns.includes(urn));
}

function refers({ propertyDependencies }: RecordedResource, property: string, urn: string): boolean {
  return propertyDependencies[property]?.includes(urn) === true;
}
