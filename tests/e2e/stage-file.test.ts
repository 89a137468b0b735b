import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import * as fc from "fast-check";

import { UserError } from "../../lib/user-error";
import { asPulumiConfig, readStageSettings } from "../../offline/stage-file/stage-file";

/** Settings by full key; undefined for a file that is rejected. */
type Settings = Readonly<Record<string, string>> | undefined;

/** Pulumi's JSON has sorted keys. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, inOrder(inner)]));
}

describe("A stage file is parsed as Pulumi parses it", () => {
  let folder = "";
  const write = (file: string, text: string | Buffer): void => {
    writeFileSync(join(folder, file), text);
  };
  const pulumi = (...args: string[]): string =>
    execFileSync("pulumi", [...args, "--non-interactive"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PULUMI_BACKEND_URL: `file://${folder}/state`, PULUMI_CONFIG_PASSPHRASE: "x" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const byPulumi = (): Settings => {
    try {
      const config = JSON.parse(pulumi("config", "--json", "--stack", "stg")) as Record<string, { value: string }>;
      // Go's JSON escapes characters with a meaning in HTML.
      const plain = (text: string): string =>
        text.replace(/\\u(003c|003e|0026)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
      return Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, plain(value)]));
    } catch (error) {
      expect((error as { status?: number }).status, String(error)).to.be.a("number");
      return undefined;
    }
  };
  const byTools = (): Settings => {
    try {
      return asPulumiConfig(inOrder(readStageSettings(folder, "stg", "shop")) as Record<string, unknown>).config;
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
  /** @returns whether both accept it */
  const compare = (stage: string | Buffer): boolean => {
    write("Pulumi.stg.yaml", stage);
    const settings = byTools();
    expect(settings, stage.toString()).to.deep.equal(byPulumi());
    return settings !== undefined;
  };
  const project = (rest = ""): void => {
    write("Pulumi.yaml", `name: shop\nruntime: nodejs\n${rest}`);
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stage-file-"));
    mkdirSync(join(folder, "state"));
    project();
    pulumi("stack", "init", "stg");
  });
  beforeEach(() => {
    project();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const WORDS =
    "017 0o17 08 0x1F 0b101 1_000 -017 +12 -0 -0.0 0 00 0_7 0x_1 12. .5 1.50 1e3 1E-7 1e21 123456789012 012345678901 " +
    "012345670123 9007199254740993 12345678901234567890 123456789012345678901234567890 -9223372036854775808 " +
    "-9223372036854775809 0xFFFFFFFFFFFFFFFF 1:30 190:20:30 1e400 yes Yes no on off y n True FALSE ~ null Null nULL .5.6 . -. + - " +
    "2026-12-31 2026-1-2 2026-02-30 2026-12-31T10:00:00Z 2026-12-31T10:00:00.120+09:00 10.0.0.0/16 1.2.3 << = 1__0 _1 1_ " +
    "!!str 12|!!int 017|!!float 12|!!binary aGk=|!custom 12|!!bool true|!!null ~|2026-12-31 10:00:00|'017'|\"yes\"|''|a b|a#b";
  const words = WORDS.split("|").flatMap((part, index) => (index === 0 ? part.split(" ") : [part]));
  // The list of plain words ends with a tag and its value.
  const scalars = [...words.slice(0, words.indexOf("!!str")), "!!str 12", ...words.slice(words.indexOf("!!str") + 2)];

  it("scalars, alone, in lists and objects, and as keys", () => {
    const lines = scalars
      .filter((scalar) => scalar !== "-")
      .flatMap((scalar, index) => [`  a${index}: ${scalar}`, `  b${index}: [${scalar}, {k: ${scalar} }]`]);
    expect(compare(`config:\n${lines.join("\n")}\n`)).to.be.true;
    const keys = ["017", "1.50", "true", "~", "2026-12-31", "yes", '"x"', "0x10", "1e3"];
    expect(compare(`config:\n${keys.map((key, index) => `  o${index}: {${key}: v}\n`).join("")}`)).to.be.true;
  });

  const files: Record<string, string> = {
    "merge keys": `
config:
  aws:region: ap-northeast-1
  zones:
    - &a {name: a, publicCidr: 10.0.0.0/24, privateCidr: 10.0.1.0/24}
    - {<<: *a, name: c}
    - {name: d, <<: *a}
    - {<<: [{name: x, extra: 1}, *a], other: 2}
    - {"<<": *a}
    - &b {<<: *a, extra: {deep: 1}}
    - {<<: *b, extra: {other: 1}}
`,
    "a merge key at the top": "base: &base\n  shop:nat: none\n  other: instance\nconfig:\n  <<: *base\n  shop:web: 1\n",
    "anchors that are set again": "config:\n  a: &x 1\n  b: *x\n  c: &x 2\n  d: *x\n",
    "several documents": "config: {a: 1}\n---\nconfig: {a: 2}\n",
    "a further document that is broken": "config: {a: 1}\n---\nconfig: [\n",
    "a first document that is empty": "---\n---\nconfig: {a: 2}\n",
    "a document with an end marker": "%YAML 1.1\n---\nconfig: {a: yes, b: 010}\n...\n",
    nothing: "",
    "only a comment": "# nothing yet\n",
    "config without a value": "config:\n",
    "older keys": "config:\n  aws:config:region: eu-west-1\n  shop:config:nat: none\n",
    "keys with too many parts": "config:\n  a:b:c: 1\n",
    "a number as key": "config:\n  1: a\n",
    "duplicate keys": "config:\n  a: 1\n  a: 2\n",
    "duplicate keys in an object": "config:\n  o: {a: 1, 'a': 2}\n",
    "two merge keys": "config:\n  x: &x {a: 1}\n  o: {<<: *x, <<: {b: 1}}\n",
    "a merge of no map": "config:\n  x: &x [1]\n  o: {<<: *x}\n",
    "an anchor that is not there": "config:\n  a: *x\n",
    "an anchor in itself": "config:\n  a: &x [*x]\n",
    "not a number": "config:\n  a: .nan\n",
    "an infinite number": "config:\n  a: [.inf]\n",
    "a wrong tag": "config:\n  a: !!int x\n",
    CRLF: "config:\r\n  a: |\r\n    x\r\n    y\r\n  b: 1\r\n",
    "line ends of old Macs": "config:\r  a: 1\r  b: [x,\r    y]\r",
    "a byte order mark": "\ufeffconfig:\n  a: 1\n",
    "text in blocks": "config:\n  a: |\n    x\n     y\n\n  b: >-\n    x\n    y\n\n    z\n  c: x\n    y\n",
    "control characters": "config:\n  a: x\u0007\n",
    "a tab for indentation": "config:\n\ta: 1\n",
    "a list as file": "- a\n",
    "a list as config": "config: [a]\n",
    "quotation marks": `config:\n  a: "x\\ty\\u00e9\\x41"\n  b: 'it''s'\n  日本語: 東京\n`,
    "an explicit key": "config:\n  ? a\n  : 1\n",
    "brackets that end left of their key": `
config:
  zones: [{
    name: a
  }, {
name: b, # a comment
# another

  }]
  list: [1,
 2,
3
]
  other: {
"x": [
1
]}
  more:
    - {a: [b
c],
    d: 1}
`,
    "brackets without an end": "config:\n  a: [1,\n  b: 2\n  c: {x: 1\n",
    "brackets around a separator": "config:\n  a: [1,\n---\n2]\n",
    "tabs within brackets": "config:\n  a: [\n\t{x: 1},\n\t'y'\n  ]\n",
    "quotation marks that end left of their key": `config:\n  a: "x\ny"\n  b: ['p\n\n# q', "r\ns"]\n`,
    "quotation marks without an end": 'config:\n  a: "x\n  b: 1\n',
    "an anchor at a scalar, in lists and as a key":
      "config:\n  &k a: &n 10.0.0.0/24\n  b: [*n, {c: *n}]\n  d: {*k : 1}\n",
    "next line, a line break of mainframes": "config:\n  a: x\u0085  b: 1\n",
    "secure with more beside it": "config:\n  a: {secure: x, b: 1}\n  c: {secure: 1}\n",
  };
  for (const [what, text] of Object.entries(files)) {
    it(what, () => {
      compare(text);
    });
  }

  it("UTF-16 with a byte order mark, as PowerShell writes it", () => {
    compare(Buffer.from("\ufeffconfig:\n  a: 東京\n", "utf16le"));
    compare(Buffer.from("\ufeffconfig:\n  a: 東京\n", "utf16le").swap16());
  });

  it("text that is not UTF-8", () => {
    compare(Buffer.from("config:\n  a: caf\xe9\n", "latin1"));
  });

  const projects: Record<string, string> = {
    "shorthand values":
      "config:\n  serviceName: shop\n  hours: 017\n  on: yes\n  list: [a, 1.0, 2026-12-31]\n  aws:region: x\n",
    "values and defaults":
      "config:\n  aws:region: {value: ap-northeast-1}\n  a: {default: x}\n  shop:b: {value: {z: 1, c: ~}}\n  nat: none\n  f: {default: 1.50}\n",
    "types that fit":
      "config:\n  nat: {type: string}\n  n: {type: integer, default: 3}\n  l: {type: array, items: {type: string}, default: [a]}\n",
    "a default of another type": "config:\n  n: {type: integer, default: x}\n",
    "a value and a default": "config:\n  n: {value: 1, default: 2}\n",
    "a type for a provider's setting": "config:\n  aws:region: {type: string, value: x}\n",
    "a provider's setting without a value": "config:\n  aws:region: {default: x}\n",
    "an unknown attribute": "config:\n  web: {min: 1}\n",
    "an array without items": "config:\n  l: {type: array}\n",
    "a fraction without attributes": "config:\n  f: 1.5\n",
    "no value": "config:\n  nat:\n  a:\n",
    "a number beyond 64 bits without attributes": "config:\n  n: 12345678901234567890\n",
    "a key with too many parts": "config:\n  a:b:c: x\n",
    "an encrypted value": "config:\n  key: {value: {secure: v1:abc}}\n",
    "a folder for stage files": "stackConfigDir: conf\n",
    "a folder for stage files, as it was written before": "config: conf\n",
    "a folder for stage files, twice": "config: conf\nstackConfigDir: conf\n",
  };
  for (const [what, text] of Object.entries(projects)) {
    it(`settings in Pulumi.yaml: ${what}`, () => {
      project(text);
      mkdirSync(join(folder, "conf"), { recursive: true });
      write("conf/Pulumi.stg.yaml", "config: {nat: gateway}\n");
      compare("config:\n  nat: instance\n");
    });
  }

  it("any content", () => {
    const scalar = fc.oneof(
      fc.constantFrom(...scalars.filter((text) => text !== "-")),
      fc.stringMatching(/^[-+]?(0[xob]?)?[0-9_.]{1,8}(e[0-9])?$/),
      fc.string({ maxLength: 6 }).map((text) => JSON.stringify(text)),
      fc.stringMatching(/^[a-zA-Z0-9.~][-a-zA-Z0-9._/ ]{0,6}[a-z0-9]$/),
    );
    // Within brackets, lines may begin anywhere.
    const space = fc.constantFrom(" ", " ", "\n", "\n\n ", "\n      ", " # x\n# y\n ");
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        scalar,
        fc
          .tuple(fc.array(tie("value"), { maxLength: 3 }), space)
          .map(([items, gap]) => `[${items.join(`,${gap}`)}${gap}]`),
        fc
          .tuple(
            fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "<<", "1", "true", "'x'"), tie("value")), {
              maxLength: 3,
              selector: ([key]) => key,
            }),
            space,
          )
          .map(([pairs, gap]) => {
            const lines = pairs.map(([key, inner]) => `${key}: ${key === "<<" ? "{a: 1, m: 2}" : inner}`);
            return `{${lines.join(`,${gap}`)}${gap}}`;
          }),
      ),
    }));
    let taken = 0;
    fc.assert(
      fc.property(fc.array(value, { minLength: 30, maxLength: 60 }), (values) => {
        if (!compare(`config:\n${values.map((text, index) => `  k${index}: ${text}\n`).join("")}`)) return;
        taken += 1;
      }),
      { numRuns: 40, endOnFailure: false },
    );
    expect(taken, "files that both accept").to.be.at.least(20);
  });
});
