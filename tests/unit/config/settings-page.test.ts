import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { stringify } from "yaml";
import { definitions, type Described } from "../../../config";
import { RULES } from "../../../config/rules";

const PAGE = join(__dirname, "..", "..", "..", "docs", "settings.md");

const INTRODUCTION = `# Settings

This page is generated from [config/definitions](../config/definitions). To update it:
\`UPDATE_DOCS=1 npx mocha tests/unit/config/settings-page.test.ts\`

Set a value with \`pulumi config set KEY VALUE\`, a part of an object with \`pulumi config set --path KEY.PART VALUE\`, or write
it as \`minimal-secure-web:KEY\` in the stage file. Every run reports all issues at once, before it creates anything.
\`npm start\` shows what a change does and costs.`;

function settingsPage(): string {
  const settings = Object.entries<Described>(definitions);
  const rows = settings.map(
    ([key, { description }]) => `| [\`${key}\`](#${key.toLowerCase()}) | ${firstSentence(description)} |`,
  );
  return [
    INTRODUCTION,
    ["| setting | what it is for |", "| --- | --- |", ...rows].join("\n"),
    ...settings.map(([key, setting]) => section(key, setting)),
  ].join("\n\n");
}

function section(key: string, { description, cost, maySecret, parts = {}, ...setting }: Described): string {
  return [
    `## ${key}`,
    description,
    [
      `- Allowed: ${code(setting.allowed)}`,
      `- Default: ${defaultOf(setting.default)}`,
      ...rulesOf(key).map((allowed) => `- With other settings: ${allowed}`),
      ...(cost === undefined ? [] : [`- Cost: ${cost}`]),
      ...(maySecret ? ["- May be stored with `--secret`"] : []),
      ...Object.entries(parts).flatMap(([name, part]) => [
        `- \`${key}.${name}\`: ${part.description}`,
        `  Allowed: ${code(part.allowed)}.${part.default === undefined ? "" : ` Default: ${defaultOf(part.default)}.`}`,
      ]),
    ].join("\n"),
  ].join("\n\n");
}

function rulesOf(key: string): readonly string[] {
  return [...new Set(RULES.filter(({ settings: [first] }) => first === key).map(({ allowed }) => allowed))];
}

const firstSentence = (text: string): string => /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;

function defaultOf(value: unknown): string {
  if (value === undefined) return "none";
  return `\`${stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false }).trim()}\``;
}

/** Shapes such as `{web, nat}` and placeholders as code. */
const code = (allowed: string): string => allowed.replace(/\{(?:[^{}]|\{[^{}]*\})*\}|\*\.[\w.]+|\barn:\S+/g, "`$&`");

describe("docs/settings.md", () => {
  it("says what the definitions say", async () => {
    const options = await prettier.resolveConfig(PAGE);
    const page = await prettier.format(settingsPage(), { ...options, parser: "markdown" });
    if (process.env.UPDATE_DOCS === "1") writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, "utf8")).to.equal(page);
  });
});
