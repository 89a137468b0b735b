import { html, Markup, type Content } from "../markup";
import type { Texts } from "../texts";
import { glyphAt } from "./icons";
import { layOut } from "./layout";
import { BOLD, SIZE, widthOf } from "./measure";
import type { Reach } from "./reach";
import type { Arrow, Frame, Place, Route, Scene, Thing } from "./model";

const HEAD = 8;
const BEND = 6;
const LOCK = 12;

/**
 * The picture as SVG.
 * @param id distinguishes several pictures in one page
 */
export async function draw(scene: Scene, reach: Reach, id: string, { picture }: Texts): Promise<Markup> {
  const layout = await layOut(scene);
  const [width, height] = [layout.width, layout.height].map(Math.ceil);
  const route = ({ id: arrow }: Arrow): Route | undefined => layout.routes.get(arrow);
  return html`<svg
    class="picture"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    role="group"
    aria-label="${picture.label}"
  >
    ${layout.frames.map(frameRect)} ${scene.arrows.map((arrow) => arrowPath(arrow, route(arrow), reach))}
    ${layout.frames.map((frame) => (subnetOf(frame, scene) < 0 ? frameTitle(frame) : undefined))}
    ${scene.arrows.map((arrow) => arrowLabel(arrow, route(arrow), reach))}
    ${scene.things.map((thing) => thingShape(thing, layout.places.get(thing.id), scene, reach, id))}
    ${layout.frames.map((frame) => subnetTitle(frame, scene, id))}
  </svg>`;
}

/** The index of the subnet that a frame is drawn for. */
const subnetOf = ({ title }: Frame, { subnets }: Scene): number => subnets.findIndex((one) => one.title === title);

/** Subnets come after the things, in the panel too. */
export const subnetNumber = (index: number, { things }: Scene): number => things.length + index;

/** The title of a subnet can be selected, as a thing can. */
function subnetTitle(frame: Frame, scene: Scene, id: string): Content {
  const index = subnetOf(frame, scene);
  if (index < 0) return undefined;
  const { title, titleX, x, y, width: all } = frame;
  const width = Math.min(widthOf(title, SIZE.small) * BOLD + 8, x + all - titleX + 4);
  return html`<g
    class="thing subnet"
    tabindex="0"
    role="button"
    aria-pressed="false"
    aria-label="${title}"
    data-thing="${title}"
    data-number="${subnetNumber(index, scene)}"
    aria-controls="${id}-panel"
    ><rect class="box" ${box({ x: titleX - 4, y: y + 3, width, height: 20 })} rx="4" />${frameTitle(frame)}</g
  > `;
}

const frameRect = (frame: Frame): Markup => html`<rect class="frame ${frame.kind}" ${box(frame)} rx="8" /> `;

/** Above the arrows, which may cross a title. */
const frameTitle = ({ kind, title, titleX, y }: Frame): Markup =>
  html`<text class="title on-${kind}" x="${tidy(titleX)}" y="${tidy(y + 17)}">${title}</text> `;

function thingShape(thing: Thing, place: Place | undefined, scene: Scene, reach: Reach, id: string): Content {
  if (place === undefined) return undefined;
  const subnets = scene.subnets.flatMap((subnet, index) =>
    subnet.views.some(({ contents }) => contents.some((one) => one === thing.resource))
      ? [subnetNumber(index, scene)]
      : [],
  );
  const { kind, title, name, fact, secure, zones } = thing;
  const number = reach.numberOf(thing.id);
  const lines = [title, name, fact].filter((line) => line !== undefined);
  // A wide box has its contents in the middle.
  const left = place.x + 8;
  const middle = place.y + place.height / 2;
  const first = middle - (lines.length * SIZE.line) / 2 + SIZE.line - 4;
  const texts = lines.map((line, index) => {
    const isSecured = secure && index === lines.length - 1;
    const x = left + SIZE.tile + 9 + (isSecured ? LOCK + 2 : 0);
    const y = first + index * SIZE.line;
    return html`${isSecured ? html`<g class="lock">${glyphAt("lock", tidy(left + SIZE.tile + 8), tidy(y - LOCK + 2), LOCK)}</g>` : undefined}<text
        class="line${index}"
        x="${tidy(x)}"
        y="${tidy(y)}"
        >${line}</text
      > `;
  });
  return html`<g
    class="thing ${kind}${zones.length > 1 ? " spanning" : ""}"
    tabindex="0"
    role="button"
    aria-pressed="false"
    aria-label="${lines.join(", ")}"
    data-thing="${thing.id}"
    data-number="${number}"
    data-out="${reach.from(thing)}"
    data-in="${reach.to(thing)}"
    data-through="${[reach.through(thing), ...subnets].join(" ").trim()}"
    aria-controls="${id}-panel"
    ><rect class="box" ${box(place)} rx="7" /><rect
      class="tile"
      x="${tidy(left)}"
      y="${tidy(middle - SIZE.tile / 2)}"
      width="${SIZE.tile}"
      height="${SIZE.tile}"
      rx="6"
    />${glyphAt(kind, tidy(left + 4), tidy(middle - SIZE.tile / 2 + 4), SIZE.tile - 8)}${texts}</g
  > `;
}

function arrowPath(arrow: Arrow, route: Route | undefined, reach: Reach): Content {
  if (route === undefined) return undefined;
  return html`<g class="arrow${quiet(arrow)}" aria-hidden="true" ${ends(arrow, reach)}
    ><path d="${rounded(route.points)}" /><polygon points="${head(route.points)}"
  /></g> `;
}

function arrowLabel(arrow: Arrow, route: Route | undefined, reach: Reach): Content {
  if (route === undefined) return undefined;
  const { x, y } = route.label;
  return html`<text class="ports${quiet(arrow)}" ${ends(arrow, reach)}
    >${arrow.label.map(
      (line, index) => html`<tspan x="${tidy(x + 3)}" y="${tidy(y + (index + 1) * SIZE.label - 3)}">${line}</tspan>`,
    )}</text
  > `;
}

/** What only happens while an image is built stays in the background. */
const quiet = ({ from, to }: Arrow): string => (from.kind === "build" || to.kind === "build" ? " quiet" : "");

function ends(arrow: Arrow, reach: Reach): Markup {
  return html`data-out="${reach.using(arrow, "from")}" data-in="${reach.using(arrow, "to")}"`;
}

function box({ x, y, width, height }: Place): Markup {
  return html`x="${tidy(x)}" y="${tidy(y)}" width="${tidy(width)}" height="${tidy(height)}"`;
}

type Point = Route["points"][number];

/** A path with round corners, ending where the arrow's head begins. */
function rounded(points: readonly Point[]): string {
  const last = points.at(-1);
  const before = points.at(-2);
  if (last === undefined || before === undefined) return "";
  const path = [...points.slice(0, -1), towards(last, before, HEAD, 1)];
  return path
    .map((point, index) => {
      const [previous, next] = [path[index - 1], path[index + 1]];
      if (previous === undefined) return `M${pair(point)}`;
      if (next === undefined) return `L${pair(point)}`;
      return `L${pair(towards(point, previous, BEND))}Q${pair(point)} ${pair(towards(point, next, BEND))}`;
    })
    .join("");
}

function head(points: readonly Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (tip === undefined || before === undefined) return "";
  const base = towards(tip, before, HEAD, 1);
  const [dx, dy] = [(tip.y - base.y) / 2, (base.x - tip.x) / 2];
  return [tip, { x: base.x + dx, y: base.y + dy }, { x: base.x - dx, y: base.y - dy }].map(pair).join(" ");
}

/** The point at a distance from one point towards another, at most a part of the way. */
function towards(from: Point, to: Point, distance: number, most = 0.5): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(distance / length, most);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const pair = ({ x, y }: Point): string => `${tidy(x)},${tidy(y)}`;

/** To a tenth of a pixel. */
const tidy = (number: number): number => Math.round(number * 10) / 10;
