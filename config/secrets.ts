import * as pulumi from "@pulumi/pulumi";

/** Stands for a secret's value in messages, and in plans made without the stack's key. */
export const UNDECRYPTED = "[secret]";

export function isPrivateKey(text: string): boolean {
  return /PRIVATE KEY|PuTTY-User-Key-File/.test(text);
}

/** The text of a setting, which the program knows even where it is a secret. Keep it out of names and messages. */
export function textOf(setting: pulumi.Input<string>): Promise<string> {
  return new Promise((resolve) => {
    pulumi.output(setting).apply(resolve);
  });
}
