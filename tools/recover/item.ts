import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { ResourceTypeName } from "../../offline/resource-types";

/** Resources that AWS creates with others, and that the program therefore has no type for. */
export type CompanionType = "aws.ec2.NetworkInterface" | "aws.ebs.Volume" | "aws.ebs.Snapshot";

export type ItemType = ResourceTypeName | CompanionType;

/** A resource in AWS with the stage's tags, in a VPC with them, or a part of such a resource. */
export interface Item {
  readonly type: ItemType;
  /** What the API calls it when it deletes it. */
  readonly id: string;
  /** Other identifiers by which the state may know it, such as its ARN. */
  readonly aliases: readonly string[];
  /** The tag Name, or the physical name. */
  readonly name: string;
  /** Whether it bears the stage's tags. */
  readonly tagged: boolean;
  readonly vpcId?: string;
  /** The resource that it is a part of: the route table of a route, the group of a rule. */
  readonly parentId?: string;
  /** Distinguishes it from other parts of its parent: the destination of a route. */
  readonly key?: string;
  /** The resource with which AWS creates and deletes it: the group of an instance, the VPC of its default security group. */
  readonly ownerId?: string;
  /** IDs of the resources that use it. */
  readonly usedBy: readonly string[];
  /** An instance that is running or starting. */
  readonly isRunning?: true;
  /** A network interface that is attached to something. */
  readonly isAttached?: true;
  /** AWS is deleting it already. */
  readonly isEnding?: true;
  /** A bucket with objects. */
  readonly holdsData?: true;
  /** A DNS record as it was read: Route 53 deletes only what it is given in full. */
  readonly recordSet?: ResourceRecordSet;
}

/** All resources of a stage in AWS. */
export type Inventory = readonly Item[];
