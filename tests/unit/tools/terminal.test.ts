import { erasable, sentenceLines, widthOf } from "../../../tools/terminal";

describe("The lines of a sentence", () => {
  it("break between words, and not at all where it fits", () => {
    expect(sentenceLines("a short one", 20)).to.deep.equal(["a short one"]);
    expect(sentenceLines("one that is too long for that", 20)).to.deep.equal(["one that is too long", "for that"]);
  });

  it("keep a command at the end in one line, to be copied", () => {
    expect(sentenceLines("It is off. To turn it on: pulumi config set --stack stg bastion true", 30)).to.deep.equal([
      "It is off. To turn it on:",
      "  pulumi config set --stack stg bastion true",
    ]);
    expect(sentenceLines("npm consumed --set itself: put -- first, as in npm start -- --set", 40)).to.deep.equal([
      "npm consumed --set itself: put -- first,",
      "as in",
      "  npm start -- --set",
    ]);
  });

  it("indent what continues an indented line, but leave commands as they are", () => {
    expect(sentenceLines("Issues:\n  nat: foo is not valid; allowed: instance", 26)).to.deep.equal([
      "Issues:",
      "  nat: foo is not valid;",
      "    allowed: instance",
    ]);
    const command = `  pulumi config set ${"--stack stg ".repeat(9)}`;
    expect(sentenceLines(command, 26)).to.deep.equal([command]);
  });
});

describe("The width of a stream", () => {
  it("is that of its terminal, within bounds, and 80 where there is none or it does not know", () => {
    expect([{ isTTY: true, columns: 72 }, { isTTY: true, columns: 0 }, { columns: 72 }, {}].map(widthOf)).to.deep.equal(
      [72, 80, 80, 80],
    );
    expect(
      [
        { isTTY: true, columns: 300 },
        { isTTY: true, columns: 5 },
      ].map(widthOf),
    ).to.deep.equal([100, 40]);
  });
});

describe("A stream", () => {
  it("counts as a terminal where lines can be erased, and writes through", () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
    expect(erasable(stream, { TERM: "xterm" }).isTTY).to.equal(true);
    expect(erasable(stream, {}).isTTY).to.equal(true);
    expect(erasable(stream, { TERM: "dumb" }).isTTY).to.equal(false);
    expect(erasable({ write: stream.write }, { TERM: "xterm" }).isTTY).to.equal(false);
    erasable(stream, { TERM: "dumb" }).write("text");
    expect(written).to.deep.equal(["text"]);
  });
});
