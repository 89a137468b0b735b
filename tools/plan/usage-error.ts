/** The command is wrong. The message is one sentence for the user. */
export class UsageError extends Error {}
