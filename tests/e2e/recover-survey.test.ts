import { createHash } from "node:crypto";

import { survey, surveyWithoutFault } from "./support/survey";
import type { FaultKind } from "./support/faults";

/** Calls that meet a kill, and calls whose response is lost. `RECOVER_POINTS=100` tries all of them, which takes an hour. */
const POINTS = Number(process.env.RECOVER_POINTS ?? 3);

/** Chooses the calls. Printed, so that a failure can be repeated. */
const SEED = Number(process.env.RECOVER_SEED ?? Date.now() % 100_000);

describe("An `up` that meets faults", () => {
  let reference: Awaited<ReturnType<typeof surveyWithoutFault>>;

  before(async () => {
    console.log(`      RECOVER_SEED=${SEED} RECOVER_POINTS=${POINTS}`);
    reference = await surveyWithoutFault();
  });

  for (const kind of ["kill", "lost"] as const satisfies readonly FaultKind[]) {
    const what = kind === "kill" ? "is killed after a call" : "gets no response to a call";
    it(`can be recovered when it ${what}: the account is as without faults, and nothing is left when it is destroyed`, async () => {
      const points = sample(reference.points, kind === "kill" ? POINTS : 2 * POINTS);
      const isChosen = (point: string) => points.includes(point);
      await survey({
        ...{ kind, command: "up", isChosen, name: `survey-${kind}`, expected: reference.account },
        onRow: ({ points: struck, deleted, cleared, seconds }) => {
          console.log(`      ${kind} ${struck.join(", ")}: deleted ${deleted}, cleared ${cleared}, ${seconds} s`);
        },
      });
    });
  }
});

/** The calls with the smallest hashes of their names and the seed, in their order. */
function sample(points: readonly string[], size: number): readonly string[] {
  const chosen = [...points].sort((a, b) => hash(a) - hash(b)).slice(0, size);
  return points.filter((point) => chosen.includes(point));
}

function hash(text: string): number {
  return createHash("sha256").update(`${SEED} ${text}`).digest().readUInt32BE();
}
