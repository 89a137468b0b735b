import * as pulumi from "@pulumi/pulumi";

/** Stops a deployment for a reason that the user can fix. Pulumi prints the message without a stack trace. */
export class UserError extends pulumi.RunError {
  constructor(message: string) {
    super(message);
    // Pulumi formats the stack all the same, which takes some Node versions 30 s and 1.5 GB:
    // https://github.com/nodejs/node/issues/64011
    this.stack = `Error: ${message}`;
  }
}
