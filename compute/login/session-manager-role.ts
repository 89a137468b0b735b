import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keepName, namePrefixOf, tagsOf } from "../../lib/naming";
import { partitionOf } from "../../lib/regions";
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

  constructor(name: string, { context }: { readonly context: StageContext }, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:SessionManagerRole", name, {}, opts);
    const { stageName, region, permissionsBoundary } = context;
    const tags = tagsOf(stageName, { prefix: "role", suffix: "web" });
    const namePrefix = namePrefixOf(stageName, "session");
    // IAM in China rejects ec2.amazonaws.com ("Invalid principal in policy"): https://github.com/kubernetes/kops/issues/27
    const ec2 = partitionOf(region) === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
    const role = new aws.iam.Role(
      name,
      {
        namePrefix,
        description: "Lets Session Manager open a shell on web servers",
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: ec2 }, Action: "sts:AssumeRole" }],
        }),
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
        tags,
      },
      { parent: this, ...keepName() },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: JSON.stringify({
          Version: "2012-10-17",
          // These actions support no resource-level permissions.
          Statement: [{ Effect: "Allow", Action: ALLOWED, Resource: "*" }],
        }),
      },
      { parent: this },
    );
    // An instance must not start with a role that has no permissions yet.
    const profile = new aws.iam.InstanceProfile(
      name,
      { namePrefix, role: role.name, tags },
      { parent: this, dependsOn: [policy], ...keepName() },
    );
    this.instanceProfileName = profile.name;
    this.instanceProfileArn = profile.arn;
    this.registerOutputs({
      instanceProfileName: this.instanceProfileName,
      instanceProfileArn: this.instanceProfileArn,
    });
  }
}
