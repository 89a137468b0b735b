import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { zonesWithNat, type NatKind } from "../../config";
import { beforeChange } from "../../lib/hooks";
import { nameOf, natLogicalName, tagsOf } from "../../lib/naming";
import type { Vpc } from "../vpc";
import { natGateway } from "./gateway";
import { natInstance } from "./instance";
import type { NatPlacement, NatProvider, NatProviderArgs, NatTarget } from "./provider";
import { waitUntilReady } from "./readiness";

export interface NatArgs extends Omit<NatProviderArgs, "placements" | "vpcCidr" | "publicRouting" | "waitUntilReady"> {
  readonly provider: NatProvider;
  readonly vpc: Pick<Vpc, "cidr" | "zones" | "publicRouting">;
  /** A NAT reaches the internet only after the rules of its group. */
  readonly securityGroups: NatProviderArgs["securityGroups"] & pulumi.Resource;
}

/** Private instances reach S3 in their region through the VPC's endpoint, and nothing else. */
const noNat: NatProvider = { kind: "none", hasSecurityGroup: false, hasInternetEgress: false, create: () => [] };

/** Nothing else in the program tells the kinds of NAT apart. */
export function natProvider(kind: NatKind): NatProvider {
  switch (kind) {
    case "instance":
      return natInstance;
    case "gateway":
      return natGateway;
    case "none":
      return noNat;
    default:
      throw new Error(`there is no NAT of the kind "${String(kind satisfies never)}"`);
  }
}

/**
 * The NAT of any kind, and the default routes of the private subnets.
 *
 * A private route table has one route resource whose name never changes, so a NAT switch is one `ReplaceRoute` in
 * place: the new NAT is ready before, the old one is deleted afterwards, and there is always a default route.
 */
export class Nat extends pulumi.ComponentResource {
  readonly publicIps: pulumi.Output<string>[];
  /** A private instance reaches the internet only after these. */
  readonly privateEgress: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: NatArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:network:Nat", name, {}, opts);
    const { provider, vpc, context } = args;
    const hooks = beforeChange(`${name}-way-out-is-ready`, (target) => waitUntilReady(target, context.clients));
    const publicRouting = [...vpc.publicRouting, args.securityGroups];
    const placements = this.placements(publicRouting);
    const targets = provider.create(
      { ...args, placements, vpcCidr: vpc.cidr, publicRouting, waitUntilReady: hooks },
      this,
    );
    this.privateEgress = [
      ...vpc.zones.map(({ privateAssociation }) => privateAssociation),
      ...this.createDefaultRoutes(targets, hooks),
    ];
    this.publicIps = targets.map(({ publicIp }) => publicIp);
    this.registerOutputs({ publicIps: this.publicIps });
  }

  private placements(publicRouting: readonly pulumi.Resource[]): NatPlacement[] {
    const { context, settings, provider, vpc } = this.args;
    return zonesWithNat(vpc.zones, settings).map(({ name, suffix, publicSubnet }) => {
      const logicalName = natLogicalName(provider.kind, suffix);
      return {
        suffix,
        logicalName,
        name: nameOf(context.stageName, { suffix: settings.perZone ? `nat-${suffix}` : "nat" }),
        publicSubnetId: publicSubnet.id,
        allocationId: settings.allocationIds?.[name] ?? this.createElasticIp(logicalName, publicRouting),
      };
    });
  }

  private createElasticIp(logicalName: string, publicRouting: readonly pulumi.Resource[]): pulumi.Output<string> {
    return new aws.ec2.Eip(
      logicalName,
      // Unlike the NAT's own, this Name never changes: the quota check finds the address by it.
      { domain: "vpc", tags: tagsOf(this.args.context.stageName, { suffix: logicalName }) },
      // AWS detaches the internet gateway only when no address is in use.
      { parent: this, dependsOn: [...publicRouting] },
    ).id;
  }

  private createDefaultRoutes(targets: readonly NatTarget[], hooks: pulumi.ResourceHookBinding): aws.ec2.Route[] {
    const [first] = targets;
    if (first === undefined) return [];
    return this.args.vpc.zones.map(({ suffix, privateRouteTable }) => {
      const { target, ready } = targets.find((each) => each.suffix === suffix) ?? first;
      return new aws.ec2.Route(
        `${this.name}-private-default-${suffix}`,
        { routeTableId: privateRouteTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
        { parent: this, dependsOn: [...ready], hooks },
      );
    });
  }
}
