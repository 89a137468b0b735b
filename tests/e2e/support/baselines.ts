import * as fs from "node:fs";
import * as path from "node:path";

const FOLDER = path.join(__dirname, "..", "baseline");
const CHANGELOG = path.join(__dirname, "..", "..", "..", "CHANGELOG.md");

/** An earlier version whose program is recorded. */
export interface Baseline {
  /** A release, such as `0.1.0`, or a commit before the first one. */
  readonly version: string;
  /** The program and its stage files, `tar.gz`. */
  readonly program: string;
}

/** Every folder of `tests/e2e/baseline` that has a program. */
export function baselines(): readonly Baseline[] {
  return fs
    .readdirSync(FOLDER)
    .map((version) => ({ version, program: path.join(FOLDER, version, "program.tar.gz") }))
    .filter(({ program }) => fs.existsSync(program));
}

/** The versions that the changelog says are released: those with a date. */
export function releases(changelog = fs.readFileSync(CHANGELOG, "utf8")): readonly string[] {
  return [...changelog.matchAll(/^## \[([^\]]+)\] - \d/gm)].map(([, version = ""]) => version);
}

/**
 * Patterns of the logical names that the changelog announces as replaced or deleted since a version: the first column of the
 * tables in the sections above it, in which words in capitals are placeholders for a zone, a number and so on.
 */
export function announcedSince(version: string, changelog = fs.readFileSync(CHANGELOG, "utf8")): readonly RegExp[] {
  // A version before the first release has no section of its own.
  const [newer = ""] = changelog.split(`\n## [${version}]`);
  return [...newer.matchAll(/^\| `([^`]+)`/gm)].map(
    ([, name = ""]) => new RegExp(`^${name.replaceAll(/\b[A-Z]+\b/g, "[^:]+")}$`),
  );
}
