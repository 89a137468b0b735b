/** Something that the user can do something about: its message is one clear sentence, shown without a stack trace. */
export class ToolError extends Error {
  /** @param status - What the command exits with: 2 where it was called wrongly. */
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
    this.name = "ToolError";
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
