import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keepName, namePrefixOf, tagsOf } from "../lib/naming";
import type { StageContext } from "../lib/stage-context";
import type { Vpc } from "./vpc";

export interface FlowLogsArgs {
  readonly context: StageContext;
  readonly vpc: Pick<Vpc, "vpcId">;
}

const RETENTION_DAYS = 90;

/**
 * A log of every connection that the VPC rejects. 0.76 USD per GB ingested, in Tokyo. Accepted connections are not
 * logged: they would cost the most and reveal little.
 */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, { context, vpc }: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:network:FlowLogs", name, {}, opts);
    const { stageName, permissionsBoundary } = context;
    const tags = tagsOf(stageName, { prefix: "flowlogs" });
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    const namePrefix = namePrefixOf(stageName, "flowlogs");
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
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
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
        vpcId: vpc.vpcId,
        trafficType: "REJECT",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        maxAggregationInterval: 600,
        tags,
      },
      {
        parent: this,
        dependsOn: [policy],
        // AWS allows one flow log with the same destination: FlowLogAlreadyExists
        deleteBeforeReplace: true,
      },
    );
    this.registerOutputs({});
  }
}
