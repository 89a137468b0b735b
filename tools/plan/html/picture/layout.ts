import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Arrow, Thing } from "./arrows";
import type { Frame, Scene } from "./scene";

/** All letters are of one width, so that no text has to be measured. */
export const LETTER = { width: 7.3, height: 16 } as const;

const PADDING = 12;
const TITLE = 28;
/** An arrow's end needs room below the one before. */
const END = 18;

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Place>;
  readonly routes: ReadonlyMap<string, Route>;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow's path from its tail to its head, and the place of its label. */
export interface Route {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly label: Place;
}

/** Zones keep their order; a frame does not inherit this from the one around it. */
const HEEDS_ORDER = { "elk.layered.crossingMinimization.semiInteractive": "true" } as const;
/** Positions only say what comes before what; any distance does. */
const APART = 1000;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  ...HEEDS_ORDER,
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.spacing.nodeNode": "20",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "14",
  "elk.spacing.edgeLabel": "6",
  "elk.layered.spacing.nodeNodeBetweenLayers": "20",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "14",
} as const;

/** Finds a place for everything: from the internet on the left to S3 on the right, zones below each other. */
export async function layOut({ frames, arrows }: Scene): Promise<Layout> {
  const graph: ElkNode = {
    id: "picture",
    layoutOptions: { ...OPTIONS, "elk.padding": padding(PADDING) },
    children: frames.map((frame, index) => frameNode(frame, index, arrows)),
    edges: arrows.map(edge),
  };
  const done = await new ELK().layout(graph);
  const places = new Map<string, Place>();
  const visit = ({ id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode): void => {
    places.set(id, { x, y, width, height });
    children.forEach(visit);
  };
  (done.children ?? []).forEach(visit);
  return {
    width: done.width ?? 0,
    height: done.height ?? 0,
    places,
    routes: new Map(
      arrows.flatMap((arrow) => {
        const found = done.edges?.find(({ id }) => id === arrow.id);
        return found === undefined ? [] : [[arrow.id, routeOf(arrow, found)]];
      }),
    ),
  };
}

function frameNode({ id, title, frames, things }: Frame, position: number, arrows: readonly Arrow[]): ElkNode {
  return {
    id,
    layoutOptions: {
      ...HEEDS_ORDER,
      "elk.position": `(0,${position * APART})`,
      "elk.padding": padding(TITLE + PADDING),
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${widthOf(title) + 2 * PADDING},${TITLE + 2 * PADDING})`,
    },
    children: [
      ...frames.map((frame, index) => frameNode(frame, index, arrows)),
      ...things.map((thing) => thingNode(thing, arrows)),
    ],
  };
}

function thingNode({ id, lines }: Thing, arrows: readonly Arrow[]): ElkNode {
  const ends = arrows.filter(({ from, to }) => from.id === id || to.id === id).length;
  return {
    id,
    width: 2 * PADDING + Math.max(...lines.map(widthOf)),
    height: Math.max(END * ends, lines.length * LETTER.height + PADDING),
  };
}

/** Every edge leads away from the internet, even against its arrow, so that things keep their order. */
function edge(arrow: Arrow): ElkExtendedEdge {
  const ends = [arrow.from.id, arrow.to.id];
  return {
    id: arrow.id,
    sources: [ends[turned(arrow) ? 1 : 0] ?? ""],
    targets: [ends[turned(arrow) ? 0 : 1] ?? ""],
    labels: [{ text: arrow.label, width: widthOf(arrow.label) + 6, height: LETTER.height }],
    layoutOptions: { "elk.edgeLabels.inline": "true" },
  };
}

const turned = ({ from, to }: Arrow): boolean => from.depth > to.depth;

function routeOf(arrow: Arrow, { sections = [], labels = [] }: ElkExtendedEdge): Route {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [label] = labels;
  return {
    points: turned(arrow) ? points.toReversed() : points,
    label: { x: label?.x ?? 0, y: label?.y ?? 0, width: label?.width ?? 0, height: label?.height ?? 0 },
  };
}

const widthOf = (text: string): number => text.length * LETTER.width;

const padding = (top: number): string => `[top=${top},left=${PADDING},bottom=${PADDING},right=${PADDING}]`;
