import type { Flow, Reachability } from "../../../../policy/reachability";
import { pathOf } from "./arrows";
import type { Arrow, Scene, Thing } from "./model";

interface DrawnFlow {
  readonly from: string;
  readonly to: string;
  readonly path: readonly string[];
}

/** What the page's script marks for a thing: lists of numbers of things. Flows without an arrow are left out. */
export class Reach {
  private readonly flows: readonly DrawnFlow[];

  constructor(
    { flows }: Reachability,
    private readonly scene: Scene,
  ) {
    const arrows = new Set(scene.arrows.map(({ from, to }) => `${from.id}>${to.id}`));
    const drawn = (flow: Flow): DrawnFlow[] => {
      const path = pathOf(flow, scene.things);
      const isDrawn = path.slice(1).every((next, index) => arrows.has(`${path[index] ?? ""}>${next}`));
      return isDrawn ? [{ from: flow.from, to: flow.to, path }] : [];
    };
    this.flows = flows.filter(({ from, to }) => from !== to).flatMap(drawn);
  }

  /** Things that a thing reaches; for a gateway those that others reach through it. */
  from({ id, kind }: Thing): string {
    return this.list((flow) => (isOf(flow, id, kind, "from") ? [flow.to] : []));
  }

  to({ id, kind }: Thing): string {
    return this.list((flow) => (isOf(flow, id, kind, "to") ? [flow.from] : []));
  }

  /** Things whose traffic passes this one. */
  through({ id }: Thing): string {
    return this.list(({ from, to, path }) => (path.slice(1, -1).includes(id) ? [from, to] : []));
  }

  /** Things at one end of the flows that use an arrow; a gateway counts as an end of its arrows. */
  using({ from, to }: Arrow, end: "from" | "to"): string {
    const gateway = end === "from" ? from : to;
    const own = gateway.kind === "gateway" ? [gateway.id] : [];
    return this.list((flow) => {
      const isUsed = flow.path.some((one, index) => one === from.id && flow.path[index + 1] === to.id);
      return isUsed ? [flow[end], ...own] : [];
    });
  }

  numberOf(id: string): string {
    return String(this.scene.things.findIndex((thing) => thing.id === id));
  }

  private list(select: (flow: DrawnFlow) => readonly string[]): string {
    return [...new Set(this.flows.flatMap(select))].map((id) => this.numberOf(id)).join(" ");
  }
}

function isOf({ from, to, path }: DrawnFlow, id: string, kind: Thing["kind"], end: "from" | "to"): boolean {
  if (kind !== "gateway") return (end === "from" ? from : to) === id;
  // From a gateway's view, what comes next is inside, or outside.
  return end === "from" ? path[1] === id : path.at(-2) === id;
}
