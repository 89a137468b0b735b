import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type AwsClients } from "../../lib/aws";
import { beforeChange } from "../../lib/hooks";
import { nameOf, tagsOf, type StageName } from "../../lib/naming";
import type { VpcZone } from "../vpc";
import { waitUntilReady } from "./readiness";
import type { NatProvider, NatInstanceArgs, NatTarget, NatPlacement } from "./provider";

/** Arguments of {@link Nat}. */
export interface NatArgs {
  readonly stageName: StageName;
  /** What kind of NAT it is. */
  readonly design: NatProvider;
  readonly zones: readonly [VpcZone, ...VpcZone[]];
  /** A way out per zone, or one in the first zone for all. */
  readonly perZone: boolean;
  /** Elastic IPs that the user owns, by the suffix of their zone; absent: they are made. */
  readonly allocationIds?: ReadonlyMap<string, pulumi.Input<string>> | undefined;
  readonly publicRouting: readonly pulumi.Resource[];
  readonly machine: NatInstanceArgs;
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
  readonly privateEgress: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: NatArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:network:Nat", name, {}, opts);
    const whenReady = beforeChange(`${name}-way-out-is-ready`, (target) => waitUntilReady(target, args.clients));
    const natTargets = args.design.create({ ...args, places: this.places(), whenReady }, this);
    this.privateEgress = [
      ...args.zones.map(({ privateAssociation }) => privateAssociation),
      ...this.createDefaultRoutes(natTargets, whenReady),
    ];
    this.publicIps = natTargets.map(({ publicIp }) => publicIp);
    this.registerOutputs({ publicIps: this.publicIps });
  }

  private places(): NatPlacement[] {
    const { zones, perZone, stageName, design } = this.args;
    return zonesWithNat(zones, perZone).map(({ suffix, publicSubnet }) => {
      const logicalName = natName(this.name, design, suffix);
      return {
        suffix,
        logicalName,
        name: nameOf(stageName, { suffix: perZone ? `nat-${suffix}` : "nat" }),
        publicSubnetId: publicSubnet.id,
        allocationId: design.hasElasticIp ? this.allocationId(logicalName, suffix) : undefined,
      };
    });
  }

  private allocationId(logicalName: string, suffix: string): pulumi.Input<string> {
    const { stageName, allocationIds, publicRouting } = this.args;
    const own = allocationIds?.get(suffix);
    if (own !== undefined) return own;
    return new aws.ec2.Eip(
      logicalName,
      // Unlike the way out's own, its name never changes: `checkElasticIps` finds it by that.
      { domain: "vpc", tags: tagsOf(stageName, nameOf(stageName, { suffix: logicalName })) },
      // A public address cannot be let go before the internet gateway is, nor the gateway before the address.
      { parent: this, dependsOn: [...publicRouting] },
    ).id;
  }

  private createDefaultRoutes(
    natTargets: readonly NatTarget[],
    whenReady: pulumi.ResourceHookBinding,
  ): aws.ec2.Route[] {
    const [first] = natTargets;
    if (first === undefined) return [];
    return this.args.zones.map(({ suffix, privateRouteTable }) => {
      const { target, ready } = natTargets.find((natTarget) => natTarget.suffix === suffix) ?? first;
      return new aws.ec2.Route(
        `${this.name}-private-default-${suffix}`,
        { routeTableId: privateRouteTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
        { parent: this, dependsOn: [...ready], hooks: whenReady },
      );
    });
  }
}

/** Logical names of the Elastic IPs that a NAT of this name makes when the user brings none. */
export function natElasticIps(
  name: string,
  design: NatProvider,
  { zoneSuffixes, perZone }: { readonly zoneSuffixes: readonly string[]; readonly perZone: boolean },
): string[] {
  if (!design.hasElasticIp) return [];
  return zonesWithNat(zoneSuffixes, perZone).map((suffix) => natName(name, design, suffix));
}

function zonesWithNat<Z>(zones: readonly Z[], perZone: boolean): readonly Z[] {
  return perZone ? zones : zones.slice(0, 1);
}

function natName(name: string, { kind }: NatProvider, zoneSuffix: string): string {
  return `${name}-${kind}-${zoneSuffix}`;
}
