import type * as pulumi from "@pulumi/pulumi";
import type { AwsClients } from "./aws";
import type { StageName } from "./naming";

/** What every component of a stage needs besides its own settings. */
export interface StageContext {
  readonly stageName: StageName;
  readonly region: string;
  readonly clients: AwsClients;
  /** Refuse to delete the VPC, its subnets and the load balancer. */
  readonly protect: boolean;
  /** SNS topic that alarms notify. @default no alarms */
  readonly alarmTopicArn?: pulumi.Input<string> | undefined;
  /** EC2 metrics every minute instead of every five. */
  readonly detailedMonitoring: boolean;
  /** ARN of the IAM policy that limits every role. @default none */
  readonly permissionsBoundary?: string | undefined;
}
