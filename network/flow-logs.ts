import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { keepName, nameOf, namePrefixOf, tagsOf, type StageName } from "../lib/naming";

/** Arguments of {@link FlowLogs}. */
export interface FlowLogsArgs {
  readonly stageName: StageName;
  readonly vpcId: pulumi.Input<string>;
  /** ARN of the IAM policy that limits what the role may do at most. @default none */
  readonly permissionsBoundary?: string | undefined;
}

const RETENTION_DAYS = 90;

/**
 * A log of every connection that the VPC refused: who knocked where. 0.76 USD per GB taken in, in Tokyo.
 * What was allowed is not logged: it is most of the cost and little of the news.
 */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:network:FlowLogs", name, {}, opts);
    const tags = tagsOf(args.stageName, nameOf(args.stageName, { prefix: "flowlogs" }));
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    const namePrefix = namePrefixOf(args.stageName, "flowlogs");
    const group = new aws.cloudwatch.LogGroup(
      name,
      { namePrefix, retentionInDays: RETENTION_DAYS, tags },
      { parent: this, ...keepName() },
    );
    const role = new aws.iam.Role(
      name,
      {
        namePrefix,
        description: "Lets VPC flow logs write to their log group",
        assumeRolePolicy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "vpc-flow-logs.amazonaws.com" },
              Action: "sts:AssumeRole",
              // Only for flow logs of this account: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
              Condition: { StringEquals: { "aws:SourceAccount": accountId } },
            },
          ],
        }),
        ...(args.permissionsBoundary === undefined ? {} : { permissionsBoundary: args.permissionsBoundary }),
        tags,
      },
      { parent: this, ...keepName() },
    );
    const policy = new aws.iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
              Resource: [group.arn, pulumi.concat(group.arn, ":*")],
            },
          ],
        }),
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "REJECT",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 600,
        tags,
      },
      { parent: this, dependsOn: [policy] },
    );
    this.registerOutputs({});
  }
}
