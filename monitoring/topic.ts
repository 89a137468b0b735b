import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { keepName, nameOf, namePrefixOf, tagsOf, type StageName } from "../lib/naming";

/** Arguments of {@link AlarmTopic}. */
export interface AlarmTopicArgs {
  readonly stageName: StageName;
  /** Who is told by e-mail, after confirming the message that AWS sends; absent: nobody yet. */
  readonly email?: pulumi.Input<string> | undefined;
}

/** Where every alarm of the stage goes. */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:alarms:AlarmTopic", name, {}, opts);
    const topic = new aws.sns.Topic(
      name,
      {
        namePrefix: namePrefixOf(args.stageName, "alarms"),
        tags: tagsOf(args.stageName, nameOf(args.stageName, { prefix: "alarms" })),
      },
      { parent: this, ...keepName() },
    );
    if (args.email !== undefined) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: args.email },
        { parent: this },
      );
    }
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
