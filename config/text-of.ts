import * as pulumi from "@pulumi/pulumi";

/** The text of a setting, which the program knows even where it is a secret. It must not get into a name or a message. */
export function textOf(setting: pulumi.Input<string>): Promise<string> {
  return new Promise((resolve) => {
    pulumi.output(setting).apply(resolve);
  });
}
