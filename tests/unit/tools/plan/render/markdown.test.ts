import { markdown } from "../../../../../tools/plan/render/markdown";

const FREE = { min: 0, max: 0 };
const NONE = { resources: 0, open: [], broken: 0, usd: FREE };
const NOTHING = {
  ...{ settings: [], added: [], removed: [], changed: [], outputs: [], access: [], findings: [] },
  costs: { differences: [], totals: { fixed: FREE, usage: FREE, all: FREE } },
  totals: { before: NONE, after: NONE },
};

describe("A plan in Markdown", () => {
  it("lets no value become markup, a link, a mention or another cell", () => {
    const nasty = "a|b `c` <img src=x> [d](http://e) @all #1 *f* _g_ ![h] \\|\nnext";
    const difference = { ...NOTHING, settings: [{ key: "web", before: undefined, after: nasty }] };
    const line = markdown([], [{ from: "stg", to: "prod", difference }])
      .split("\n")
      .find((each) => each.includes("web"));
    expect(line).to.match(/^\| \+ \| setting \| web \| .* \|$/);
    const cell = line!.slice(line!.indexOf("web |") + 5, -1);
    expect(cell).not.to.match(/[`<[\]()@*_!|\\]/);
    expect(cell).to.contain("next");
    expect(cell.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).to.contain(
      "[d](http://e) @all #1 *f* _g_ ![h]",
    );
  });

  it("says so when nothing is different", () => {
    const text = markdown([], [{ from: "the earlier stg", to: "stg", difference: NOTHING }]);
    expect(text).to.equal("### From the earlier stg to stg\n\nNo difference.\n");
  });
});
