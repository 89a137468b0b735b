import { resourceType } from "../../../offline";
import { isItems, isObject, NOT_KNOWN, type Graph, type GraphResource, type Literal } from "../../../policy/graph";

/** Properties that are maps in Terraform, not blocks. */
const MAPS = new Set(["tags", "dimensions", "triggers"]);

const IRREGULAR: Readonly<Record<string, string>> = {
  ingress: "ingress",
  egress: "egress",
  metricQueries: "metric_query",
  vpcZoneIdentifiers: "vpc_zone_identifier",
};

const HIDDEN = "(secret)";

/**
 * The resources of a stage as a Terraform plan, for scanners that read nothing else, as `terraform show
 * -json` writes it. Leaves out secrets, and keys of `tls` and stashed values, which AWS never sees.
 * @throws Error for a resource of AWS whose Terraform name is unknown
 */
export function planJsonOf(graph: Graph) {
  const ofAws = graph.filter(({ type }) => type.startsWith("aws."));
  const addresses = new Map(ofAws.map((resource) => [resource.urn, addressOf(resource)]));
  const resources = ofAws.map(plannedResource);
  return {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources } },
    resource_changes: resources.map(({ values, ...rest }, index) => {
      const unknown = Object.entries(ofAws[index]?.properties ?? {}).filter(([, value]) => value === NOT_KNOWN);
      return {
        ...rest,
        change: {
          actions: ["create"],
          before: null,
          after: values,
          after_unknown: Object.fromEntries(unknown.map(([property]) => [terraformName(property, false), true])),
        },
      };
    }),
    configuration: {
      root_module: {
        resources: ofAws.map((resource, index) => ({ ...resources[index], ...expressionsOf(resource, addresses) })),
      },
    },
  };
}

function plannedResource(resource: GraphResource) {
  const values = Object.entries(resource.properties).flatMap(([property, value]): [string, unknown][] => {
    if (resource.secrets.includes(property)) return [[terraformName(property, false), HIDDEN]];
    return entryOf(property, value);
  });
  return {
    address: addressOf(resource),
    mode: "managed" as const,
    type: typeOf(resource),
    name: nameOf(resource),
    values: Object.fromEntries(values),
  };
}

/** A property by Terraform's name. As in a plan, unknown values are absent. */
function entryOf(property: string, value: Literal): [string, unknown][] {
  if (value === NOT_KNOWN) return [];
  if (isObject(value)) {
    return MAPS.has(property)
      ? [[terraformName(property, false), plain(value)]]
      : [[terraformName(property, false), [block(value)]]];
  }
  if (!isItems(value)) return [[terraformName(property, false), value]];
  if (isBlocks(value)) return [[terraformName(property, true), value.filter((item) => isObject(item)).map(block)]];
  return [[terraformName(property, false), value.filter((item) => item !== NOT_KNOWN)]];
}

const isBlocks = (value: Literal | undefined): boolean => isItems(value) && value.some((item) => isObject(item));

function block(value: Readonly<Record<string, Literal>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).flatMap(([property, inner]) => entryOf(property, inner)));
}

function plain(value: Readonly<Record<string, Literal>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== NOT_KNOWN));
}

/** Which resources the values come from: before the first deployment, nothing else links resources. */
function expressionsOf({ references, properties }: GraphResource, addresses: ReadonlyMap<string, string>): object {
  const expressions = Object.entries(references).flatMap(([property, urns]) => {
    const known = urns.flatMap((urn) => addresses.get(urn) ?? []);
    if (known.length === 0) return [];
    return [
      [
        terraformName(property, isBlocks(properties[property])),
        { references: known.flatMap((to) => [`${to}.id`, to]) },
      ],
    ];
  });
  return { expressions: Object.fromEntries(expressions) as Record<string, object> };
}

const addressOf = (resource: GraphResource): string => `${typeOf(resource)}.${nameOf(resource)}`;

function typeOf({ type, name }: GraphResource): string {
  const known = resourceType(type)?.terraform;
  if (known === undefined) throw new Error(`${name}: offline/resource-types.ts has no Terraform name for ${type}`);
  return known;
}

/** Terraform's names have only letters, digits, `_` and `-`. */
const nameOf = ({ name }: GraphResource): string => name.replace(/[^A-Za-z0-9_-]/g, "_");

/** Terraform's name of a property. Lists of blocks are singular. */
function terraformName(property: string, isBlocks: boolean): string {
  const snake = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return IRREGULAR[property] ?? (isBlocks ? snake.replace(/s$/, "") : snake);
}
