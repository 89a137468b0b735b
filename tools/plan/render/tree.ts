import {
  compare,
  RESOURCE_TYPES,
  resourceLabel,
  resourceType,
  shortType,
  type RecordedResource,
  type Recording,
} from "../../../offline";
import type { Row } from "./columns";
import { detailsOf } from "./details";
import { ResourceIndex } from "../resource-view";

/** How a plan marks a resource that `protect` keeps from deletion. */
export const DELETION_PROTECTION = "deletion protection on";

export interface Branch {
  readonly name: string;
  /** Its type without the project's name: `network:Vpc`. */
  readonly type: string;
  readonly rows: readonly Row[];
}

/** The order of components; others follow by name. */
const COMPONENTS: readonly string[] = [
  "network:Vpc",
  "network:SecurityGroups",
  "network:Nat",
  "network:FlowLogs",
  "compute:AmazonLinux",
  "compute:LoginKey",
  "compute:SessionManagerRole",
  "compute:Bastion",
  "compute:SiteFiles",
  "compute:WebImage",
  "certs:Certificate",
  "loadbalancer:AccessLogs",
  "loadbalancer:LoadBalancer",
  "compute:ServerRole",
  "loadbalancer:WebGroup",
  "alarms:AlarmTopic",
];
const TYPE_ORDER = Object.keys(RESOURCE_TYPES);

export function treeOf(recording: Recording): Branch[] {
  const [stack] = recording.resources;
  const index = new ResourceIndex(recording);
  const top = recording.resources.filter(({ parent }) => parent !== undefined && parent === stack?.urn);
  return top
    .toSorted((a, b) => rank(COMPONENTS, typeOf(a)) - rank(COMPONENTS, typeOf(b)) || compare(a.name, b.name))
    .map((component) => ({
      name: component.name,
      type: typeOf(component),
      rows: rowsBelow(component, recording.resources, index, ""),
    }));
}

/** A component's type without the project's name; any other type as the program writes it. */
function typeOf({ type, custom }: RecordedResource): string {
  return custom ? shortType(type) : type.slice(type.indexOf(":") + 1);
}

function rowsBelow(
  above: RecordedResource,
  all: readonly RecordedResource[],
  index: ResourceIndex,
  stem: string,
): Row[] {
  const children = all
    .filter((resource) => wholeOf(resource) === above.urn)
    .toSorted((a, b) => rank(TYPE_ORDER, typeOf(a)) - rank(TYPE_ORDER, typeOf(b)) || compare(a.name, b.name));
  return children.flatMap((resource, position) => {
    const last = position === children.length - 1;
    const below = `${stem}${last ? "   " : "│  "}`;
    const row = rowOf(resource, index, { branch: `${stem}${last ? "└─ " : "├─ "}`, below });
    return [row, ...rowsBelow(resource, all, index, below)];
  });
}

/** The resource below which the plan shows another one. */
function wholeOf(resource: RecordedResource): string | undefined {
  const property = resourceType(resource.type)?.below;
  const [whole] = property === undefined ? [] : (resource.propertyDependencies[property] ?? []);
  return whole ?? resource.parent;
}

function rowOf(resource: RecordedResource, index: ResourceIndex, branches: Pick<Row, "branch" | "below">): Row {
  const { nameless = false } = resourceType(resource.type) ?? {};
  const view = index.view(resource);
  return {
    ...branches,
    label: resourceLabel(typeOf(resource), (property) => view.text(property)),
    name: nameless ? "" : index.nameOf(resource),
    parts: [...detailsOf(resource.type, view), ...(resource.options.protect === true ? [DELETION_PROTECTION] : [])],
  };
}

function rank(order: readonly string[], item: string): number {
  const index = order.indexOf(item);
  return index === -1 ? order.length : index;
}
