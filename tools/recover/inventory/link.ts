import type { Inventory, Item } from "../item";

/** An item, with what it uses. */
export interface ReadItem extends Item {
  /** IDs, aliases or names of items that cannot be deleted while it exists. */
  readonly uses?: readonly string[];
}

/** Completes what each item is used by. */
export function link(items: readonly ReadItem[]): Inventory {
  const users = new Map<string, string[]>();
  for (const { id, uses = [] } of items) {
    for (const used of uses) users.set(used, [...(users.get(used) ?? []), id]);
  }
  return items.map((item) => {
    const found = [item.id, ...item.aliases].flatMap((id) => users.get(id) ?? []);
    return { ...item, usedBy: [...new Set([...item.usedBy, ...found])] };
  });
}
