import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { beforeChange, type AwsClients } from "../../hooks";
import { nameOf, type Owner } from "../../naming";
import type { VpcZone } from "../vpc";
import { waitUntilReady } from "./readiness";
import type { NatDesign, NatMachine, WayOut } from "./way-out";

/** Arguments of {@link Nat}. */
export interface NatArgs {
  readonly owner: Owner;
  /** What kind of NAT it is. */
  readonly design: NatDesign;
  readonly zones: readonly [VpcZone, ...VpcZone[]];
  /** A way out per zone, or one in the first zone for all. */
  readonly perZone: boolean;
  /** Elastic IPs that the user owns, in the order of the zones; absent: they are made. */
  readonly allocationIds?: readonly pulumi.Input<string>[] | undefined;
  readonly publicWay: readonly pulumi.Resource[];
  readonly machine: NatMachine;
  readonly securityGroupId: () => pulumi.Input<string>;
  /** SNS topic that alarms go to; absent: no alarms. */
  readonly alarmTopicArn?: pulumi.Input<string> | undefined;
  readonly clients: AwsClients;
}

/**
 * The private subnets' way out, of whatever kind, and their default routes.
 *
 * A private route table has one route resource whose name never changes, so that a change of kind is one
 * `ReplaceRoute` in place: the new way out stands and is ready before, the old one goes after, and there is no
 * moment without a default route.
 */
export class Nat extends pulumi.ComponentResource {
  /** Addresses that the internet sees, one per way out. */
  readonly publicIps: pulumi.Output<string>[];
  /** What must stand before a private machine reaches the internet. */
  readonly privateWay: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: NatArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:network:Nat", name, {}, opts);
    const waysOut = args.design.create(name, { ...args, places: this.places() }, this);
    this.privateWay = [
      ...args.zones.map(({ privateAssociation }) => privateAssociation),
      ...this.createDefaultRoutes(waysOut),
    ];
    this.publicIps = waysOut.map(({ publicIp }) => publicIp);
    this.registerOutputs({ publicIps: this.publicIps });
  }

  private places() {
    const { zones, perZone, allocationIds, owner } = this.args;
    return (perZone ? zones : [zones[0]]).map(({ suffix, publicSubnet }, index) => ({
      suffix,
      publicSubnetId: publicSubnet.id,
      allocationId: allocationIds?.[index],
      name: nameOf(owner, { suffix: perZone ? `nat-${suffix}` : "nat" }),
    }));
  }

  private createDefaultRoutes(waysOut: readonly WayOut[]): aws.ec2.Route[] {
    const [first] = waysOut;
    if (first === undefined) return [];
    const hooks = beforeChange(`${this.name}-way-out-is-ready`, (route) => waitUntilReady(route, this.args.clients));
    return this.args.zones.map(({ suffix, privateRouteTable }) => {
      const { target, ready } = waysOut.find((wayOut) => wayOut.suffix === suffix) ?? first;
      return new aws.ec2.Route(
        `${this.name}-private-default-${suffix}`,
        { routeTableId: privateRouteTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
        { parent: this, dependsOn: [...ready], hooks },
      );
    });
  }
}
