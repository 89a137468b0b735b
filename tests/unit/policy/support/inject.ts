import type { Graph, GraphResource, Literal } from "../../../../policy/graph";
import type { Stage } from "./stages";

export type Change = (graph: Graph) => Graph;

/** Small mistakes in a stage, by the one rule that must find each. */
export type Violations = Partial<Record<Stage, Readonly<Record<string, Readonly<Record<string, Change>>>>>>;

export const GROUP = "aws.ec2.SecurityGroup";
export const INSTANCE = "aws.ec2.Instance";
export const TEMPLATE = "aws.ec2.LaunchTemplate";
export const LOAD_BALANCER = "aws.elb.LoadBalancer";
export const SCALING_GROUP = "aws.autoscaling.Group";

type Properties = Readonly<Record<string, Literal | undefined>>;
/** A resource by its type and a part of its name. */
type Target = readonly [type: string, name: string];

function find(graph: Graph, type: string, name = ""): GraphResource {
  const found = graph.find((resource) => resource.type === type && resource.name.includes(name));
  if (found === undefined) throw new Error(`there is no ${type} ${name}`);
  return found;
}

export function change(type: string, name: string, how: (resource: GraphResource) => Partial<GraphResource>): Change {
  return (graph) => {
    const target = find(graph, type, name);
    return graph.map((resource) => (resource === target ? { ...resource, ...how(resource) } : resource));
  };
}

/** Sets properties of a resource; undefined removes one. */
export function set(type: string, name: string, properties: Properties): Change {
  return change(type, name, (resource) => ({
    properties: defined({ ...resource.properties, ...properties }),
    secrets: [],
  }));
}

export function setIn(type: string, name: string, property: string, values: Readonly<Record<string, Literal>>): Change {
  return (graph) => {
    const old = find(graph, type, name).properties[property] as Readonly<Record<string, Literal>>;
    return set(type, name, { [property]: { ...old, ...values } })(graph);
  };
}

export function link(type: string, name: string, property: string, ...targets: readonly Target[]): Change {
  return (graph) => {
    const urns = targets.map((target) => find(graph, ...target).urn);
    return change(type, name, ({ references }) => ({ references: { ...references, [property]: urns } }))(graph);
  };
}

export function without(type: string, name = ""): Change {
  return (graph) => {
    const target = find(graph, type, name);
    return graph.filter((resource) => resource !== target);
  };
}

export function another(
  type: string,
  name: string,
  properties: Properties = {},
  references: Readonly<Record<string, Target>> = {},
): Change {
  return (graph) => {
    const model = find(graph, type, name);
    const links = Object.entries(references).map(([property, target]) => [property, [find(graph, ...target).urn]]);
    return [
      ...graph,
      {
        ...model,
        urn: `${model.urn}-too`,
        name: `${model.name}-too`,
        properties: defined({ ...model.properties, ...properties }),
        references: { ...model.references, ...(Object.fromEntries(links) as GraphResource["references"]) },
      },
    ];
  };
}

export function add(type: string, properties: Readonly<Record<string, Literal>> = {}): Change {
  const [urn, name] = [`urn:pulumi:stg::p::${type}::injected`, "injected"];
  return (graph) => [...graph, { urn, type, name, properties, secrets: [], protected: false, references: {} }];
}

export function all(...changes: readonly Change[]): Change {
  return (graph) => changes.reduce((changed, make) => make(changed), graph);
}

function defined(properties: Properties): Readonly<Record<string, Literal>> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
