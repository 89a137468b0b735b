import { spawn } from "node:child_process";

import { UserError } from "../../lib/user-error";
import { findPulumi } from "../local/pulumi";

/** The end of a `pulumi` command. */
interface Finished {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** What a recovery begins with. */
export interface StackRead {
  readonly backendUrl: string;
  /** The state, see {@link Stack.export}, or why it cannot be read. */
  readonly exported: string | undefined | Error;
}

/** A stage's stack, by the `pulumi` command. */
export class Stack {
  constructor(
    /** The project's folder. */
    private readonly root: string,
    readonly name: string,
  ) {}

  /**
   * The state as JSON; secrets in it stay encrypted.
   * @returns undefined when there is no such stack
   * @throws UserError when the state cannot be read
   */
  async export(): Promise<string | undefined> {
    const { status, output, errors } = await this.run("stack", "export", "--stack", this.name);
    if (status === 0) return output;
    if (/no stack named|stack '.*' not found/i.test(errors)) return undefined;
    throw new UserError(
      `pulumi cannot read the state of ${this.name}: ${lastLine(errors)}. ` +
        "For a damaged or lost state, see docs/recovery.md",
    );
  }

  /**
   * Reads the state and where it is.
   * @throws UserError when `pulumi` is not logged in
   */
  async read(): Promise<StackRead> {
    const [backendUrl, exported] = await Promise.all([
      this.backendUrl(),
      this.export().catch((error: unknown) => error as Error),
    ]);
    return { backendUrl, exported };
  }

  /** URL of the backend. */
  private async backendUrl(): Promise<string> {
    const { status, output, errors } = await this.run("whoami", "--json");
    if (status !== 0) throw new UserError(`pulumi is not logged in: ${lastLine(errors)}`);
    return (JSON.parse(output) as { readonly url?: string }).url ?? "";
  }

  /** Removes the lock. */
  async cancel(): Promise<void> {
    const { status, errors } = await this.run("cancel", "--yes", "--stack", this.name);
    if (status !== 0) throw new UserError(`pulumi cancel failed: ${lastLine(errors)}`);
  }

  /**
   * Reads all resources from AWS into the state, and clears pending operations.
   * @returns the message of a failure
   */
  async refresh(): Promise<string | undefined> {
    const options = ["--yes", "--skip-preview", "--clear-pending-creates", "--suppress-progress", "--stack", this.name];
    const { status, output, errors } = await this.run("refresh", ...options);
    return status === 0 ? undefined : [errors, output].map((text) => text.trim()).join("\n");
  }

  private run(...args: readonly string[]): Promise<Finished> {
    return new Promise((resolve, reject) => {
      const child = spawn(findPulumi(), [...args, "--non-interactive"], {
        cwd: this.root,
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      let errors = "";
      child.stdout.on("data", (part: Buffer) => (output += part.toString("utf8")));
      child.stderr.on("data", (part: Buffer) => (errors += part.toString("utf8")));
      child.on("error", reject);
      child.on("close", (status) => {
        resolve({ status: status ?? 1, output, errors });
      });
    });
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
