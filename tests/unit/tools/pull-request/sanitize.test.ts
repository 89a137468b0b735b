import fc from "fast-check";
import { sanitize } from "../../../../tools/pull-request/sanitize";

/** With zero-width spaces shown as bars. */
const shown = (text: string): string => sanitize(text).replaceAll("\u200B", "|");

describe("untrusted Markdown", () => {
  for (const [what, text, expected] of [
    ["mentions no one", "@octocat, @org/team, a@example.com", "@|octocat, @|org/team, a@|example.com"],
    ["nor by a character reference", "&#64;a &#x40;a &#X00040;a &commat;a", "&#64;|a &#x40;|a &#X00040;|a &commat;|a"],
    ["refers to no issue", "#1 o/r#2 GH-3 gh-4 &#35;5 &num;6", "#|1 o/r#|2 GH-|3 gh-|4 &#35;|5 &num;|6"],
    ["has no tag", "<img src=x> <a href=x> <!-- x --> </p> <br/>", "<|img src=x> <|a href=x> <|!-- x --> <|/p> <|br/>"],
    [
      "nor one that only begins like those that fold",
      "<details open> <summaryx> <DETAILS>",
      "<|details open> <|summaryx> <|DETAILS>",
    ],
    ["has no link", "[a](b) ![a](b) [a][b] [b]: c", "[a]|(b) ![a]|(b) [a]|[b] [b]|: c"],
    ["nor a bare one", "https://a.b HTTP://a.b www.a.b WWW.a.b", "https:|//a.b HTTP:|//a.b www|.a.b WWW|.a.b"],
    [
      "draws nothing",
      "```mermaid\n~~~ geoJSON\n````stl\n```textual",
      "```|mermaid\n~~~| geoJSON\n````|stl\n```|textual",
    ],
    ["has no invisible character", "a\u202Eb\u2066c\u0000d\u001B[1m\u007F", "abcd[1m"],
  ] as const) {
    it(what, () => {
      expect(shown(text)).to.equal(expected);
    });
  }

  it("keeps folds, code blocks, tables, headings and CIDR blocks", () => {
    const plan = [
      "### From stg to prod\n",
      "|  | what | name | change |\n| --- | --- | --- | --- |\n| + | NAT gateway | a-b |  |\n",
      "<details>\n<summary>The whole plan</summary>\n",
      "```text\nroute  0.0.0.0/0 → igw, in rtb-1a\n  zones[0] = [secret]\n\tport 443\n```\n\n</details>\n",
    ].join("\n");
    expect(sanitize(plan)).to.equal(plan);
    expect(sanitize("a\r\nb\r\n")).to.equal("a\nb\n");
  });

  it("is safe for every combination of parts", () => {
    const signs = Array.from("@#&;</>!:[]()`\\ \nag6");
    const sign = fc.constantFrom(...signs, "&#64;", "&lt;", "www.", "://", "GH-1", "details", "img ", "```");
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 30 }), (parts) => {
        expect(sanitize(parts.join(""))).not.to.match(
          /@[a-z\d]|(?<!&)#\d|GH-\d|<[a-ce-rt-z!]|\][([:]|:\/\/|www\.|&(?:#64|lt);(?!\u200B)/i,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
