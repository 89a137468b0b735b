import { expect } from "chai";

import type { LoggedCall } from "../../../tools/local/request-log";
import { egressHistory, type Move } from "../../support/egress-history";
import { Aws } from "./aws";
import type { Update } from "./emulated-stage";
import { takeInventory } from "./inventory";
import { RunningStage, type PingResult } from "./running/running-stage";
import type { ClientResult } from "./running/client";

/** Values of the setting `nat`. */
export type Kind = "instance" | "gateway" | "none";

const ROUTE = "aws:ec2/route:Route";

/** What a web server noticed during an `up`. */
export interface Traffic {
  /** Ten pings a second. */
  readonly pings: PingResult;
  /** Ten new connections a second. */
  readonly connections: ClientResult;
  /** A connection with ten requests a second, opened again when it breaks. */
  readonly session: ClientResult;
}

/** Milliseconds between two attempts. */
const EVERY_MS = 100;
const SITE = "198.51.100.10";
const NAME_SERVER = "8.8.8.8";

/** The stopped instance from which the image was created, and one web server. */
const OTHER_INSTANCES = 2;

/** A stage whose NAT is switched under traffic, with checks of its request log. */
export class SwitchedStage {
  readonly stage: RunningStage;
  private lines: string[] = [];

  /**
   * @param name distinguishes its folder from those of other suites
   * @param title the beginning of each line of the report
   */
  constructor(
    name: string,
    private readonly title: string,
  ) {
    this.stage = new RunningStage("stg", name);
  }

  get aws(): Aws {
    return new Aws(this.stage.endpoint);
  }

  /** Runs an `up` and checks all calls since the emulator started; a web server that runs sends traffic meanwhile. */
  async up(
    what: string,
    ...args: readonly string[]
  ): Promise<{ update: Update; moves: readonly Move[]; traffic: Traffic | undefined }> {
    const before = this.stage.calls();
    const known = egressHistory(before).moves.length;
    const { result: update, traffic } = await this.withTraffic(() => this.stage.up(...args));
    const calls = this.stage.calls();
    const { violations, moves } = egressHistory(calls);
    expect(violations).to.deep.equal([]);
    const made = moves.slice(known);
    this.lines.push(figures(`${this.title}, ${what}`, calls.slice(before.length), made, traffic));
    return { update, moves: made, traffic };
  }

  private async withTraffic<Result>(
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly traffic: Traffic | undefined }> {
    const [server] = this.stage.instances("web");
    if (server === undefined) return { result: await work(), traffic: undefined };
    const site = { host: SITE, port: 80, everyMs: EVERY_MS };
    const ping = await this.stage.ping(NAME_SERVER, server);
    const connections = await this.stage.client({ ...site, kind: "tcp", timeoutMs: 5000 }, server);
    const session = await this.stage.client({ ...site, kind: "session", timeoutMs: 2000 }, server);
    try {
      return {
        result: await work(),
        traffic: { pings: await ping.stop(), connections: await connections.stop(), session: await session.stop() },
      };
    } finally {
      await Promise.all([ping.stop(), connections.stop(), session.stop()]);
    }
  }

  /** Switches from one kind to another with one setting and one `up`, and checks the requirements of every switch. */
  async change(from: Kind, to: Kind, { tables, natTargets }: { tables: number; natTargets: number }): Promise<void> {
    await this.stage.set("nat", to);
    const { update, moves, traffic } = await this.up(`${from} → ${to}`);
    if (this.stage.runs && from !== "none" && to !== "none") {
      expect(traffic?.connections.failures, "new connections that failed").to.deep.equal({});
    }
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
    // A web server that leaves the group drains its connections first.
    const expected = (kind === "instance" ? natTargets : 0) + OTHER_INSTANCES;
    await this.stage.until(
      `${expected} instances`,
      async () => ((await takeInventory(this.aws)).instances?.length ?? 0) <= expected,
    );
    const { natGateways, addresses, instances } = await takeInventory(this.aws);
    expect(natGateways).to.have.length(kind === "gateway" ? natTargets : 0);
    expect(addresses).to.have.length(kind === "none" ? 0 : natTargets);
    expect(instances).to.have.length(expected);
  }

  /**
   * Rows of Markdown: switch, seconds from the first to the last call, calls, seconds from ready to moved, gaps, pings lost,
   * longest time without an answer, new connections that failed, open connections that broke.
   */
  report(): string {
    return this.lines.join("\n");
  }
}

function figures(
  what: string,
  calls: readonly LoggedCall[],
  moves: readonly Move[],
  traffic: Traffic | undefined,
): string {
  const [first, last] = [calls[0], calls.at(-1)];
  const seconds = first === undefined || last === undefined ? 0 : (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  const changes = calls.filter(({ action }) => !/^(Describe|Get|List|Head)/.test(action)).length;
  const ready = moves.flatMap(({ sinceReadyMs }) => (sinceReadyMs === undefined ? [] : [sinceReadyMs / 1000]));
  const gaps = moves.flatMap(({ gapMs }) => (gapMs === undefined ? [] : [gapMs / 1000]));
  const text = (values: readonly number[]): string =>
    values.length === 0 ? "–" : values.map((value) => value.toFixed(1)).join(", ");
  return `| ${what} | ${seconds.toFixed(0)} | ${calls.length} (${changes} of them changes) | ${text(ready)} | ${text(gaps)} | ${trafficFigures(traffic)} |`;
}

function trafficFigures(traffic: Traffic | undefined): string {
  if (traffic === undefined) return "– | – | – | –";
  const { pings, connections, session } = traffic;
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
  const failed = `${sum(connections.failures)} of ${connections.attempts}`;
  return `${pings.lost} of ${pings.sent} | ${(pings.longestGapMs / 1000).toFixed(1)} s | ${failed} | ${sum(session.failures)}`;
}
