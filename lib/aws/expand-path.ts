import { homedir } from "node:os";

/** Expands `~` and variables in a path of a provider's setting, as the provider does. */
export function expandPath(path: string, environment: NodeJS.ProcessEnv = process.env): string {
  return path
    .replace(/^~(?=$|[/\\])/, () => homedir())
    .replace(
      /\$(?:(\w+)|\{(\w+)\})/g,
      (_, plain?: string, braced?: string) => environment[plain ?? braced ?? ""] ?? "",
    );
}
