/**
 * An error that the reader can fix: its message says what is wrong and what to do. Pulumi and the commands print it
 * without a stack trace. Any other error is a bug.
 */
export class UserError extends Error {
  /** How `pulumi.RunError.isInstance` recognizes a `RunError`, without loading Pulumi: commands start faster. */
  readonly __pulumiRunError = true;

  /** @param exitStatus what a command exits with: 2 for wrong usage or settings */
  constructor(
    message: string,
    readonly exitStatus: 1 | 2 = 1,
  ) {
    super(message);
    this.name = "UserError";
    // Pulumi formats the stack anyway, which takes some Node versions 30 s and 1.5 GB:
    // https://github.com/nodejs/node/issues/64011
    this.stack = `Error: ${message}`;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
