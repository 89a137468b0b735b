import { createHash } from "node:crypto";

import type { FaultKind } from "./support/faults";
import { survey, surveyWithoutFault, type SurveyRow } from "./support/survey";

/** Calls that meet a kill, and calls whose response is lost. `RECOVER_POINTS=100` tries all of them, which takes an hour. */
const POINTS = Number(process.env.RECOVER_POINTS ?? 3);

/** Chooses the calls. Printed, so that a failure can be repeated. */
const SEED = Number(process.env.RECOVER_SEED ?? Date.now() % 100_000);

describe("An `up` that meets faults", () => {
  let chains: Readonly<Record<FaultKind, Promise<unknown>>>;

  before(async () => {
    console.log(`      RECOVER_SEED=${SEED} RECOVER_POINTS=${POINTS}`);
    const { account, points } = await surveyWithoutFault();
    const start = (kind: FaultKind, size: number): Promise<unknown> => {
      const chosen = sample(points, size);
      const isChosen = (point: string) => chosen.includes(point);
      const onRow = ({ points: struck, deleted, cleared, seconds }: SurveyRow) => {
        console.log(`      ${kind} ${struck.join(", ")}: deleted ${deleted}, cleared ${cleared}, ${seconds} s`);
      };
      const chain = survey({ kind, command: "up", name: `survey-${kind}`, isChosen, expected: account, onRow });
      // The test that waits for it reports it.
      chain.catch(() => undefined);
      return chain;
    };
    chains = { kill: start("kill", POINTS), lost: start("lost", 2 * POINTS) };
  });

  for (const [kind, what] of [
    ["kill", "is killed after a call"],
    ["lost", "gets no response to a call"],
  ] as const) {
    it(`can be recovered when it ${what}: the account is as without faults, and nothing is left when it is destroyed`, async () => {
      await chains[kind];
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
