import type * as pulumi from "@pulumi/pulumi";
import type { LoginSettings } from "../../config";
import type { StageContext } from "../../lib/stage-context";
import { LoginKey } from "./login-key";
import { SessionManagerRole } from "./session-manager-role";

/** What instances need so that people can log in. */
export interface Login {
  /** EC2 key pair, where people log in by SSH. */
  readonly keyName?: pulumi.Input<string>;
  /** OpenSSH private key, if the program created it. */
  readonly privateKey?: pulumi.Output<string> | undefined;
  /** Instance profile of web servers, where people log in by Session Manager. */
  readonly instanceProfileArn?: pulumi.Input<string>;
  /** Role of that profile. */
  readonly roleName?: pulumi.Input<string>;
}

/** Creates the key pair or the instance role. */
export function createLogin(context: StageContext, { access, sshPublicKey }: LoginSettings): Login {
  switch (access) {
    case "ssh":
      return new LoginKey("login-key", { context, publicKey: sshPublicKey });
    case "ssm":
      return new SessionManagerRole("session-manager", { context });
    default:
      throw new Error(`unknown access "${String(access satisfies never)}"`);
  }
}
