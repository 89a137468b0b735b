import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { stageSummary } from "../../../tools/local/stage-summary";
import { planOnce } from "../../support/plans";
import { variant } from "../../support/variants";
import { filesBelow, ROOT } from "./support";

interface Page {
  readonly file: string;
  readonly text: string;
}

const PAGES: readonly Page[] = [join(ROOT, "README.md"), ...filesBelow(join(ROOT, "docs"))]
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ file: relative(ROOT, path), text: readFileSync(path, "utf8") }));

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** Matches of the pattern's first group in all pages, each as `PAGE: MATCH`, that do not pass. */
function failures(pattern: RegExp, passes: (match: string, page: Page) => boolean): readonly string[] {
  return PAGES.flatMap((page) =>
    [...page.text.matchAll(pattern)]
      .map(([, match = ""]) => match)
      .filter((match) => !passes(match, page))
      .map((match) => `${page.file}: ${match}`),
  );
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "");
  return words.replaceAll(" ", "-");
}

function anchors(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

/** The summary of stg at a width of 80, from the snapshot with those of three widths. */
function summaryOf(language: "en" | "ja"): string {
  const snapshot = readFileSync(join(ROOT, `tests/unit/tools/plan/snapshots/summary-stg-${language}.txt`), "utf8");
  return `stg  ${snapshot.split(/^stg {2}/m)[2] ?? ""}`.trim();
}

describe("The documentation", () => {
  it("has a README of at most 160 lines", () => {
    expect(PAGES[0]?.text.trim().split("\n")).to.have.length.at.most(160);
  });

  it("shows in README.ja.md what `npm start -- stg --lang ja` prints at a width of 80", () => {
    const shown =
      /^```text\n(stg  .*?)\n```$/ms.exec(readFileSync(join(ROOT, "README.ja.md"), "utf8"))?.[1] ?? "nothing";
    expect(summaryOf("ja")).to.equal(shown);
  });

  it("shows in the pictures of README.md what `npm start -- stg` prints at a width of 80 (npm run pictures makes them)", () => {
    for (const theme of ["light", "dark"]) {
      const svg = readFileSync(join(ROOT, `docs/pictures/summary-${theme}.svg`), "utf8");
      const rows = [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, row = ""]) =>
        row.replaceAll(/<[^>]+>/g, ""),
      );
      expect(rows.slice(2).join("\n").replaceAll("&amp;", "&").replaceAll("&lt;", "<")).to.equal(summaryOf("en"));
    }
  });

  it("shows in the recording of README.md how `npm run local` ends, in 20 seconds and less than 1 MB", () => {
    for (const theme of ["light", "dark"]) {
      const svg = readFileSync(join(ROOT, `docs/pictures/local-${theme}.svg`), "utf8");
      expect(svg.length).to.be.below(1_000_000);
      expect(svg).to.contain("animation:film 20s");
      const rows = new Map([...svg.matchAll(/<text id="(\w+)"[^>]*>(.*?)<\/text>/g)].map(([, id, row]) => [id, row]));
      const last = svg.slice(svg.lastIndexOf("<g transform"));
      const screen = [...last.matchAll(/href="#(\w+)"/g)].map(([, id]) => rows.get(id));
      const pages = ["http://127.0.0.1:8080/", "https://127.0.0.1:8443/"].map((url) => ({
        ...{ url, found: "hello!", isGood: true },
      }));
      const status = { instances: { running: true, sandboxPid: 1 } as const, ports: { http: 8080, https: 8443 } };
      const summary = stageSummary({ stage: "stg", nat: "instance", status, pages }, 80).split("\n");
      expect(screen).to.include.members(summary.filter((line) => line !== ""));
    }
  });

  it("has the pictures that it shows", () => {
    const images = failures(/(?:src|srcset)="([^"]+)"/g, (path, { file }) =>
      existsSync(join(ROOT, dirname(file), path)),
    );
    expect(images).to.deep.equal([]);
  });

  it("has no table row of more than 160 characters", () => {
    expect(failures(/^( *\|.*)$/gm, (row) => row.length <= 160)).to.deep.equal([]);
  });

  it("links only to files and headings that exist", () => {
    const broken = failures(/\]\((?!https:)([^)]+)\)/g, (link, { file }) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? join(ROOT, file) : join(ROOT, dirname(file), path);
      return existsSync(target) && (anchor === undefined || anchors(target).includes(anchor));
    });
    expect(broken).to.deep.equal([]);
  });

  it("is linked from the README, each page of it", () => {
    const japanese = readFileSync(join(ROOT, "README.ja.md"), "utf8");
    const unlinked = PAGES.slice(1).filter(({ file }) => {
      const readme = file.startsWith("docs/ja/") ? japanese : (PAGES[0]?.text ?? "");
      return !readme.includes(`](${file})`);
    });
    expect(unlinked.map(({ file }) => file)).to.deep.equal([]);
  });

  it("names only files and folders of the project that exist", () => {
    const folders =
      "certs|compute|config|docs|lib|loadbalancer|monitoring|network|offline|policy|preflight|tests|tools";
    const path = new RegExp(`\`((?:${folders}|\\.github)/[\\w./-]*)\``, "g");
    expect(failures(path, (name) => existsSync(join(ROOT, name)))).to.deep.equal([]);
    expect(failures(/npx mocha ((?!-)\S+\.test\.ts)/g, (name) => existsSync(join(ROOT, name)))).to.deep.equal([]);
  });

  it("names only npm commands and options that exist", () => {
    expect(failures(/npm run ([\w:]+)/g, (name) => name in scripts)).to.deep.equal([]);
    const isCommand = (name: string): boolean => ["run", "ci", "audit"].includes(name) || name in scripts;
    expect(failures(/(?:^|`|&& )npm ([a-z]+)/gm, isCommand)).to.deep.equal([]);
    const commands = [join(ROOT, "tools"), join(ROOT, "tests", "e2e", "survey")].flatMap(filesBelow);
    const sources = commands.map((file) => readFileSync(file, "utf8"));
    const isOption = (name: string): boolean => name === "--silent" || sources.some((source) => source.includes(name));
    const areOptions = (line: string): boolean =>
      (line.match(/ --[a-z][\w-]+/g) ?? []).every((name) => isOption(name.trim()));
    expect(failures(/npm (?:start|run \w+)([^\n`]*)/g, areOptions)).to.deep.equal([]);
  });

  it("names only settings and outputs that their pages list", () => {
    const list = ["settings.md", "outputs.md"].map((page) => readFileSync(join(ROOT, "docs", page), "utf8")).join("");
    const isListed = (name: string): boolean => ["KEY", "NAME"].includes(name) || list.includes(`\`${name}\``);
    expect(failures(/(?:pulumi config (?:set|rm) [^\n]*)minimal-secure-web:(\w+)/g, isListed)).to.deep.equal([]);
    expect(failures(/pulumi stack output (\w+)/g, isListed)).to.deep.equal([]);
  });

  it("lists every output in docs/outputs.md, and no other", async () => {
    const { outputs: stg } = await variant("stg", { config: { bastion: true, adminCidrs: ["203.0.113.7/32"] } });
    const domain = { names: ["example.com"], hostedZoneId: "Z0123456789ABC" };
    const outputs = { ...stg, ...(await variant("stg", { config: { domain } })).outputs };
    const rows = [...readFileSync(join(ROOT, "docs", "outputs.md"), "utf8").matchAll(/^\| (`[^|]+`) +\|/gm)];
    const listed = rows.flatMap(([, names = ""]) => [...names.matchAll(/\w+/g)].map(([name]) => name));
    expect(listed.sort()).to.deep.equal(Object.keys(outputs).sort());
  });

  it("says what each stage costs, and how many resources stg has", async () => {
    for (const stage of ["stg", "prod"]) {
      const { costs } = (await planOnce(ROOT, stage)).document;
      expect(PAGES[0]?.text).to.contain(`\`${stage}\` costs about ${Math.round(costs.totals.fixed.min)} USD`);
    }
    const { resources } = (await planOnce(ROOT, "stg")).document;
    const created = resources.filter(({ component }) => !component).length;
    expect(readFileSync(join(ROOT, "docs", "deploy.md"), "utf8")).to.contain(
      `this creates ${created} resources (Pulumi says ${resources.length + 1},`,
    );
  });
});
