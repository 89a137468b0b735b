import { SIZE, widthOf } from "./measure";
import type { Frame, Layout, Place, Route, Scene, Stand } from "./model";

type Untitled = Omit<Frame, "titleX">;

const { pad, title } = SIZE;

/** Room in a row for the borders and titles of frames. */
export function roomAround(row: number, isSpread: boolean): { readonly above: number; readonly below: number } {
  const [firstPublic, lastPublic, firstPrivate, lastPrivate] = isSpread ? [2, 3, 4, 5] : [3, 3, 4, 4];
  return {
    above: row === 1 ? title + 6 : row === firstPublic ? 2 * title + 2 : row === firstPrivate ? title + 2 : 6,
    below: row === lastPublic ? pad : row === lastPrivate ? 3 * pad : row === 6 ? pad : 6,
  };
}

/** The frames around placed things: one column for each zone, with a public and a private subnet in it. */
export function framesOf(
  { region, vpc, zones }: Scene,
  stands: readonly Stand[],
  places: ReadonlyMap<string, Place>,
  routes: ReadonlyMap<string, Route>,
): Layout {
  // Boxes that only keep a column free may stand anywhere between two rows.
  const of = (row: Stand["row"]): Place[] =>
    stands.filter((one) => one.row === row && "kind" in one).flatMap(({ id }) => places.get(id) ?? []);
  const [open, closed, gateways] = [of("public"), of("private"), of("gateway")];
  const inside = [...open, ...closed];
  const columnBoxes = stands.filter(({ zones: its }) => its.length > 0).flatMap(({ id }) => places.get(id) ?? []);
  const lines = [...routes.values()].flatMap(({ points, label }) => [...segmentsOf(points), label]);
  /** How far boxes and arrows between two heights reach. */
  const widthBetween = (from: number, to: number): readonly [left: number, right: number] => {
    const all = [...columnBoxes, ...lines.filter(({ y, height }) => y + height > from && y < to)];
    return [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x, width }) => x + width))];
  };
  const zoneTop = top(inside) - 2 * title;
  const vpcTop = gateways.length === 0 ? zoneTop - title : (top(gateways) + bottom(gateways)) / 2;
  const vpcBottom = bottom(inside) + 3 * pad - 4;
  const regionBottom = Math.max(vpcBottom, bottom(of("s3"))) + pad;
  const [left, right] = widthBetween(zoneTop, bottom(inside));
  const ends = [left - 2 * pad, ...bordersOf(zones, stands, places), right + 2 * pad];
  const columns = zones.flatMap(({ title: zoneTitle, ...subnets }, index): Untitled[] => {
    const x = (ends[index] ?? left) + 4;
    const width = (ends[index + 1] ?? right) - 4 - x;
    const subnet = (kind: "public" | "private", around: readonly Place[]): Untitled[] =>
      subnets[kind] === undefined || around.length === 0
        ? []
        : [
            {
              ...{ kind, title: subnets[kind], x: x + 6, width: width - 12 },
              ...tall(top(around) - title, bottom(around) + pad - 2),
            },
          ];
    const zone = { x, width, ...tall(zoneTop, bottom(inside) + 2 * pad - 4) };
    return [{ kind: "zone", title: zoneTitle, ...zone }, ...subnet("public", open), ...subnet("private", closed)];
  });
  const [vpcLeft, linesRight] = widthBetween(bottom(gateways), vpcBottom);
  const vpcRight = Math.max(linesRight, ...gateways.map((gateway) => endOfTitle(vpc, vpcLeft, gateway) - 2 * pad));
  const [regionLeft, regionRight] = widthBetween(bottom(gateways), regionBottom);
  const outer = (from: number, to: number, margin: number): Pick<Place, "x" | "width"> => {
    const [x, end] = [Math.min(from, left - 2 * pad) - margin, Math.max(to, right + 2 * pad) + margin];
    return { x, width: end - x };
  };
  const frames: readonly Untitled[] = [
    {
      ...{ kind: "region", title: region, ...outer(regionLeft, Math.max(regionRight, vpcRight), 2 * pad - 4) },
      ...tall(vpcTop - title - 20, regionBottom),
    },
    { kind: "vpc", title: vpc, ...outer(vpcLeft, vpcRight, pad - 4), ...tall(vpcTop, vpcBottom) },
    ...columns,
  ];
  return cropped(
    frames.map((frame) => ({ ...frame, titleX: titleX(frame, [...lines, ...places.values()]) })),
    places,
    routes,
  );
}

/** How far the VPC reaches if its title has to stand behind the internet gateway, for lack of room before it. */
function endOfTitle(text: string, left: number, gateway: Place): number {
  const width = widthOf(text, SIZE.small) + 3 * pad;
  return gateway.x - left >= width ? 0 : gateway.x + gateway.width + width;
}

/** A title begins at the first x where it covers no arrow, no label and no box. */
function titleX({ x, y, width, title: text }: Untitled, others: readonly Place[]): number {
  const [own, step] = [widthOf(text, SIZE.small), 6];
  const isFree = (from: number): boolean =>
    others.every(
      (one) =>
        one.x > from + own + step ||
        one.x + one.width < from - step ||
        one.y >= y + title - 4 ||
        one.y + one.height < y,
    );
  const first = x + 10;
  const steps = Math.max(0, Math.floor((width - 20 - own) / step));
  const free = Array.from({ length: steps + 1 }, (_, index) => first + index * step).find(isFree);
  return free ?? first;
}

/** The straight parts of an arrow. */
function segmentsOf(points: Route["points"]): Place[] {
  return points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    return {
      ...{ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y) },
      ...{ width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) },
    };
  });
}

const top = (places: readonly Place[]): number => Math.min(...places.map(({ y }) => y));
const bottom = (places: readonly Place[]): number => Math.max(...places.map(({ y, height }) => y + height));
const tall = (from: number, to: number): Pick<Place, "y" | "height"> => ({ y: from, height: to - from });

/** The x of each border between two zones: within things of both, and between those of one. */
function bordersOf(zones: Scene["zones"], stands: readonly Stand[], places: ReadonlyMap<string, Place>): number[] {
  return zones.slice(1).map((_, index) => {
    const before = zones.slice(0, index + 1).map(({ name }) => name);
    const range = stands.reduce(
      ({ min, max }, thing) => {
        const place = places.get(thing.id);
        if (place === undefined || thing.zones.length === 0) return { min, max };
        const ends = { from: place.x, to: place.x + place.width };
        const isBefore = thing.zones.every((zone) => before.includes(zone));
        const isAfter = thing.zones.every((zone) => !before.includes(zone));
        if (isBefore) return { min: Math.max(min, ends.to + pad), max };
        if (isAfter) return { min, max: Math.min(max, ends.from - pad) };
        return { min: Math.max(min, ends.from + 2 * pad), max: Math.min(max, ends.to - 2 * pad) };
      },
      { min: -Infinity, max: Infinity },
    );
    return (range.min + range.max) / 2;
  });
}

/** Everything moved so that the picture begins at 0. */
function cropped(
  frames: readonly Frame[],
  places: ReadonlyMap<string, Place>,
  routes: ReadonlyMap<string, Route>,
): Layout {
  const all = [
    ...[...frames, ...places.values()],
    ...[...routes.values()].flatMap(({ points, label }) => [...segmentsOf(points), label]),
  ];
  const [x, y] = [Math.min(...all.map((one) => one.x)) - 2, top(all) - 2];
  const move = <T extends { readonly x: number; readonly y: number }>(one: T): T => ({
    ...one,
    ...{ x: one.x - x, y: one.y - y },
  });
  return {
    width: Math.max(...all.map((one) => one.x + one.width)) - x + 2,
    height: bottom(all) - y + 2,
    frames: frames.map((frame) => ({ ...move(frame), titleX: frame.titleX - x })),
    places: new Map([...places].map(([id, place]) => [id, move(place)])),
    routes: new Map(
      [...routes].map(([id, { points, label }]) => [id, { points: points.map(move), label: move(label) }]),
    ),
  };
}
