import { expect } from "chai";

import { changesOf } from "./survey/changes";
import { choose } from "./survey/choice";
import { runLifecycle, recordReferences, changesToMake, type LifecycleIo } from "./survey/lifecycle";
import type { Reference, Row } from "./survey/record";

/** Faults of the deployment, and half as many of another change. `npm run survey` tries all. */
const POINTS = Number(process.env.RECOVER_POINTS ?? 6);

/** Chooses the calls and the other change. Printed, so that a failure can be repeated. */
const SEED = Number(process.env.RECOVER_SEED ?? Date.now() % 100_000);

const OTHERS = changesOf("stg").slice(1);

describe("A stage whose updates meet faults", () => {
  const rows: Row[] = [];
  const lines: string[] = [];
  const io: LifecycleIo = {
    onRow: (row) => rows.push(row),
    say: (line) => lines.push(line),
    keep: (_, text) => {
      lines.push(text);
      return "above";
    },
  };
  const other = OTHERS[SEED % OTHERS.length]?.name ?? "";
  const references: Reference[] = [];

  before(async () => {
    console.log(`      RECOVER_SEED=${SEED} RECOVER_POINTS=${POINTS}: deployment, ${other}`);
    const changes = changesToMake("stg", [other]);
    await recordReferences("stg", "survey-reference", io, changes, (one) => references.push(one));
  });

  it("can be recovered: the account is as without faults, and nothing is left when it is destroyed", async () => {
    const isComplete = () => false;
    const trials = references.flatMap((one) => {
      if (one.change === "deployment") return choose(one, { seed: SEED, size: POINTS, isComplete });
      return one.change === other ? choose(one, { seed: SEED, size: Math.ceil(POINTS / 2), isComplete }) : [];
    });
    await runLifecycle("stg", "survey", trials, references, io).catch((error: unknown) => {
      console.log(lines.join("\n"));
      throw error;
    });
    for (const { fault, point, outcome } of rows) console.log(`      ${fault} ${point}: ${outcome}`);
    expect(rows.filter(({ outcome }) => outcome === "failed")).to.deep.equal([]);
    // Calls that a recovery does not repeat meet only one fault each.
    expect(rows).to.not.be.empty;
  });
});
