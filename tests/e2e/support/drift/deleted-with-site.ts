import * as acm from "@aws-sdk/client-acm";
import * as elb from "@aws-sdk/client-elastic-load-balancing";
import * as route53 from "@aws-sdk/client-route-53";
import * as s3 from "@aws-sdk/client-s3";

import type { Wave } from "./case";
import { only, type Hand } from "./hand";

/** The name in `domain` of the stage. */
export const SITE = "shop.example.com";

const RECORDS: Wave = [
  {
    what: "the DNS records of `domain`",
    deletes: ["aws.route53.Record"],
    steps: [`create domain-${SITE}`, `create domain-validation-${SITE}`],
    act: async ({ aws }) => {
      const { HostedZones = [] } = await aws.route53.send(new route53.ListHostedZonesCommand({}));
      const HostedZoneId = only(HostedZones).Id;
      const { ResourceRecordSets: sets = [] } = await aws.route53.send(
        new route53.ListResourceRecordSetsCommand({ HostedZoneId }),
      );
      const Changes = sets
        .filter(({ Type }) => Type === "A" || Type === "CNAME")
        .map((ResourceRecordSet): route53.Change => ({ Action: "DELETE", ResourceRecordSet }));
      const ChangeBatch = { Changes };
      await aws.route53.send(new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
    },
  },
  {
    what: "the archive of `web.files`",
    deletes: ["aws.s3.BucketObjectv2"],
    steps: ["create web-files"],
    act: async ({ aws, stageName }) => emptyBucket(aws, await filesBucket(aws, stageName)),
  },
];

const WHOLES: Wave = [
  {
    what: "the certificate of `domain`, with its listener",
    deletes: ["aws.acm.Certificate", "aws.acm.CertificateValidation"],
    steps: ["create domain", "update load-balancer", "update load-balancer-https"],
    act: async ({ aws, balancer }) => {
      await aws.elb.send(new elb.DeleteLoadBalancerListenersCommand({ ...balancer, LoadBalancerPorts: [443] }));
      const { CertificateSummaryList = [] } = await aws.acm.send(new acm.ListCertificatesCommand({}));
      const { CertificateArn } = only(CertificateSummaryList);
      await aws.acm.send(new acm.DeleteCertificateCommand({ CertificateArn }));
    },
  },
  {
    what: "the bucket of `web.files`, with the archive",
    deletes: ["aws.s3.Bucket", "aws.s3.BucketObjectv2"],
    steps: ["create web-files"],
    act: async ({ aws, stageName }) => {
      const Bucket = await filesBucket(aws, stageName);
      await emptyBucket(aws, Bucket);
      await aws.s3.send(new s3.DeleteBucketCommand({ Bucket }));
    },
  },
];

/** What is deleted in a stage with `domain` and `web.files`. */
export const DELETED_WITH_SITE: readonly Wave[] = [RECORDS, WHOLES];

async function filesBucket({ s3: client }: Hand["aws"], stageName: string): Promise<string> {
  const { Buckets = [] } = await client.send(new s3.ListBucketsCommand({}));
  return only(Buckets.filter(({ Name = "" }) => Name.startsWith(`${stageName}-files`))).Name ?? "";
}

async function emptyBucket({ s3: client }: Hand["aws"], Bucket: string): Promise<void> {
  const { Contents = [] } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
  for (const { Key } of Contents) await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
}
