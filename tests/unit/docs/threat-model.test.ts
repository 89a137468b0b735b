import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../../policy/rules";
import { ROOT } from "./support";

const THREATS = readFileSync(join(ROOT, "docs", "threat-model.md"), "utf8")
  .split("\n### ")
  .slice(1);

describe("docs/threat-model.md", () => {
  it("names what prevents each threat, what proves it and which risk remains", () => {
    expect(THREATS).to.have.length.above(15);
    for (const threat of THREATS) {
      expect(threat).to.match(
        /\n- \*\*Prevented by:\*\* .{10}[^]*\n- \*\*Proved by:\*\* .{5}[^]*\n- \*\*Remaining risk:/,
      );
    }
  });

  it("names policies and tests that exist", () => {
    const proofs = THREATS.map((threat) => /\*\*Proved by:\*\*(.*)/.exec(threat)?.[1] ?? "");
    const names = proofs.flatMap((proof) => [...proof.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
    expect(names).to.have.length.above(30);
    const rules = RULES.map(({ id }) => id);
    const missing = names.filter((name) => {
      if (name.startsWith("npm ")) return false;
      return !(name.includes("/") ? existsSync(join(ROOT, name)) : rules.includes(name));
    });
    expect(missing).to.deep.equal([]);
  });
});
