import { resourceType } from "../../../offline";
import type { ChangedResource } from "./compare";
import type { PlanDocument, PlannedResource } from "./document";
import { TRIGGER } from "./properties";

/**
 * The resources that a deployment replaces: those of which a property in `replacedBy` of their type changes, and those
 * that keep the id of one of them in such a property. Values that only AWS knows, such as a newer AMI, may replace more.
 */
export function replacedIn(after: PlanDocument, changed: readonly ChangedResource[]): PlannedResource[] {
  const replaced = new Map<string, PlannedResource>();
  for (const { resource, properties } of changed) {
    const isReplacing = properties.some(({ key }) => key === TRIGGER || propertiesOf(resource).some(isWithin(key)));
    if (isReplacing) replaced.set(resource.key, resource);
  }
  for (let size = -1; size !== replaced.size;) {
    size = replaced.size;
    for (const resource of after.resources) {
      if (!replaced.has(resource.key) && refersToOneOf(replaced, resource)) replaced.set(resource.key, resource);
    }
  }
  return after.resources.filter(({ key }) => replaced.has(key));
}

const propertiesOf = ({ type }: PlannedResource): readonly string[] => resourceType(type)?.replacedBy ?? [];

const isWithin =
  (path: string) =>
  (property: string): boolean =>
    path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`);

function refersToOneOf(replaced: ReadonlyMap<string, PlannedResource>, resource: PlannedResource): boolean {
  const names = resource.dependsOn
    .filter((key) => replaced.has(key))
    .map((key) => key.slice(key.lastIndexOf("::") + 2));
  if (names.length === 0) return false;
  const values = Object.entries(resource.properties)
    .filter(([path]) => propertiesOf(resource).some(isWithin(path)))
    .flatMap(([, value]) => value.split(", "));
  return values.some((value) => names.includes(value));
}
