import { expect } from "chai";
import fc from "fast-check";

import { truncate } from "../../../../tools/pull-request/truncate";

describe("a text that is cut", () => {
  it("is whole when it fits", () => {
    expect(truncate("abc", 3)).to.equal("abc");
  });

  it("ends after a whole line", () => {
    expect(truncate(`${"a".repeat(30)}\n${"b".repeat(30)}\n`, 60)).to.equal(`${"a".repeat(30)}\n`);
  });

  it("closes the code block and the fold that are open there", () => {
    const line = `${"x".repeat(9)}\n`;
    const text = `<details>\n\n\`\`\`text\n${line.repeat(99)}`;
    expect(truncate(text, 60)).to.equal(`<details>\n\n\`\`\`text\n${line.repeat(2)}\`\`\`\n\n</details>\n`);
    expect(truncate(`<details>\n\n</details>\n${line.repeat(99)}`, 60)).to.equal(
      `<details>\n\n</details>\n${line.repeat(2)}`,
    );
  });

  it("is not cut within a character", () => {
    expect(truncate("\u{1F600}".repeat(50), 48)).to.match(/^(?:\u{1F600})+\n$/u);
  });

  it("is never longer than allowed", () => {
    const part = fc.constantFrom("```", "```text", "<details>", "</details>", "a", "long ".repeat(9), "\u{1F600}", "");
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 20, max: 300 }), (parts, limit) => {
        expect(truncate(parts.join("\n"), limit).length).to.be.at.most(limit);
      }),
    );
  });
});
