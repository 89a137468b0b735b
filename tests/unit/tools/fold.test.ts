import stringWidth from "string-width";
import { fold } from "../../../tools/fold";

describe("Folding", () => {
  it("breaks English at spaces, and keeps a longer word whole", () => {
    expect(fold("one two three", 8)).to.deep.equal(["one two", "three"]);
    expect(fold("a considerably long word", 6)).to.deep.equal(["a", "considerably", "long", "word"]);
    expect(fold("", 6)).to.deep.equal([""]);
  });

  it("breaks Japanese between words, counts wide characters twice, and starts no line with a closing mark", () => {
    const lines = fold("AWS に接続せずに計画しました。料金は月額 42.08 USD です。", 12);
    expect(lines.join("").replaceAll(" ", "")).to.equal("AWSに接続せずに計画しました。料金は月額42.08USDです。");
    for (const line of lines) {
      expect(stringWidth(line)).to.be.at.most(12);
      expect(line).not.to.match(/^[、。]/);
    }
  });

  it("keeps an option in Japanese text whole", () => {
    expect(fold("転送量として計算(--gb-out)。", 18)).to.deep.equal(["転送量として計算", "(--gb-out)。"]);
  });

  it("does not count colors", () => {
    expect(fold("\u001b[1mone\u001b[22m two", 7)).to.have.length(1);
  });
});
