import { layOut, wrap, type Row } from "../../../../../tools/plan/render/columns";

const PLAIN = { branch: String, label: String, part: String };
const ROWS: readonly Row[] = [
  { branch: "├─ ", below: "│  ", label: "vpc", name: "main", parts: ["10.0.0.0/16", "protected from delete"] },
  { branch: "└─ ", below: "   ", label: "gateway", name: "a-very-long-name", parts: [] },
  { branch: "└─ ", below: "   ", label: "route", name: "", parts: ["0.0.0.0/0 → gateway"] },
];

describe("columns", () => {
  it("line up, and a name without parts does not widen its column", () => {
    expect(layOut(ROWS, 80, PLAIN)).to.deep.equal([
      "├─ vpc      main  10.0.0.0/16, protected from delete",
      "└─ gateway  a-very-long-name",
      "└─ route    0.0.0.0/0 → gateway",
    ]);
  });

  it("continue in the next line", () => {
    const parts = ["10.0.0.0/16", "protected from delete", "in the middle"];
    expect(layOut([{ ...ROWS[0]!, parts }], 50, PLAIN)).to.deep.equal([
      "├─ vpc  main  10.0.0.0/16, protected from delete,",
      "│             in the middle",
    ]);
  });

  it("go below the name on a narrow screen", () => {
    expect(layOut(ROWS.slice(0, 1), 30, PLAIN)).to.deep.equal([
      "├─ vpc  main",
      "│      10.0.0.0/16,",
      "│      protected from delete",
    ]);
  });

  it("join the links of a chain, below what they explain", () => {
    const row: Row = { branch: "  ", below: "  ", label: "", name: "", parts: ["by rule a", "route b"], path: true };
    const style = { ...PLAIN, part: (text: string, { path }: Row) => (path === true ? `(${text})` : text) };
    expect(layOut([{ ...ROWS[0]!, branch: "  " }, row], 60, style).at(-1)).to.equal("       (by rule a › route b)");
    expect(layOut([row], 30, style)).to.deep.equal(["    (by rule a › route b)"]);
  });

  it("keep parts whole where they fit, and break longer ones at spaces", () => {
    expect(wrap(["aa bb", "cc dd"], 8)).to.deep.equal(["aa bb,", "cc dd"]);
    expect(wrap(["aa bb cc"], 5)).to.deep.equal(["aa bb", "cc"]);
    expect(wrap([], 5)).to.deep.equal([]);
  });
});
