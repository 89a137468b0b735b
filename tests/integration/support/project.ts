import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

export const ROOT = join(__dirname, "..", "..", "..");

/** Runs Git with an author; returns its output. */
export function git(cwd: string, ...args: string[]): string {
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  return execFileSync("git", [...author, ...args], { cwd, encoding: "utf8" });
}

/** The project's files, committed or not. */
export function projectFiles(): string[] {
  const listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--exclude=node_modules");
  return listed.split("\0").filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

export function commitProject(folder: string): void {
  for (const file of projectFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  git(folder, "init", "--quiet", "--initial-branch", "main");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "base");
}
