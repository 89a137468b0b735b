import type { Inventory, Item } from "./item";
import { logicalName, type PendingOperation, type State, type StateResource } from "./state";
import { orderOf, recoveryOf } from "./types";

/** An item, and why it is deleted or kept. */
export interface Decision {
  readonly item: Item;
  readonly reason: string;
}

/** What recovery would do. */
export interface Plan {
  /** Operations to clear from the state. */
  readonly clear: readonly PendingOperation[];
  /** In the order of their deletion. */
  readonly deletions: readonly Decision[];
  /** Items that are not in the state: those with the stage's tags that something uses, and others in its VPC. */
  readonly kept: readonly Decision[];
}

/** The reason to delete what no pending operation explains: a lost reply leaves none. */
const UNUSED = "not in the state, and nothing uses it";

/** What others have created in the stage's VPC: AWS refuses to delete the subnet, the security group or the VPC that it uses. */
const FOREIGN = "not part of the stage, and pulumi destroy fails until it is deleted";

/** Whether a plan deletes running instances that no pending operation explains. Only a person knows whether they serve anyone. */
export function deletesUnexplainedInstances({ deletions }: Plan): boolean {
  return deletions.some(({ item, reason }) => item.isRunning === true && reason === UNUSED);
}

/** Why recovery must not change anything. */
export interface Refusal {
  readonly refusal: string;
}

/** Decides what to do about a stage, from its state and from what AWS has of it. */
export function planRecovery(state: State, inventory: Inventory): Plan | Refusal {
  const known = new KnownItems(state, inventory);
  const vpcIds = state.resources.filter(({ type }) => type === "aws.ec2.Vpc").map(({ id }) => id);
  const pending = state.pending.filter(({ kind }) => kind === "creating");
  const foreignVpcs = inventory.filter((item) => item.type === "aws.ec2.Vpc" && !known.has(item));

  const inUse = foreignVpcs.find(({ id }) => inventory.some((item) => item.vpcId === id && item.isRunning));
  if (inUse !== undefined) {
    return { refusal: `VPC ${inUse.id} has the tags of this stage and running instances, but is not in this state` };
  }
  const isEmpty = ({ id }: Item) =>
    !inventory.some((item) => item.vpcId === id && item.id !== id && item.ownerId === undefined);
  if (vpcIds.length === 0) {
    // Nothing is created before the VPC, so a state without one has nothing else. The provider does not record a VPC whose
    // attributes it could not set, but the state has the provider: a first `pulumi up` has begun.
    const hasBegun = state.resources.length > 0 || pending.some(({ type }) => type === "aws.ec2.Vpc");
    const found = inventory.filter((item) => !isOrphanedSnapshot(item, inventory));
    const others = found.filter(
      (item) => !known.has(item) && !foreignVpcs.some((vpc) => item.id === vpc.id || item.ownerId === vpc.id),
    );
    const explained = hasBegun && foreignVpcs.every(isEmpty) && others.length === 0;
    if (found.length > 0 && !explained) {
      return { refusal: `the state has no VPC, but AWS has ${found.length} resources with the tags of this stage` };
    }
  }

  const decisions = new Map<Item, string>();
  for (const { type, urn, inputs } of pending) {
    for (const item of inventory) {
      if (item.type !== type || known.has(item) || decisions.has(item)) continue;
      const isElsewhere = item.type !== "aws.ec2.Vpc" && item.vpcId !== undefined && !vpcIds.includes(item.vpcId);
      if (isElsewhere || (item.type === "aws.ec2.Vpc" && !isEmpty(item))) continue;
      if (recoveryOf(type)?.matches(item, inputs) === true) {
        decisions.set(item, `its creation was interrupted (${logicalName(urn)})`);
      }
    }
  }
  for (const item of inventory) {
    if (known.has(item) || decisions.has(item)) continue;
    const vpc = foreignVpcs.find(({ id }) => id === item.vpcId);
    if (vpc !== undefined) decisions.set(item, "in a VPC that the state does not use");
  }
  for (const item of inventory) {
    if (isOrphanedSnapshot(item, inventory)) decisions.set(item, `its AMI ${item.ownerId} has been deleted`);
  }
  const { unused, used } = leftovers(inventory, known, decisions);
  for (const item of unused) decisions.set(item, UNUSED);
  const foreign = inventory.filter(
    (item) =>
      vpcIds.includes(item.vpcId ?? "") && !known.has(item) && !decisions.has(item) && isForeign(item, inventory),
  );

  return {
    clear: state.pending,
    deletions: inDeletionOrder([...decisions].map(([item, reason]) => ({ item, reason }))),
    kept: [...used, ...foreign.map((item) => ({ item, reason: FOREIGN }))],
  };
}

/** Whether the AMI of a snapshot is gone: nothing can use the snapshot any more. */
function isOrphanedSnapshot({ type, ownerId }: Item, inventory: Inventory): boolean {
  return type === "aws.ebs.Snapshot" && ownerId !== undefined && !inventory.some(({ id }) => id === ownerId);
}

/**
 * Snapshots of AMIs that the state has and AWS does not: a deletion was interrupted after the first of its two calls. Those
 * of an earlier version have no tags, so only the state knows them.
 * @returns IDs of snapshots, each with that of its AMI
 */
export function orphanedSnapshots({ resources }: State, inventory: Inventory): ReadonlyMap<string, string> {
  const gone = resources.filter(
    ({ type, id }) => type === "aws.ec2.AmiFromInstance" && !inventory.some((item) => item.id === id),
  );
  return new Map(
    gone.flatMap(({ id, outputs }) => {
      const devices = (outputs.ebsBlockDevices ?? []) as readonly { readonly snapshotId?: string }[];
      return devices.flatMap(({ snapshotId }) => (snapshotId ? [[snapshotId, id] as const] : []));
    }),
  );
}

/** Everything of a stage, for a stage whose state is lost. */
export function planDestruction(inventory: Inventory): readonly Decision[] {
  return inDeletionOrder(
    inventory.map((item) => ({
      item,
      reason: item.tagged ? "has the tags of the stage" : "belongs to a resource with the tags of the stage",
    })),
  );
}

/**
 * What others run in the stage's VPC: instances, and network interfaces of databases, functions and the like. Only they know
 * whether their data can go.
 */
export function usersOfVpc(inventory: Inventory): Inventory {
  return inventory.filter(
    (item) =>
      (item.type === "aws.ec2.Instance" || item.isAttached === true) &&
      item.isEnding !== true &&
      isForeign(item, inventory),
  );
}

/** Creations that no item explains yet: their calls may still be executed. */
export function unexplained({ pending }: State, { deletions }: Plan): readonly PendingOperation[] {
  return pending.filter(
    ({ kind, type, inputs }) =>
      kind === "creating" &&
      recoveryOf(type) !== undefined &&
      !deletions.some(({ item }) => item.type === type && recoveryOf(type)?.matches(item, inputs) === true),
  );
}

/** Splits what is neither in the state nor decided yet by whether anything uses it that stays. */
function leftovers(
  inventory: Inventory,
  known: KnownItems,
  decided: ReadonlyMap<Item, string>,
): { readonly unused: readonly Item[]; readonly used: readonly Decision[] } {
  let candidates = inventory.filter(
    (item) => !known.has(item) && !decided.has(item) && item.ownerId === undefined && known.isLeftover(item),
  );
  const used: Decision[] = [];
  for (;;) {
    const deleted = new Set([...candidates, ...decided.keys()].map(({ id }) => id));
    const goes = (id: string) => deleted.has(id) || deleted.has(inventory.find((one) => one.id === id)?.ownerId ?? "");
    const reasons = candidates.map((item) => [item, whyKept(item, goes)] as const);
    const kept = reasons.flatMap(([item, reason]) => (reason === undefined ? [] : [{ item, reason }]));
    if (kept.length === 0) break;
    used.push(...kept);
    candidates = candidates.filter((item) => !kept.some((one) => one.item === item));
  }
  // What belongs to it goes with it, but snapshots do not.
  const ids = new Set([...candidates, ...decided.keys()].map(({ id }) => id));
  const owned = inventory.filter((item) => !decided.has(item) && item.ownerId !== undefined && ids.has(item.ownerId));
  return { unused: [...candidates, ...owned], used };
}

/** Whether others have created an item: neither it nor what it belongs to has the stage's tags. */
function isForeign({ tagged, type, ownerId }: Item, inventory: Inventory): boolean {
  return !tagged && recoveryOf(type)?.foundBy !== "parent" && !inventory.some(({ id }) => id === ownerId);
}

function whyKept({ usedBy, holdsData, type }: Item, goes: (id: string) => boolean): string | undefined {
  const users = usedBy.filter((id) => !goes(id));
  if (users.length > 0) return `used by ${users.join(", ")}`;
  if (holdsData === true) return "it is not empty";
  return type === "aws.ebs.Volume" ? "it may hold data" : undefined;
}

function inDeletionOrder(decisions: readonly Decision[]): readonly Decision[] {
  return [...decisions].sort((a, b) => orderOf(a.item.type) - orderOf(b.item.type));
}

/** The items that the state has, and those that belong to them. */
class KnownItems {
  private readonly ids: ReadonlySet<string>;
  private readonly byId: ReadonlyMap<string, Item>;
  /** Parts that the state has, by type, parent and key. */
  private readonly resources: readonly StateResource[];

  constructor({ resources }: State, inventory: Inventory) {
    this.resources = resources;
    this.ids = new Set(resources.flatMap((resource) => identifiersOf(resource).map((id) => `${resource.type} ${id}`)));
    this.byId = new Map(inventory.map((item) => [item.id, item]));
  }

  has(item: Item): boolean {
    // A deletion by Pulumi that AWS has not finished leaves nothing to do.
    if (item.isEnding === true) return true;
    if ([item.id, ...item.aliases].some((id) => this.ids.has(`${item.type} ${id}`))) return true;
    const owner = item.ownerId === undefined ? undefined : this.byId.get(item.ownerId);
    return owner !== undefined && this.has(owner);
  }

  private hasId(id: string): boolean {
    const item = this.byId.get(id);
    return item !== undefined && this.has(item);
  }

  /**
   * Whether only an unrecorded creation explains the item: it bears the stage's tags, or it is a part that the program
   * gives to each such parent, and the state has the parent without the part.
   */
  isLeftover(item: Item): boolean {
    // A bucket gets its tags a moment after its creation, and has the stage's name until then.
    if (item.tagged || item.type === "aws.s3.Bucket") return true;
    const recovery = recoveryOf(item.type);
    if (recovery?.foundBy !== "parent" || item.parentId === undefined) return false;
    const { key = "", parentId } = item;
    const isOurKey = recovery.keys === "ids" ? this.hasId(key) : recovery.keys?.test(key) !== false;
    if (!isOurKey || !this.hasId(parentId)) return false;
    return !this.resources.some(
      ({ type, inputs, outputs }) => type === item.type && recovery.matches(item, { ...inputs, ...outputs }),
    );
  }
}

function identifiersOf(resource: StateResource): readonly string[] {
  const { id, type, outputs } = resource;
  const own = recoveryOf(type)?.idOf?.(resource) ?? id;
  return [own, outputs.arn, outputs.name].filter((each): each is string => typeof each === "string" && each !== "");
}
