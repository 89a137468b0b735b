import { describeRelation, type Endpoint, type Flow, type Reachability } from "../../../../policy/reachability";
import { html, Markup, type Content } from "../markup";
import type { Arrow, Thing } from "./arrows";
import { layOut, LETTER, type Layout, type Place, type Route } from "./layout";
import type { Frame, Scene } from "./scene";

/** The picture is shown a little smaller than it is laid out. */
const SCALE = 0.9;
const HEAD = 8;
const BEND = 7;

/**
 * The picture as SVG. Below it, each endpoint has a list of what it can reach and what can reach it.
 * @param id distinguishes several pictures in one page
 */
export async function draw(scene: Scene, reachability: Reachability, id: string): Promise<Markup> {
  const layout = await layOut(scene);
  const numbers = new Map(reachability.endpoints.map((endpoint, index) => [endpoint.id, String(index)]));
  const reach = new Reach(reachability, numbers);
  const [width, height] = [layout.width, layout.height].map(Math.ceil);
  return html`<figure class="network">
    <div class="scroll" tabindex="0" role="group" aria-label="Picture of the network, scrollable">
      <svg
        viewBox="0 0 ${width} ${height}"
        width="${tidy(layout.width * SCALE)}"
        height="${tidy(layout.height * SCALE)}"
        role="group"
        aria-label="The network with its endpoints and allowed traffic"
      >
        ${scene.frames.map((frame) => frameRects(frame, layout))}
        ${scene.arrows.map((arrow) => arrowPath(arrow, layout.routes.get(arrow.id), reach))}
        ${scene.frames.map((frame) => frameTitles(frame, layout))}
        ${scene.arrows.map((arrow) => arrowLabel(arrow, layout.routes.get(arrow.id), reach))}
        ${scene.things.map((thing) => thingShape(thing, layout.places.get(thing.id), reach, id))}
      </svg>
    </div>
    <figcaption>
      <p class="key">
        <span class="out">Can reach</span> <span class="in">Can be reached by</span>
        <span class="both">Both</span>
      </p>
      <div class="answers" role="status">
        <p class="hint">Point at an item, or use the Tab key, to see what it can reach and what can reach it.</p>
        ${reachability.endpoints.map((endpoint) => answer(endpoint, reachability, `${id}-${numbers.get(endpoint.id) ?? ""}`))}
      </div>
      <p class="note">
        The picture omits traffic that follows from rules for the internet, and traffic to another Availability Zone if
        there is a path within the zone. The tables include both. Dashed items represent items in another zone.
      </p>
    </figcaption>
  </figure> `;
}

function frameRects(frame: Frame, layout: Layout): Content {
  const place = layout.places.get(frame.id);
  if (place === undefined) return undefined;
  return [
    html`<rect class="frame ${frame.kind}" ${box(place)} rx="10" /> `,
    frame.frames.map((inner) => frameRects(inner, layout)),
  ];
}

/** Above the arrows, which may cross a title. */
function frameTitles(frame: Frame, layout: Layout): Content {
  const place = layout.places.get(frame.id);
  if (place === undefined) return undefined;
  return [
    html`<text class="title on-${frame.kind}" x="${tidy(place.x + 12)}" y="${tidy(place.y + 20)}"
      >${frame.title}</text
    > `,
    frame.frames.map((inner) => frameTitles(inner, layout)),
  ];
}

function thingShape(
  { id: key, endpoint, lines, standIn }: Thing,
  place: Place | undefined,
  reach: Reach,
  id: string,
): Content {
  if (place === undefined) return undefined;
  const number = reach.numberOf(endpoint.id);
  const texts = lines.map((line, index) => {
    const y = place.y + place.height / 2 + LETTER.height * (index - lines.length / 2) + LETTER.height - 4;
    return html`<text class="line${index}" x="${tidy(place.x + place.width / 2)}" y="${tidy(y)}">${line}</text> `;
  });
  return html`<g
    class="thing ${endpoint.kind}${standIn ? " stand-in" : ""}"
    tabindex="0"
    role="button"
    aria-pressed="false"
    aria-label="${lines.join(" ")}"
    data-thing="${key}"
    data-endpoint="${number}"
    data-reaches="${reach.from(endpoint.id)}"
    data-reached-by="${reach.to(endpoint.id)}"
    data-between="${reach.through(endpoint.id)}"
    data-answer="${id}-${number}"
    ><rect ${box(place)} rx="7" />${texts}</g
  > `;
}

function arrowPath(arrow: Arrow, route: Route | undefined, reach: Reach): Content {
  if (route === undefined) return undefined;
  return html`<g class="arrow" aria-hidden="true" ${ends(arrow, reach)}
    ><path d="${rounded(route.points)}" /><polygon points="${head(route.points)}"
  /></g> `;
}

function arrowLabel(arrow: Arrow, route: Route | undefined, reach: Reach): Content {
  if (route === undefined) return undefined;
  const { x, y, width } = route.label;
  return html`<text class="ports" ${ends(arrow, reach)} x="${tidy(x + width / 2)}" y="${tidy(y + LETTER.height - 4)}"
    >${arrow.label}</text
  > `;
}

function ends(arrow: Arrow, reach: Reach): Markup {
  return html`data-out="${reach.using(arrow, "from")}" data-in="${reach.using(arrow, "to")}"`;
}

function answer({ id }: Endpoint, reachability: Reachability, elementId: string): Markup {
  const relations = (title: string, between: (other: string) => readonly [string, string]): Markup => {
    const open = reachability.endpoints.flatMap((other) => {
      const relation = reachability.between(...between(other.id));
      return relation.flows.length === 0 ? [] : [[other.id, describeRelation(relation).join("; ")] as const];
    });
    return html`<h5>${title}</h5>
      ${
        open.length === 0
          ? html`<p>nothing</p>`
          : html`<ul>
              ${open.map(([other, traffic]) => html`<li><b>${other}</b> ${traffic}</li>`)}
            </ul>`
      }`;
  };
  return html`<div id="${elementId}" hidden>
    <h4>${id}</h4>
    ${relations("can reach", (other) => [id, other])}${relations("can be reached by", (other) => [other, id])}
  </div> `;
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
  const path = [...points.slice(0, -1), towards(last, before, HEAD)];
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
  const base = towards(tip, before, HEAD);
  const [dx, dy] = [(tip.y - base.y) / 2, (base.x - tip.x) / 2];
  return [tip, { x: base.x + dx, y: base.y + dy }, { x: base.x - dx, y: base.y - dy }].map(pair).join(" ");
}

/** The point at a distance from one point towards another, at most half of it. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(distance / length, 0.5);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const pair = ({ x, y }: Point): string => `${tidy(x)},${tidy(y)}`;

/** To a tenth of a pixel. */
const tidy = (number: number): number => Math.round(number * 10) / 10;

/** Reachable endpoints, as lists of numbers for the page's script. */
class Reach {
  constructor(
    private readonly reachability: Reachability,
    private readonly numbers: ReadonlyMap<string, string>,
  ) {}

  numberOf(endpoint: string): string {
    return this.numbers.get(endpoint) ?? "";
  }

  from(endpoint: string): string {
    return this.list((flow) => (flow.from === endpoint ? [flow.to] : []));
  }

  to(endpoint: string): string {
    return this.list((flow) => (flow.to === endpoint ? [flow.from] : []));
  }

  /** Endpoints whose traffic passes through this one. */
  through(endpoint: string): string {
    return this.list(({ from, to, through }) => (through.includes(endpoint) ? [from, to] : []));
  }

  /** Endpoints at one end of the flows that use an arrow. */
  using({ from, to }: Arrow, end: "from" | "to"): string {
    return this.list((flow) => {
      const path = [flow.from, ...flow.through, flow.to];
      const isUsed = path.some((one, index) => one === from.endpoint.id && path[index + 1] === to.endpoint.id);
      return isUsed ? [flow[end]] : [];
    });
  }

  private list(select: (flow: Flow) => readonly string[]): string {
    const flows = this.reachability.flows.filter(({ from, to }) => from !== to);
    return [...new Set(flows.flatMap(select))].map((endpoint) => this.numberOf(endpoint)).join(" ");
  }
}
