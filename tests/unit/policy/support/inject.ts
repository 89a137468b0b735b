import { graphOfRecording } from "../../../../policy/from-recording";
import type { Graph, GraphResource, Literal } from "../../../../policy/graph";
import type { Deployment } from "../../../support";
import { variant } from "../../../support/variants";
import { variants } from "../../stages/variants";

/** Stages in which faults are planted. */
export const STAGES = {
  stg: () => variant("stg", { preview: true }),
  prod: () => variant("prod", { preview: true }),
  "stg, deployed": () => variant("stg"),
  "stg with a bastion": variants.bastion,
} as const satisfies Record<string, () => Promise<Deployment>>;

export type Stage = keyof typeof STAGES;

/** The graph of a stage. */
export async function graphOf(stage: Stage): Promise<Graph> {
  return graphOfRecording((await STAGES[stage]()).recording);
}

/** A small change of a stage. */
export type Change = (graph: Graph) => Graph;

/** The one resource of a type, or the first whose name has a part. */
export function find(graph: Graph, type: string, name = ""): GraphResource {
  const found = graph.find((resource) => resource.type === type && resource.name.includes(name));
  if (found === undefined) throw new Error(`there is no ${type} ${name}`);
  return found;
}

/** Sets properties of a resource; undefined takes one away. */
export function set(type: string, name: string, properties: Readonly<Record<string, Literal | undefined>>): Change {
  return (graph) => {
    const target = find(graph, type, name);
    return graph.map((resource) =>
      resource === target
        ? { ...resource, properties: given({ ...resource.properties, ...properties }), secrets: [] }
        : resource,
    );
  };
}

/** Sets a part of a property that is an object. */
export function setIn(type: string, name: string, property: string, values: Readonly<Record<string, Literal>>): Change {
  return (graph) => {
    const old = find(graph, type, name).properties[property] as Readonly<Record<string, Literal>>;
    return set(type, name, { [property]: { ...old, ...values } })(graph);
  };
}

/** Makes a property of a resource come from others. */
export function link(
  type: string,
  name: string,
  property: string,
  ...targets: readonly (readonly [type: string, name: string])[]
): Change {
  return (graph) => {
    const [target, urns] = [find(graph, type, name), targets.map((each) => find(graph, ...each).urn)];
    return graph.map((resource) =>
      resource === target ? { ...resource, references: { ...resource.references, [property]: urns } } : resource,
    );
  };
}

/** Takes a resource away. */
export function without(type: string, name = ""): Change {
  return (graph) => {
    const target = find(graph, type, name);
    return graph.filter((resource) => resource !== target);
  };
}

/** Adds a resource like another, with properties changed. */
export function another(
  type: string,
  name: string,
  properties: Readonly<Record<string, Literal | undefined>> = {},
  references: Readonly<Record<string, readonly [type: string, name: string]>> = {},
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
        properties: given({ ...model.properties, ...properties }),
        references: { ...model.references, ...(Object.fromEntries(links) as GraphResource["references"]) },
      },
    ];
  };
}

/** Adds a resource of a type that the stage has not. */
export function add(type: string, properties: Readonly<Record<string, Literal>> = {}): Change {
  return (graph) => [
    ...graph,
    {
      urn: `urn:pulumi:stg::p::${type}::planted`,
      type,
      name: "planted",
      properties,
      secrets: [],
      protected: false,
      references: {},
    },
  ];
}

/** Several changes, one after the other. */
export function all(...changes: readonly Change[]): Change {
  return (graph) => changes.reduce((changed, change) => change(changed), graph);
}

/** Changes a resource in another way. */
export function change(type: string, name: string, how: (resource: GraphResource) => Partial<GraphResource>): Change {
  return (graph) => {
    const target = find(graph, type, name);
    return graph.map((resource) => (resource === target ? { ...resource, ...how(resource) } : resource));
  };
}

function given(properties: Readonly<Record<string, Literal | undefined>>): Readonly<Record<string, Literal>> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
