import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createInstanceRole } from "../../lib/instance-role";
import { partitionOf } from "../../lib/regions";
import type { StageContext } from "../../lib/stage-context";
import type { Login } from "../login/login";

export interface ServerRoleArgs {
  readonly context: StageContext;
  /** Names of the SSM parameters that web servers may read. */
  readonly parameters: readonly string[];
  /** ARNs of the secrets that web servers may read. */
  readonly secretArns: readonly string[];
  /** The role that web servers have already, which gets the permissions. @default a role is created */
  readonly login: Pick<Login, "roleName" | "instanceProfileArn">;
}

/** What the application on web servers may do in AWS. An instance has one role only, so a login's role is extended. */
export class ServerRole extends pulumi.ComponentResource {
  /** Known once the role has its permissions. */
  readonly instanceProfileArn: pulumi.Output<string>;

  constructor(
    name: string,
    private readonly args: ServerRoleArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:compute:ServerRole", name, {}, opts);
    const { context, login } = args;
    const statements = this.statements();
    if (login.roleName === undefined || login.instanceProfileArn === undefined) {
      const { profile } = createInstanceRole(name, {
        ...{ context, what: "web", nameTagSuffix: "web", statements, parent: this },
        description: "Lets web servers read their parameters",
      });
      this.instanceProfileArn = profile.arn;
    } else {
      const policy = new aws.iam.RolePolicy(
        name,
        { role: login.roleName, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements }) },
        { parent: this },
      );
      this.instanceProfileArn = pulumi.all([login.instanceProfileArn, policy.id]).apply(([arn]) => arn);
    }
    this.registerOutputs({ instanceProfileArn: this.instanceProfileArn });
  }

  private statements(): pulumi.Input<Record<string, unknown>>[] {
    const { parameters, secretArns } = this.args;
    return [
      ...(parameters.length === 0 ? [] : this.parameterStatements()),
      // Everyone in the account may use the AWS managed key of Secrets Manager through it.
      ...(secretArns.length === 0
        ? []
        : [
            { Sid: "ReadSecrets", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [...secretArns] },
          ]),
    ];
  }

  private parameterStatements(): pulumi.Input<Record<string, unknown>>[] {
    const { region } = this.args.context;
    const partition = partitionOf(region) ?? "aws";
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    // The ARN of /shop/password is parameter/shop/password.
    const arns = this.args.parameters.map(
      (name) => pulumi.interpolate`arn:${partition}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, "")}`,
    );
    return [
      { Sid: "ReadParameters", Effect: "Allow", Action: "ssm:GetParameters", Resource: arns },
      {
        Sid: "DecryptParameters",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: pulumi.interpolate`arn:${partition}:kms:${region}:${accountId}:key/*`,
        Condition: {
          StringEquals: {
            "kms:ViaService": `ssm.${region}.${partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"}`,
            // https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
            "kms:EncryptionContext:PARAMETER_ARN": arns,
          },
        },
      },
    ];
  }
}
