import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");

/** Words of earlier versions that no AWS engineer uses. */
const FORBIDDEN = [
  /\bways?[ -]?out\b/i,
  /wayout|waysout/i,
  /recipe/i,
  /last-?given/i,
  /ask-?first/i,
  /guest[ -]?script/i,
  /\bmend(s|ed|ing)?\b/i,
  /\banew\b/i,
  /misspelt/i,
  /standing[ -]?rules/i,
  /\broll-out/i,
  /nat-?design/i,
  /planted/i,
  /surroundings/i,
  /obstacle/i,
  /\bkept values?\b/i,
  /\bputs? right\b/i,
  /\bmade-?up\b/i,
  /foretell/i,
  /\bstrays\b/i,
  /patience/i,
  /\bwhoever\b/i,
  /\bsomebody\b/i,
];

/**
 * Texts that stay as they are: interfaces, and bytes that reach AWS or the version of an image (docs/architecture.md).
 * A text is allowed in the files that match, nowhere else.
 */
const KEPT: readonly { readonly files: RegExp; readonly texts: readonly RegExp[] }[] = [
  { files: /./, texts: [/webImageRecipes/g] },
  // The description of an AMI: another one would update the AMIs of existing stages.
  { files: /web-image/, texts: [/, recipe (?=\$\{|\d)/g] },
  // The ID of a check.
  { files: /verify|operator\.test|^docs\/architecture\.md$/, texts: [/["`]way-out["`]/g, /\(way-out\)/g] },
  // Hooks by name, the description of an alarm, user data.
  { files: /./, texts: [/-way-out-is-ready/g, /private subnets may have no way out/g] },
  { files: /^network\/nat\/nat\.sh$|^compute\/.*\.sh$/, texts: [/\bway out\b/g, /\banew\b/g] },
];

/** History, other people's names, and this file. */
const NOT_READ = /^(CHANGELOG\.md|package-lock\.json|tests\/unit\/project\/language\.test\.ts)$|\.(gz|png)$/;

function trackedFiles(): readonly string[] {
  return execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  })
    .split("\0")
    .filter((file) => file !== "" && file !== "node_modules" && !NOT_READ.test(file));
}

function violationsIn(file: string): readonly string[] {
  if (FORBIDDEN.some((word) => word.test(file))) return [file];
  const kept = KEPT.filter(({ files }) => files.test(file)).flatMap(({ texts }) => texts);
  return readFileSync(join(ROOT, file), "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const text = kept.reduce((rest, each) => rest.replaceAll(each, ""), line);
      const word = FORBIDDEN.map((each) => each.exec(text)?.[0]).find((found) => found !== undefined);
      return word === undefined ? [] : [`${file}:${index + 1}: ${word}`];
    });
}

describe("The language of the project", () => {
  it("has no word of the private vocabulary of earlier versions", () => {
    expect(trackedFiles().flatMap(violationsIn).join("\n")).to.equal("");
  });
});
