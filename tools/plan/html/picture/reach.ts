import type { Reachability } from "../../../../policy/reachability";
import type { Arrow } from "./arrows";

/** Whom each party reaches, as lists of numbers for the page's script. */
export class Reach {
  constructor(
    private readonly reachability: Reachability,
    private readonly numbers: ReadonlyMap<string, string>,
  ) {}

  numberOf(party: string): string {
    return this.numbers.get(party) ?? "";
  }

  from(party: string): string {
    return this.list(
      this.reachability.flows.filter(({ from, to }) => from === party && to !== party).map(({ to }) => to),
    );
  }

  to(party: string): string {
    return this.list(
      this.reachability.flows.filter(({ from, to }) => to === party && from !== party).map(({ from }) => from),
    );
  }

  /** Endpoints whose traffic passes through this one. */
  through(party: string): string {
    const flows = this.reachability.flows.filter(({ from, to, through }) => from !== to && through.includes(party));
    return this.list(flows.flatMap(({ from, to }) => [from, to]));
  }

  /** Endpoints at one end of the flows that use an arrow. */
  using({ from, to }: Arrow, end: "from" | "to"): string {
    const flows = this.reachability.flows.filter((flow) => {
      if (flow.from === flow.to) return false;
      const way = [flow.from, ...flow.through, flow.to];
      return way.some((one, index) => one === from.party.id && way[index + 1] === to.party.id);
    });
    return this.list(flows.map((flow) => flow[end]));
  }

  private list(parties: readonly string[]): string {
    return [...new Set(parties)].map((party) => this.numberOf(party)).join(" ");
  }
}
