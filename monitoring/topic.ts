import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MonitoringSettings } from "../config";
import { keepName, namePrefixOf, tagsOf } from "../lib/naming";
import type { StageContext } from "../lib/stage-context";

export interface AlarmTopicArgs {
  readonly context: StageContext;
  /** Receives an e-mail for each alarm, once the subscription is confirmed. @default no subscription */
  readonly email: pulumi.Input<string> | undefined;
}

export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, { context, email }: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:alarms:AlarmTopic", name, {}, opts);
    const topic = new aws.sns.Topic(
      name,
      { namePrefix: namePrefixOf(context.stageName, "alarms"), tags: tagsOf(context.stageName, { prefix: "alarms" }) },
      { parent: this, ...keepName() },
    );
    if (email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

export function withAlarmTopic(context: StageContext, { alarms, alarmEmail: email }: MonitoringSettings): StageContext {
  return alarms ? { ...context, alarmTopicArn: new AlarmTopic("alarms", { context, email }).arn } : context;
}
