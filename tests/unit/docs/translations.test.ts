import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesBelow, ROOT } from "./support";

/** A section of an English page that a Japanese page follows, with the hash of the text that it was written from. */
interface Followed {
  readonly file: string;
  readonly anchor: string;
  readonly hash: string;
  readonly text: string;
}

const FOLLOWS = /^<!-- follows (\S+)#(\S+) (\w+) -->$/gm;

const PAGES = ["README.ja.md", ...filesBelow(join(ROOT, "docs", "ja")).map((path) => relative(ROOT, path))].map(
  (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const follows = [...text.matchAll(FOLLOWS)].map(([, from = "", anchor = "", hash = ""]): Followed => ({
      file: from,
      anchor,
      hash,
      text: section(from, anchor),
    }));
    return { file, text, follows };
  },
);

/** A heading and the text below it, up to the next heading. */
function section(file: string, anchor: string): string {
  const blocks = readFileSync(join(ROOT, file), "utf8").split(/^(?=#+ )/m);
  const found = blocks.find((block) => anchorOf(/^#+ (.+)/.exec(block)?.[1] ?? "") === anchor);
  if (found === undefined) throw new Error(`${file} has no section #${anchor}`);
  return found.trim();
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/^```bash\n(.*?)^```/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .map((line) => line.replace(/(^| +)# .*/, "").trim())
    .filter((line) => line !== "");
}

/** Numbers and code of each row of each table, without the header. Words differ from one language to the other. */
function factsOf(text: string): readonly string[] {
  const tables = text.replaceAll(/^```.*?^```/gms, "").match(/(?:^\|.*\|\n?)+/gm) ?? [];
  return tables.map((table) => {
    const [, , ...rows] = table.trim().split("\n");
    return rows
      .map((row) => {
        const facts = row.replaceAll(/\]\([^)]*\)/g, "]").match(/`[^`]+`|\d[\d.,]*/g) ?? [];
        return facts
          .map((fact) => fact.replace(/,$/, ""))
          .sort()
          .join(" ");
      })
      .join("\n");
  });
}

describe("A Japanese page", () => {
  for (const { file, text, follows } of PAGES) {
    it(`is up to date with the English sections that it follows: ${file} (UPDATE_TRANSLATIONS=1 records them)`, () => {
      expect(follows).not.to.be.empty;
      if (process.env.UPDATE_TRANSLATIONS === "1") {
        const updated = text.replaceAll(FOLLOWS, (_, from: string, anchor: string) => {
          return `<!-- follows ${from}#${anchor} ${hashOf(section(from, anchor))} -->`;
        });
        writeFileSync(join(ROOT, file), updated);
        return;
      }
      const stale = follows.filter(({ hash, text: english }) => hash !== hashOf(english));
      expect(stale.map((one) => `${one.file}#${one.anchor}`)).to.deep.equal([]);
    });

    it(`has the commands, the numbers and the code of these sections: ${file}`, () => {
      const english = follows.map((one) => one.text).join("\n\n");
      const known = commandsOf(english);
      expect(commandsOf(text).filter((command) => !known.includes(command))).to.deep.equal([]);
      const tables = factsOf(text.replaceAll(/^\|.*\]\(docs\/ja\/.*$/gm, ""));
      expect(tables.filter((table) => table !== "" && !factsOf(english).includes(table))).to.deep.equal([]);
    });
  }
});
