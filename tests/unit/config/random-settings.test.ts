import * as fc from "fast-check";
import { parseSettings } from "../../../config";
import { randomValues } from "./random-values";
import { MISTAKES, mutated } from "./mutations";
import { settingsOf, sourceOf } from "./support";

describe("Random valid settings", () => {
  it("have no issues, and keep their values", () => {
    fc.assert(
      fc.property(randomValues, (values) => {
        const settings = settingsOf(values);
        const keys = "serviceName zones nat bastion bastionHours http https protect".split(
          " ",
        ) as (keyof typeof settings)[];
        for (const key of keys) {
          if (values[key] !== undefined) expect(settings[key]).to.deep.equal(values[key]);
        }
        expect(settings.web.min).to.be.at.most(settings.web.max);
        if (settings.bastion) expect(settings.adminCidrs).not.to.deep.equal([]);
        if (settings.zones.length === 1 || settings.nat === "none") expect(settings.natPerZone).to.equal(false);
      }),
      { numRuns: 100 },
    );
  });

  it("have exactly one issue after any single mistake", () => {
    fc.assert(
      fc.property(randomValues, (values) => {
        for (const [place, mistake] of MISTAKES) {
          const result = parseSettings(sourceOf(mutated(values, mistake)));
          expect(result.ok ? [] : result.issues.map(({ key }) => key), JSON.stringify(mistake)).to.deep.equal([place]);
        }
      }),
      { numRuns: 12 },
    );
  });
});
