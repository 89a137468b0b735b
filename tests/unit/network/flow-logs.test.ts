import * as pulumi from "@pulumi/pulumi";
import { FlowLogs } from "../../../network";
import { deploy, type Deployment } from "../../support";
import { contextOf } from "../../support/context";

describe("Flow logs", () => {
  let logs: Deployment;

  before(async () => {
    logs = await deploy(
      () => new FlowLogs("flow-logs", { context: contextOf("prod"), vpc: { vpcId: pulumi.output("vpc-1") } }),
    );
  });

  it("record rejected traffic in the log group for 90 days", () => {
    const { tags, ...inputs } = logs.only("aws.ec2.FlowLog").inputs;
    expect(tags).to.have.property("Name", "flowlogs-servicename-prod");
    expect(inputs).to.deep.equal({
      vpcId: "vpc-1",
      trafficType: "REJECT",
      logDestinationType: "cloud-watch-logs",
      logDestination: logs.only("aws.cloudwatch.LogGroup").outputs.arn,
      iamRoleArn: logs.only("aws.iam.Role").outputs.arn,
      maxAggregationInterval: 600,
    });
    expect(logs.only("aws.cloudwatch.LogGroup").inputs.retentionInDays).to.equal(90);
  });

  it("are deleted before they are replaced, since AWS rejects two with the same destination", () => {
    expect(logs.only("aws.ec2.FlowLog").options.deleteBeforeReplace).to.equal(true);
  });

  it("have a role that only flow logs of this account can assume", () => {
    expect(JSON.parse(logs.only("aws.iam.Role").inputs.assumeRolePolicy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
    });
  });

  it("have a role that may write to this log group and to nothing else", () => {
    const arn = logs.only("aws.cloudwatch.LogGroup").outputs.arn as string;
    expect(JSON.parse(logs.only("aws.iam.RolePolicy").inputs.policy as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [arn, `${arn}:*`],
        },
      ],
    });
    expect(logs.only("aws.iam.RolePolicy").inputs.role).to.equal(logs.only("aws.iam.Role").outputs.name);
  });

  it("start only after their role may write", () => {
    const { dependencies } = logs.only("aws.ec2.FlowLog");
    expect(dependencies).to.include(logs.only("aws.iam.RolePolicy").urn);
  });
});
