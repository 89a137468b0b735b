import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import { framesOf, roomAround } from "./frames";
import { boxOf, SIZE, widthOf } from "./measure";
import type { Arrow, Layout, Place, Route, Row, Scene, Stand, Thing, Zone } from "./model";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.padding": "[top=4,left=4,bottom=4,right=4]",
  "elk.partitioning.activate": "true",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.crossingMinimization.forceNodeModelOrder": "true",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.spacing.nodeNode": "34",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "18",
  "elk.layered.spacing.edgeNodeBetweenLayers": "10",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
} as const;

/** A thing of several zones gets a row of its own when it cannot stand between two zones. */
const ZONES_PER_ROW = 2;

const ROWS: Readonly<Record<Row, number>> = { outside: 0, gateway: 1, public: 3, private: 4, s3: 6 };

/** Finds a place for everything: the internet above, public subnets above private ones, a column for each zone. */
export async function layOut(scene: Scene): Promise<Layout> {
  const stands = [...scene.things, ...placeholders(scene)];
  const nodes = stands.map((one, index) => nodeOf(one, index, scene.zones));
  const across = scene.arrows.filter(
    ({ from, to }) => rowOf(from, scene.zones.length) !== rowOf(to, scene.zones.length),
  );
  const edges = [...across.map(edge), ...spines(nodes, scene.zones.length)];
  const done = await new ELK().layout({
    id: "picture",
    layoutOptions: OPTIONS,
    children: nodes.toSorted((a, b) => a.row - b.row || a.order - b.order).map(({ node }) => node),
    edges,
  });
  const found = new Map((done.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  const places = new Map(
    nodes.map(({ node: { id }, box, above }): [string, Place] => {
      const { x = 0, y = 0 } = found.get(id) ?? {};
      return [id, { x, y: y + above, ...box }];
    }),
  );
  const routes = new Map(
    scene.arrows.flatMap((arrow) => {
      const route = done.edges.find(({ id }) => id === arrow.id);
      return [[arrow.id, route === undefined ? besides(arrow, places) : routeOf(arrow, route, places)]];
    }),
  );
  return framesOf(scene, stands, places, routes);
}

interface Node {
  readonly node: ElkNode;
  readonly row: number;
  /** From left to right within the row; between the zones for a thing of several. */
  readonly column: number;
  readonly order: number;
  readonly box: { readonly width: number; readonly height: number };
  /** Room above the box for the titles of frames. */
  readonly above: number;
}

/** How far a thing reaches from one zone into the next. */
const SPAN = 190;

/** More than there are things in a column. */
const PLACES = 100;

function nodeOf(stand: Stand, place: number, zones: readonly Zone[]): Node {
  const isSpanning = stand.zones.length > 1;
  const row = rowOf(stand, zones.length);
  const columns = stand.zones.map((zone) => zones.findIndex(({ name }) => name === zone));
  const column = isSpanning ? (Math.min(...columns) + Math.max(...columns)) / 2 : (columns[0] ?? 0);
  const own = "kind" in stand ? boxOf(stand) : { width: stand.width, height: SIZE.tile };
  const box = isSpanning ? { ...own, width: Math.max(own.width, SPAN * (stand.zones.length - 1)) } : own;
  const { above, below } = roomAround(row, zones.length > ZONES_PER_ROW);
  const order = column * PLACES + place;
  const layoutOptions = { "elk.partitioning.partition": String(row) };
  const node = { id: stand.id, width: box.width, height: box.height + above + below, layoutOptions };
  return { node, row, column, order, box, above };
}

function rowOf({ row, zones }: Pick<Thing, "row" | "zones">, zoneCount: number): number {
  if (zoneCount <= ZONES_PER_ROW || zones.length < 2) return ROWS[row];
  return row === "public" ? ROWS.public - 1 : row === "private" ? ROWS.private + 1 : ROWS[row];
}

/** Boxes for zones without a thing of their own, so that each has its column in both rows. */
function placeholders({ zones, things }: Scene): Stand[] {
  if (zones.length < 2) return [];
  return zones.flatMap((zone) =>
    (["public", "private"] as const).flatMap((row): Stand[] => {
      const isUsed = things.some(
        (thing) => thing.row === row && thing.zones.length === 1 && thing.zones[0] === zone.name,
      );
      const width = widthOf(zone[row] ?? "", SIZE.small) + 2 * SIZE.pad;
      // Between two zones stands a thing of both, and takes half of its room from each.
      const shared = zones.length <= ZONES_PER_ROW ? SPAN / 2 : 0;
      return isUsed ? [] : [{ id: `${row} ${zone.name}`, row, zones: [zone.name], width: width - shared }];
    }),
  );
}

/** Takes no room, but keeps two rows as far apart as labels do. */
const NO_LABEL = { text: " ", width: 1, height: 1 };

/** Invisible edges that keep a zone's private things below its public ones, and things of all zones in the middle. */
function spines(nodes: readonly Node[], zones: number): ElkExtendedEdge[] {
  const isInside = ({ row }: Node): boolean => row > ROWS.gateway && row < ROWS.s3;
  const columns = [...new Set(nodes.filter(isInside).map(({ column }) => column))];
  if (columns.length < 2) return [];
  const layoutOptions = { "elk.layered.priority.straightness": "100" };
  return columns.flatMap((column) => {
    const own = nodes.filter((node) => isInside(node) && node.column === column).toSorted((a, b) => a.row - b.row);
    const members = [
      ...nodes.filter(({ row }) => row === ROWS.gateway),
      ...own.filter(({ row }, index) => own[index - 1]?.row !== row),
      ...nodes.filter(({ row }) => row === ROWS.s3),
    ];
    return members
      .slice(1)
      .map((lower, index) => ({
        ...{ id: `spine${column}-${index}`, sources: [members[index]?.node.id ?? ""], targets: [lower.node.id] },
        ...{
          labels: zones > ZONES_PER_ROW ? [] : [NO_LABEL],
          ...(isInside(lower) && index > 0 ? { layoutOptions } : {}),
        },
      }));
  });
}

/** Every edge leads away from the internet, even against its arrow, so that rows keep their order. */
function edge(arrow: Arrow): ElkExtendedEdge {
  const ends = [arrow.from.id, arrow.to.id];
  const width = Math.max(...arrow.label.map((line) => widthOf(line, SIZE.small)));
  return {
    id: arrow.id,
    sources: [ends[isTurned(arrow) ? 1 : 0] ?? ""],
    targets: [ends[isTurned(arrow) ? 0 : 1] ?? ""],
    labels: [{ text: arrow.label.join(" "), width: width + 6, height: arrow.label.length * SIZE.label }],
    layoutOptions: { "elk.layered.priority.straightness": arrow.to.kind === "servers" ? "5" : "1" },
  };
}

const isTurned = ({ from, to }: Arrow): boolean => ROWS[from.row] > ROWS[to.row];

/** Arrows end at the boxes, not at the room around them. */
function routeOf(
  arrow: Arrow,
  { sections = [], labels = [] }: ElkExtendedEdge,
  places: ReadonlyMap<string, Place>,
): Route {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [label] = labels;
  const [upper, lower] = isTurned(arrow) ? [arrow.to, arrow.from] : [arrow.from, arrow.to];
  const [above, below] = [places.get(upper.id), places.get(lower.id)];
  const moved = points.map((point, index) => {
    if (index === 0 && above !== undefined) return { ...point, y: above.y + above.height };
    return index === points.length - 1 && below !== undefined ? { ...point, y: below.y } : point;
  });
  return {
    points: isTurned(arrow) ? moved.toReversed() : moved,
    label: { x: label?.x ?? 0, y: label?.y ?? 0, width: label?.width ?? 0, height: label?.height ?? 0 },
  };
}

/** How far above its row an arrow within the row runs. */
const RISE = 9;

/** An arrow between things of the same row. */
function besides({ from, to, label }: Arrow, places: ReadonlyMap<string, Place>): Route {
  const [tail, tip] = [from, to].map(({ id }) => places.get(id) ?? { x: 0, y: 0, width: 0, height: 0 });
  if (tail === undefined || tip === undefined) return { points: [], label: { x: 0, y: 0, width: 0, height: 0 } };
  const y = Math.min(tail.y, tip.y) - RISE;
  const [start, end] = [tail, tip].map(({ x, width }) => x + width * (tail.x < tip.x === (x === tail.x) ? 0.8 : 0.2));
  const [fromX, toX] = [start ?? 0, end ?? 0];
  const width = Math.max(...label.map((line) => widthOf(line, SIZE.small)));
  const size = { width, height: label.length * SIZE.label };
  return {
    points: [
      { x: fromX, y: tail.y },
      { x: fromX, y },
      { x: toX, y },
      { x: toX, y: tip.y },
    ],
    label: { x: (fromX + toX - width) / 2, y: y - size.height - 1, ...size },
  };
}
