import { expect } from "chai";

import type { LoggedCall } from "../../../tools/local/request-log";
import { egressHistory, type Move } from "../../support/egress-history";
import { Aws } from "./aws";
import { EmulatedStage, type Update } from "./emulated-stage";
import { takeInventory } from "./inventory";

/** Values of the setting `nat`. */
export type Kind = "instance" | "gateway" | "none";

const ROUTE = "aws:ec2/route:Route";

/** A stage whose NAT is switched, with checks of its request log. */
export class SwitchedStage {
  readonly stage: EmulatedStage;
  private lines: string[] = [];

  /**
   * @param name distinguishes its folder from those of other suites
   * @param title the beginning of each line of the report
   */
  constructor(
    name: string,
    private readonly title: string,
  ) {
    this.stage = new EmulatedStage("stg", name);
  }

  get aws(): Aws {
    return new Aws(this.stage.endpoint);
  }

  /** Runs an `up` and checks all calls since the emulator started. */
  async up(what: string, ...args: readonly string[]): Promise<{ update: Update; moves: readonly Move[] }> {
    const before = this.stage.calls();
    const known = egressHistory(before).moves.length;
    const update = await this.stage.up(...args);
    const calls = this.stage.calls();
    const { violations, moves } = egressHistory(calls);
    expect(violations).to.deep.equal([]);
    const made = moves.slice(known);
    this.lines.push(figures(`${this.title}, ${what}`, calls.slice(before.length), made));
    return { update, moves: made };
  }

  /** Switches from one kind to another with one setting and one `up`, and checks the requirements of every switch. */
  async change(from: Kind, to: Kind, { tables, natTargets }: { tables: number; natTargets: number }): Promise<void> {
    await this.stage.set("nat", to);
    const { update, moves } = await this.up(`${from} → ${to}`);
    const op = from === "none" ? "create" : to === "none" ? "delete" : "update";
    const routes = update.changes.filter(({ type }) => type === ROUTE);
    expect(routes.map((change) => change.op)).to.deep.equal(Array.from({ length: tables }, () => op));
    expect(moves).to.have.length(tables);
    for (const move of moves) {
      expect(move.from === undefined, "it was new").to.equal(from === "none");
      expect(move.to === undefined, "it is gone").to.equal(to === "none");
    }
    await this.stage.pulumi("preview", "--expect-no-changes");
    await this.expectOnly(to, natTargets);
  }

  /** Expects NATs of one kind only. */
  async expectOnly(kind: Kind, natTargets: number): Promise<void> {
    const { natGateways, addresses, instances } = await takeInventory(this.aws);
    expect(natGateways).to.have.length(kind === "gateway" ? natTargets : 0);
    expect(addresses).to.have.length(kind === "none" ? 0 : natTargets);
    // Besides NAT instances: the stopped instance from which the image was created, and one web server.
    expect(instances).to.have.length((kind === "instance" ? natTargets : 0) + 2);
  }

  /** Rows of Markdown: switch, seconds from the first to the last call, calls, seconds from ready to moved, gaps. */
  report(): string {
    return this.lines.join("\n");
  }
}

function figures(what: string, calls: readonly LoggedCall[], moves: readonly Move[]): string {
  const [first, last] = [calls[0], calls.at(-1)];
  const seconds = first === undefined || last === undefined ? 0 : (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  const changes = calls.filter(({ action }) => !/^(Describe|Get|List|Head)/.test(action)).length;
  const ready = moves.flatMap(({ sinceReadyMs }) => (sinceReadyMs === undefined ? [] : [sinceReadyMs / 1000]));
  const gaps = moves.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs / 1000]));
  const text = (values: readonly number[]): string =>
    values.length === 0 ? "–" : values.map((value) => value.toFixed(1)).join(", ");
  return `| ${what} | ${seconds.toFixed(0)} | ${calls.length} (${changes} of them changes) | ${text(ready)} | ${text(gaps)} |`;
}
