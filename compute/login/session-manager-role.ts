import * as pulumi from "@pulumi/pulumi";
import { createInstanceRole } from "../../lib/instance-role";
import type { StageContext } from "../../lib/stage-context";

/**
 * The minimum for Session Manager: registration and the four channels of its agent. AWS's managed policy
 * `AmazonSSMManagedInstanceCore` would also let a server read every parameter of the account.
 */
const ALLOWED = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

/** The instance role of web servers where people log in by Session Manager. */
export class SessionManagerRole extends pulumi.ComponentResource {
  readonly instanceProfileName: pulumi.Output<string>;
  readonly instanceProfileArn: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, { context }: { readonly context: StageContext }, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:SessionManagerRole", name, {}, opts);
    const { role, profile } = createInstanceRole(name, {
      ...{ context, what: "session", nameTagSuffix: "web", parent: this },
      description: "Lets Session Manager open a shell on web servers",
      // These actions support no resource-level permissions.
      statements: [{ Effect: "Allow", Action: ALLOWED, Resource: "*" }],
    });
    this.instanceProfileName = profile.name;
    this.instanceProfileArn = profile.arn;
    this.roleName = role.name;
    this.registerOutputs({
      instanceProfileName: this.instanceProfileName,
      instanceProfileArn: this.instanceProfileArn,
    });
  }
}
