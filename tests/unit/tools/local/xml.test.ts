import { expect } from "chai";
import fc from "fast-check";

import { element, findAll, parseXml, printXml, setChild, textAt } from "../../../../tools/local/xml";

describe("XML", () => {
  const document =
    '<?xml version="1.0"?>\n<A xmlns="http://x/?a=1&amp;b=2">\n  <b/>\n  <c><d>1 &lt; 2 &#38; &#x3E;</d></c></A>';

  it("is parsed with decoded text and without the white space between elements", () => {
    const root = parseXml(document);
    expect(textAt(root, "c/d")).to.equal("1 < 2 & >");
    expect(textAt(root, "b")).to.equal("");
    expect(textAt(root, "c/x")).to.equal(undefined);
  });

  it("keeps attributes", () => {
    expect(printXml(parseXml(document)!)).to.contain('<A xmlns="http://x/?a=1&#38;b=2"><b/>');
  });

  it("is parsed to the same text after printing, for any text", () => {
    const special = fc.constantFrom("&", "<", ">", '"', "\r", "\n", "\t", " ", "]]>", "&amp;", "&#38;", "é", "😀");
    const text = fc.array(fc.oneof(special, fc.string())).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (content) => {
        expect(textAt(parseXml(printXml(element("a", [element("b", content)]))), "b")).to.equal(content);
      }),
    );
  });

  it("finds elements at any depth", () => {
    const root = element("a", [element("b", [element("b", "2")]), element("b", "3")]);
    expect(findAll(root, "b").map(({ text }) => text)).to.deep.equal(["", "2", "3"]);
  });

  it("replaces the child of the same name, or appends a new one", () => {
    const root = element("a", [element("b", "1"), element("c", "2")]);
    setChild(root, element("b", "3"));
    setChild(root, element("d", "4"));
    expect(root.children.map(({ name, text }) => name + text)).to.deep.equal(["b3", "c2", "d4"]);
  });

  for (const text of ["", "{}", "<unclosed", "plain"]) {
    it(`does not parse ${JSON.stringify(text)}`, () => {
      expect(parseXml(text)?.children ?? []).to.deep.equal([]);
    });
  }
});
