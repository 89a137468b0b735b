import type { Item, ItemType } from "../../../../tools/recover/item";
import type { PendingOperation, State, StateResource } from "../../../../tools/recover/state";

/** A resource in AWS that bears the stage's tags. */
export function item(type: ItemType, id: string, more: Partial<Item> = {}): Item {
  return { type, id, aliases: [], name: id, tagged: true, usedBy: [], ...more };
}

/** A VPC with its default security group and its main route table. */
export function vpcWith(id: string, ...contents: readonly Item[]): readonly Item[] {
  return [
    item("aws.ec2.Vpc", id, { vpcId: id, name: "vpc-shop-stg" }),
    item("aws.ec2.DefaultSecurityGroup", `sg-default-${id}`, { vpcId: id, ownerId: id, tagged: false }),
    item("aws.ec2.RouteTable", `rtb-main-${id}`, { vpcId: id, ownerId: id, tagged: false }),
    ...contents.map((each) => ({ ...each, vpcId: id })),
  ];
}

/** A resource in the state. */
export function resource(type: string, id: string, more: Partial<StateResource> = {}): StateResource {
  return { type, id, urn: `urn:pulumi:stg::shop::${type}::${id}`, inputs: {}, outputs: {}, ...more };
}

/** A creation whose end was not recorded. */
export function creating(type: string, name: string, inputs: Readonly<Record<string, unknown>> = {}): PendingOperation {
  return {
    kind: "creating",
    type,
    urn: `urn:pulumi:stg::shop::${type}::${name}`,
    inputs: { tags: { Name: name }, ...inputs },
  };
}

export function stateWith(resources: readonly StateResource[], pending: readonly PendingOperation[] = []): State {
  return { resources, pending, writtenAt: 0 };
}
