import * as asg from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";

import { Aws } from "../aws";

/** What a person can do to a stage in the AWS console, without Pulumi. */
export class Hand {
  readonly aws: Aws;
  /** The load balancer. */
  readonly balancer: { readonly LoadBalancerName: string };
  readonly group: { readonly AutoScalingGroupName: string };

  /** @param stageName such as `servicename-stg` */
  constructor(
    endpoint: string,
    readonly stageName: string,
  ) {
    this.aws = new Aws(endpoint);
    this.balancer = { LoadBalancerName: `elb-${stageName}` };
    this.group = { AutoScalingGroupName: `asg-${stageName}` };
  }

  /** @param suffix of the Name tag, such as `private-1a` */
  async table(suffix: string): Promise<ec2.RouteTable> {
    const { RouteTables = [] } = await this.aws.ec2.send(
      new ec2.DescribeRouteTablesCommand(named(`rtb-${this.stageName}-${suffix}`)),
    );
    return only(RouteTables);
  }

  async subnet(suffix: string): Promise<ec2.Subnet> {
    const { Subnets = [] } = await this.aws.ec2.send(
      new ec2.DescribeSubnetsCommand(named(`subnet-${this.stageName}-${suffix}`)),
    );
    return only(Subnets);
  }

  async securityGroup(role: string): Promise<ec2.SecurityGroup> {
    const { SecurityGroups = [] } = await this.aws.ec2.send(
      new ec2.DescribeSecurityGroupsCommand(named(`securitygroup-${this.stageName}-${role}`)),
    );
    return only(SecurityGroups);
  }

  /** A rule by the end of its Name tag, such as `web-from-loadbalancer-tcp80`. */
  async rule(suffix: string): Promise<ec2.SecurityGroupRule> {
    const { SecurityGroupRules = [] } = await this.aws.ec2.send(new ec2.DescribeSecurityGroupRulesCommand({}));
    const name = `securitygroup-${this.stageName}-${suffix}`;
    return only(SecurityGroupRules.filter(({ Tags }) => nameIn(Tags) === name));
  }

  async revoke({ GroupId, SecurityGroupRuleId = "", IsEgress }: ec2.SecurityGroupRule): Promise<void> {
    const input = { GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] };
    if (IsEgress === true) await this.aws.ec2.send(new ec2.RevokeSecurityGroupEgressCommand(input));
    else await this.aws.ec2.send(new ec2.RevokeSecurityGroupIngressCommand(input));
  }

  /** The instance that has this Name tag, after the stage's name, and is not terminated. */
  async instance(role: string): Promise<string> {
    const { Reservations = [] } = await this.aws.ec2.send(
      new ec2.DescribeInstancesCommand(named(`${this.stageName}-${role}`)),
    );
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    return only(instances.filter(({ State }) => State?.Name !== "terminated")).InstanceId ?? "";
  }

  async terminate(role: string): Promise<void> {
    await this.aws.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [await this.instance(role)] }));
  }

  /** Takes Elastic IPs away from what uses them and releases them, all or those with this Name tag. */
  async releaseAddresses(name?: string): Promise<void> {
    const { Addresses = [] } = await this.aws.ec2.send(new ec2.DescribeAddressesCommand({}));
    const chosen = Addresses.filter(({ Tags }) => name === undefined || nameIn(Tags) === name);
    for (const { AllocationId, AssociationId } of chosen) {
      if (AssociationId !== undefined) await this.aws.ec2.send(new ec2.DisassociateAddressCommand({ AssociationId }));
      await this.aws.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId }));
    }
  }

  async deleteGroup(): Promise<void> {
    await this.aws.autoScaling.send(new asg.DeleteAutoScalingGroupCommand({ ...this.group, ForceDelete: true }));
  }

  /** A server of the Auto Scaling group. */
  async server(): Promise<string> {
    const { AutoScalingGroups = [] } = await this.aws.autoScaling.send(
      new asg.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.group.AutoScalingGroupName] }),
    );
    return AutoScalingGroups[0]?.Instances?.[0]?.InstanceId ?? "";
  }
}

/** A filter by the tag Name. */
function named(name: string): { readonly Filters: ec2.Filter[] } {
  return { Filters: [{ Name: "tag:Name", Values: [name] }] };
}

export function nameIn(tags: readonly ec2.Tag[] | undefined): string {
  return tags?.find(({ Key }) => Key === "Name")?.Value ?? "";
}

/** The only element of a list. */
export function only<T>(list: readonly T[]): T {
  const [first, ...others] = list;
  if (first === undefined || others.length > 0) throw new Error(`expected one resource, found ${list.length}`);
  return first;
}
