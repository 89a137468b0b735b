import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";

import { AwsClients, withCallNames } from "../../lib/aws";

/** The AWS API as recovery uses it: the program's own clients, and those of the services for logs and alarms. */
export class RecoveryClients extends AwsClients {
  async cloudWatch(): Promise<CloudWatchClient> {
    const { CloudWatchClient } = await import("@aws-sdk/client-cloudwatch");
    return withCallNames(new CloudWatchClient(await this.connection("cloudwatch")));
  }

  async logs(): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
    return withCallNames(new CloudWatchLogsClient(await this.connection("logs")));
  }

  async s3(): Promise<S3Client> {
    const { S3Client } = await import("@aws-sdk/client-s3");
    const connection = await this.connection("s3");
    // An endpoint of one's own has no host name for each bucket.
    const forcePathStyle =
      (connection.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL) !== undefined;
    return withCallNames(new S3Client({ ...connection, forcePathStyle }));
  }

  async sns(): Promise<SNSClient> {
    const { SNSClient } = await import("@aws-sdk/client-sns");
    return withCallNames(new SNSClient(await this.connection("sns")));
  }
}
