import type { Deletion } from "./deletion";
import { throwListed } from "../errors";

export const alarm: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteAlarmsCommand } = await import("@aws-sdk/client-cloudwatch");
    await (await clients.cloudWatch()).send(new DeleteAlarmsCommand({ AlarmNames: [id] }));
  },
};

export const topic: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteTopicCommand } = await import("@aws-sdk/client-sns");
    await (await clients.sns()).send(new DeleteTopicCommand({ TopicArn: id }));
  },
};

export const logGroup: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteLogGroupCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    await (await clients.logs()).send(new DeleteLogGroupCommand({ logGroupName: id }));
  },
};

/** Deletes the objects too: a bucket with objects is only among the deletions of a whole stage. */
export const bucket: Deletion = {
  delete: async ({ id: Bucket }, clients) => {
    const sdk = await import("@aws-sdk/client-s3");
    const s3 = await clients.s3();
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new sdk.ListObjectVersionsCommand({ Bucket }));
      const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
      if (Objects.length === 0) break;
      const { Errors = [] } = await s3.send(new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      throwListed("DeleteObjects", Errors);
    }
    await s3.send(new sdk.DeleteBucketCommand({ Bucket }));
  },
};
