import { compare, shortType, type RecordedResource, type Recording } from "../../../offline";
import type { Row } from "./columns";
import { KINDS } from "./kinds";
import { Looks } from "./look";

/** A component with the lines below it. */
export interface Branch {
  readonly name: string;
  /** Its type without the project's name: `network:Vpc`. */
  readonly type: string;
  readonly rows: readonly Row[];
}

/** Components in the order in which one thinks of them; others follow by name. */
const COMPONENTS: readonly string[] = [
  "network:Vpc",
  "network:SecurityGroups",
  "network:Nat",
  "network:FlowLogs",
  "compute:AmazonLinux",
  "compute:LoginKey",
  "compute:SessionManagerRole",
  "compute:Bastion",
  "compute:WebImage",
  "certs:Certificate",
  "loadbalancer:AccessLogs",
  "loadbalancer:LoadBalancer",
  "loadbalancer:WebGroup",
  "alarms:AlarmTopic",
];
const KIND_ORDER = Object.keys(KINDS);

/** A run's resources by component, each with what matters about it. */
export function treeOf(recording: Recording): Branch[] {
  const [stack] = recording.resources;
  const looks = new Looks(recording);
  const top = recording.resources.filter(({ parent }) => parent !== undefined && parent === stack?.urn);
  return top
    .toSorted((a, b) => rank(COMPONENTS, typeOf(a)) - rank(COMPONENTS, typeOf(b)) || compare(a.name, b.name))
    .map((component) => ({
      name: component.name,
      type: typeOf(component),
      rows: rowsBelow(component, recording.resources, looks, ""),
    }));
}

/** A type as it is shown: a component's without the project's name, any other as the program writes it. */
export function typeOf({ type, custom }: RecordedResource): string {
  return custom ? shortType(type) : type.slice(type.indexOf(":") + 1);
}

function rowsBelow(above: RecordedResource, all: readonly RecordedResource[], looks: Looks, stem: string): Row[] {
  const children = all
    .filter((resource) => placeOf(resource) === above.urn)
    .toSorted((a, b) => rank(KIND_ORDER, typeOf(a)) - rank(KIND_ORDER, typeOf(b)) || compare(a.name, b.name));
  return children.flatMap((resource, index) => {
    const last = index === children.length - 1;
    const below = `${stem}${last ? "   " : "│  "}`;
    const row = rowOf(resource, looks, { branch: `${stem}${last ? "└─ " : "├─ "}`, below });
    return [row, ...rowsBelow(resource, all, looks, below)];
  });
}

/** Where a resource is shown: below its parent, or below what it is a part of. */
function placeOf(resource: RecordedResource): string | undefined {
  const property = KINDS[shortType(resource.type)]?.below;
  const [whole] = property === undefined ? [] : (resource.propertyDependencies[property] ?? []);
  return whole ?? resource.parent;
}

function rowOf(resource: RecordedResource, looks: Looks, branches: Pick<Row, "branch" | "below">): Row {
  const kind = KINDS[shortType(resource.type)] ?? { label: typeOf(resource) };
  const matters = kind.parts?.(looks.at(resource)) ?? [];
  const parts = [...matters, resource.options.protect === true ? "protected" : undefined];
  return {
    ...branches,
    label: kind.label,
    name: kind.nameless === true ? "" : looks.nameOf(resource),
    parts: parts.filter((part): part is string => part !== undefined && part !== ""),
  };
}

function rank(order: readonly string[], item: string): number {
  const index = order.indexOf(item);
  return index === -1 ? order.length : index;
}
