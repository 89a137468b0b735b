import type * as pulumi from "@pulumi/pulumi";

import type { StageName } from "../../lib/naming";

/** Where a way out is to stand. */
export interface NatPlacement {
  /** The zone's suffix, such as `1a`. */
  readonly suffix: string;
  /** What its resources are called in the program: `nat-instance-1a`. */
  readonly logicalName: string;
  /** Its Name tag: `shop-stg-nat`, with the zone where there are several. */
  readonly name: string;
  readonly publicSubnetId: pulumi.Input<string>;
  /** Allocation id of its Elastic IP; absent: the kind has none. */
  readonly allocationId: pulumi.Input<string> | undefined;
}

/** What a NAT that is a machine needs. */
export interface NatInstanceArgs {
  readonly imageId: pulumi.Input<string>;
  readonly instanceType: string;
  readonly keyName: pulumi.Input<string> | undefined;
  /** IPv4 range whose packets it sends on; all others it drops. */
  readonly vpcCidr: string;
  readonly detailedMonitoring: boolean;
  /** Machines found broken, by the suffix of their zone: each is replaced. */
  readonly broken: ReadonlyMap<string, string>;
}

/** Arguments that every kind of NAT gets; each takes what it needs. */
export interface NatProviderArgs {
  readonly stageName: StageName;
  readonly places: readonly NatPlacement[];
  /** What must stand before anything in a public subnet reaches the internet, and go after it. */
  readonly publicRouting: readonly pulumi.Resource[];
  readonly machine: NatInstanceArgs;
  /** Of kinds that have one. */
  readonly securityGroupId: () => pulumi.Input<string>;
  /** Holds a resource back until the target that its inputs name, as an `aws.ec2.Route`'s do, sends packets on. */
  readonly whenReady: pulumi.ResourceHookBinding;
  /** SNS topic that alarms go to; absent: no alarms. */
  readonly alarmTopicArn?: pulumi.Input<string> | undefined;
}

/** One way out of private subnets, to which a route can lead. */
export interface NatTarget {
  readonly suffix: string;
  /** The route's target, in the words of `aws.ec2.Route`. */
  readonly target:
    { readonly natGatewayId: pulumi.Output<string> } | { readonly networkInterfaceId: pulumi.Output<string> };
  /** The address that the internet sees. */
  readonly publicIp: pulumi.Output<string>;
  /** All that must be done before a route may lead here. */
  readonly ready: readonly pulumi.Resource[];
}

/** A kind of NAT. To add one: a file with another of these, and its arm in `natProvider`. */
export interface NatProvider {
  /** Part of logical names, so that two kinds share no resource. */
  readonly kind: string;
  /** Whether it is a machine that the access table knows, with a security group of its own. */
  readonly hasSecurityGroup: boolean;
  /** Whether private subnets reach the internet by it. */
  readonly hasInternetEgress: boolean;
  /** Whether each way out has an Elastic IP. Kinds share none: AWS hands none over while a NAT gateway holds it. */
  readonly hasElasticIp: boolean;
  /** Creates one way out per place. */
  create(args: NatProviderArgs, parent: pulumi.Resource): readonly NatTarget[];
}
