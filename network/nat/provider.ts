import type * as pulumi from "@pulumi/pulumi";
import type { NatSettings } from "../../config";
import type { AmazonLinux } from "../../lib/amazon-linux";
import type { StageContext } from "../../lib/stage-context";
import type { SecurityGroups } from "../security-groups";

export interface NatPlacement {
  /** The zone's suffix, such as `1a`. */
  readonly suffix: string;
  /** Logical name of its resources: `nat-instance-1a`. */
  readonly logicalName: string;
  /** Its Name tag: `shop-stg-nat`, with the zone where there are several. */
  readonly name: string;
  readonly publicSubnetId: pulumi.Input<string>;
  readonly allocationId: pulumi.Input<string>;
}

/** What every kind of NAT gets; each takes what it needs. */
export interface NatProviderArgs {
  readonly context: StageContext;
  readonly settings: NatSettings;
  readonly placements: readonly NatPlacement[];
  /** IPv4 range of the VPC, the only source of packets that an instance forwards. */
  readonly vpcCidr: string;
  /** A NAT reaches the internet only after these; they are deleted after it. */
  readonly publicRouting: readonly pulumi.Resource[];
  readonly securityGroups: Pick<SecurityGroups, "idOf">;
  readonly amazonLinux: Pick<AmazonLinux, "idOf">;
  readonly login: { readonly keyName?: pulumi.Input<string> };
  /** Ids of instances to replace, by the suffix of their zone. */
  readonly unhealthyNatInstances: ReadonlyMap<string, string>;
  /** Blocks a resource until the target in its inputs (an `aws.ec2.Route`'s) forwards packets. */
  readonly waitUntilReady: pulumi.ResourceHookBinding;
}

/** What a private default route points to. */
export interface NatTarget {
  readonly suffix: string;
  /** Inputs of `aws.ec2.Route`. */
  readonly target:
    { readonly natGatewayId: pulumi.Output<string> } | { readonly networkInterfaceId: pulumi.Output<string> };
  readonly publicIp: pulumi.Output<string>;
  /** A route waits for these. */
  readonly ready: readonly pulumi.Resource[];
}

/** A kind of NAT. To add one: a file with another provider, and its case in `natProvider`. */
export interface NatProvider {
  /** Part of logical names, so that two kinds share no resource. */
  readonly kind: string;
  readonly hasSecurityGroup: boolean;
  readonly hasInternetEgress: boolean;
  create(args: NatProviderArgs, parent: pulumi.Resource): readonly NatTarget[];
}
