import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPython, type PythonEnvironment } from "../../python/environment";
import type { Say } from "../../say";
import type { CheckResult } from "../evaluate";
import { runScanner, withFolder } from "../run-scanner";

const PARLIAMENT: PythonEnvironment = {
  folder: "venv-parliament",
  requirements: ["parliament==1.6.4", "setuptools==80.9.0"],
  what: "parliament",
  takes: "ten seconds",
};

/** Values for the placeholders of `docs/iam`. */
const VALUES = {
  PARTITION: "aws",
  REGION: "ap-northeast-1",
  ACCOUNT: "123456789012",
  SERVICE: "shop",
  STAGE: "stg",
  ZONE: "Z0123",
};

interface Finding {
  readonly document: string;
  readonly statement: string;
  readonly issue: string;
  readonly title: string;
  readonly detail: string;
}

export function installParliament(root: string, say: Say): Promise<string> {
  return installPython(root, PARLIAMENT, say);
}

/** The policies in `docs/iam`, with values for their placeholders, by the names of their files. */
export function iamPolicies(root: string): Readonly<Record<string, string>> {
  const folder = join(root, "docs", "iam");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return [name, Object.entries(VALUES).reduce((filled, [key, value]) => filled.replaceAll(key, value), text)];
    }),
  );
}

/**
 * Lints IAM policies. It contacts nothing.
 * @param policies texts by file name
 */
export function parliament(
  python: string,
  policies: Readonly<Record<string, string>>,
): Promise<readonly CheckResult[]> {
  return withFolder("parliament", async (folder) => {
    const files = Object.entries(policies).map(([name, text]) => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    });
    const args = [join(__dirname, "lint.py"), ...files];
    const output = await runScanner({ name: "parliament", python, args, env: { PATH: process.env.PATH } });
    return (JSON.parse(output) as Finding[]).map(({ document, statement, issue, title, detail }) => ({
      check: issue,
      title: `${title}: ${detail}`,
      resource: `${document} ${statement}`,
      passed: false,
    }));
  });
}
