import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One statement of an IAM policy, as `docs/iam` writes them. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The documents by their names. */
export const DOCUMENTS = ["preview", "deploy-network", "deploy-web", "operate", "boundary"] as const;

export type DocumentName = (typeof DOCUMENTS)[number];

/** What who deploys has together. */
export const DEPLOYING: readonly DocumentName[] = ["preview", "deploy-network", "deploy-web"];

/** A document as it stands, without the blanks that IAM does not count. */
export function textOf(name: DocumentName): string {
  return JSON.stringify(
    JSON.parse(readFileSync(join(__dirname, "..", "..", "..", "docs", "iam", `${name}.json`), "utf8")),
  );
}

/** The statements of a document. */
export function statementsOf(name: DocumentName): readonly Statement[] {
  return (JSON.parse(textOf(name)) as { readonly Statement: readonly Statement[] }).Statement;
}

/** The actions of a statement. */
export function actionsOf({ Action }: Statement): readonly string[] {
  return [Action].flat();
}

/** Whether some statement of some documents allows an action on anything. */
export function allow(names: readonly DocumentName[], action: string): boolean {
  return names
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(actionsOf)
    .some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(action));
}
