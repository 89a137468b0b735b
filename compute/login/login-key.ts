import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { tagsOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";

export interface LoginKeyArgs {
  readonly context: StageContext;
  /** OpenSSH public key. @default the program creates a key pair */
  readonly publicKey: pulumi.Input<string> | undefined;
}

/** The key pair for SSH. EC2 gets only the public key. */
export class LoginKey extends pulumi.ComponentResource {
  readonly keyName: pulumi.Output<string>;
  /** OpenSSH private key, a secret; undefined for the user's own key. */
  readonly privateKey: pulumi.Output<string> | undefined;

  constructor(name: string, args: LoginKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:LoginKey", name, {}, opts);
    const created = args.publicKey === undefined ? this.createKey(name) : undefined;
    const pair = new aws.ec2.KeyPair(
      name,
      {
        publicKey: args.publicKey ?? created?.publicKeyOpenssh ?? "",
        tags: tagsOf(args.context.stageName, { suffix: "key" }),
      },
      { parent: this },
    );
    this.keyName = pair.keyName;
    this.privateKey = created === undefined ? undefined : pulumi.secret(created.privateKeyOpenssh);
    this.registerOutputs({ keyName: this.keyName });
  }

  private createKey(name: string): tls.PrivateKey {
    return new tls.PrivateKey(
      name,
      { algorithm: "ED25519" },
      { parent: this, additionalSecretOutputs: ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"] },
    );
  }
}
