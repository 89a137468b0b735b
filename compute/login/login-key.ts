import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

import { nameOf, tagsOf, type StageName } from "../../lib/naming";

/** Arguments of {@link LoginKey}. */
export interface LoginKeyArgs {
  readonly stageName: StageName;
  /** OpenSSH public key; absent: a key pair is made here. */
  readonly publicKey?: pulumi.Input<string> | undefined;
}

/** The key pair that opens machines to SSH. EC2 is told the public key only. */
export class LoginKey extends pulumi.ComponentResource {
  readonly keyName: pulumi.Output<string>;
  /** OpenSSH private key, a secret; only when it is made here. */
  readonly privateKey: pulumi.Output<string> | undefined;

  constructor(name: string, args: LoginKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:LoginKey", name, {}, opts);
    const made = args.publicKey === undefined ? this.makeKey(name) : undefined;
    const pair = new aws.ec2.KeyPair(
      name,
      {
        publicKey: args.publicKey ?? made?.publicKeyOpenssh ?? "",
        tags: tagsOf(args.stageName, nameOf(args.stageName, { suffix: "key" })),
      },
      { parent: this },
    );
    this.keyName = pair.keyName;
    this.privateKey = made === undefined ? undefined : pulumi.secret(made.privateKeyOpenssh);
    this.registerOutputs({ keyName: this.keyName });
  }

  private makeKey(name: string): tls.PrivateKey {
    return new tls.PrivateKey(
      name,
      { algorithm: "ED25519" },
      { parent: this, additionalSecretOutputs: ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"] },
    );
  }
}
