import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const DOCUMENTS = [
  ...(["preview", "deploy-network", "deploy-web", "deploy-roles", "deploy-site", "deploy-domain"] as const),
  ...(["operate", "recover", "boundary"] as const),
] as const;

export type DocumentName = (typeof DOCUMENTS)[number];

export const DEPLOYING: readonly DocumentName[] = [
  ...(["preview", "deploy-network", "deploy-web", "deploy-roles", "deploy-site", "deploy-domain"] as const),
];

/** The policies of a role that recovers a stage. */
export const RECOVERING: readonly DocumentName[] = ["preview", "recover"];

/** A document without white space, which IAM does not count. */
export function textOf(name: DocumentName): string {
  return JSON.stringify(
    JSON.parse(readFileSync(join(__dirname, "..", "..", "..", "docs", "iam", `${name}.json`), "utf8")),
  );
}

/** A document with values for its placeholders. */
export function filled(name: DocumentName, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [key, value]) => text.replaceAll(key, value), textOf(name));
}

export function statementsOf(name: DocumentName): readonly Statement[] {
  return (JSON.parse(textOf(name)) as { readonly Statement: readonly Statement[] }).Statement;
}

export function actionsOf({ Action }: Statement): readonly string[] {
  return [Action].flat();
}

/** True if a statement of these documents allows the action on any resource. */
export function allow(names: readonly DocumentName[], action: string): boolean {
  return names
    .flatMap(statementsOf)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(actionsOf)
    .some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(action));
}
