import type { ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { readBuckets } from "../../../../tools/recover/inventory/logs";
import { readIam, readLoadBalancers } from "../../../../tools/recover/inventory/web";
import { fakeApi, messageOf } from "../../../support/waits";
import { link } from "../../../../tools/recover/inventory/link";
import { hasStageTags, nameIn, tagFilters } from "../../../../tools/recover/inventory/scope";
import { item } from "./support";

const SHOP = { service: "shop", stage: "stg" };
const SCOPE = { ...SHOP, region: "eu-west-1", vpcIds: [] };
const TAGS = Object.entries({ Service: "shop", Stage: "stg", ManagedBy: "pulumi", Name: "vpc-shop-stg" }).map(
  ([Key, Value]) => ({ Key, Value }),
);

describe("The inventory of a stage", () => {
  it("contains resources with all tags of the stage", () => {
    expect(hasStageTags(TAGS, SHOP)).to.equal(true);
    expect(nameIn(TAGS)).to.equal("vpc-shop-stg");
    expect(tagFilters(SHOP)).to.deep.equal([
      { Name: "tag:Service", Values: ["shop"] },
      { Name: "tag:Stage", Values: ["stg"] },
      { Name: "tag:ManagedBy", Values: ["pulumi"] },
    ]);
  });

  it("does not contain resources of another stage or service, nor those that people have tagged", () => {
    expect(hasStageTags(TAGS, { service: "shop", stage: "prod" })).to.equal(false);
    expect(hasStageTags(TAGS, { service: "blog", stage: "stg" })).to.equal(false);
    expect(
      hasStageTags(
        TAGS.filter(({ Key }) => Key !== "ManagedBy"),
        SHOP,
      ),
    ).to.equal(false);
    expect(hasStageTags(undefined, SHOP)).to.equal(false);
  });

  it("says what each resource is used by, also by names and ARNs", () => {
    const items = link([
      { ...item("aws.ec2.Instance", "i-1"), uses: ["key", "arn:profile"] },
      item("aws.ec2.KeyPair", "key"),
      item("aws.iam.InstanceProfile", "profile", { aliases: ["arn:profile"], usedBy: ["i-9"] }),
    ]);
    expect(items.map(({ usedBy }) => usedBy)).to.deep.equal([[], ["i-1"], ["i-9", "i-1"]]);
  });

  it("does not contain AWS's own policies of a load balancer, one of which each HTTPS listener had at first", async () => {
    const Policies = { OtherPolicies: ["ELBSecurityPolicy-2016-08", "tls-1-2-2017-01"] };
    const { client } = fakeApi<ElasticLoadBalancingClient>({
      DescribeLoadBalancers: [{ LoadBalancerDescriptions: [{ LoadBalancerName: "elb-shop-stg", Policies }] }],
      DescribeTags: [{ TagDescriptions: [{ LoadBalancerName: "elb-shop-stg", Tags: TAGS }] }],
    });
    const items = await readLoadBalancers(client, SCOPE);
    expect(items.map(({ id }) => id)).to.deep.equal(["elb-shop-stg", "elb-shop-stg:tls-1-2-2017-01"]);
  });

  it("does not contain what a stage of the same name in another region has in IAM", async () => {
    const role = (RoleName: string, Region?: string) => ({ Role: { RoleName, Tags: TAGS, RoleLastUsed: { Region } } });
    const { client } = fakeApi<IAMClient>({
      ListServerCertificates: [{}],
      ListRoles: [{ Roles: ["shop-stg-web-1", "shop-stg-web-2", "shop-stg-web-3"].map((RoleName) => ({ RoleName })) }],
      GetRole: [role("shop-stg-web-1"), role("shop-stg-web-2", "us-east-1"), role("shop-stg-web-3", "eu-west-1")],
      ListRolePolicies: [{ PolicyNames: ["web-0a1b2c3"] }],
      ListInstanceProfiles: [
        { InstanceProfiles: [{ InstanceProfileName: "shop-stg-web-9", Roles: [{ RoleName: "shop-stg-web-2" }] }] },
      ],
      GetInstanceProfile: [{ InstanceProfile: { Tags: TAGS } }],
    });
    const items = await readIam(client, SCOPE);
    expect(items.map(({ id }) => id)).to.deep.equal([
      ...["shop-stg-web-1", "shop-stg-web-1:web-0a1b2c3"],
      ...["shop-stg-web-3", "shop-stg-web-3:web-0a1b2c3"],
    ]);
  });

  it("contains buckets of its region", async () => {
    const { client, calls } = fakeApi<S3Client>({ ListBuckets: [{}] });
    await readBuckets(client, SCOPE);
    expect(calls).to.deep.equal([["ListBuckets", { BucketRegion: "eu-west-1" }]]);
  });

  it("does not contain what is listed but gone, as S3 and IAM list a deleted bucket or role for a while", async () => {
    const gone = (name: string) => Object.assign(new Error("It is gone."), { name });
    const { client: s3 } = fakeApi<S3Client>({
      ListBuckets: [{ Buckets: [{ Name: `shop-stg-logs-${"0".repeat(26)}` }] }],
      GetBucketTagging: [gone("NoSuchBucket")],
      ListObjectVersions: [gone("NoSuchBucket")],
    });
    expect(await readBuckets(s3, SCOPE)).to.deep.equal([]);
    const { client: iam } = fakeApi<IAMClient>({
      ListServerCertificates: [
        { ServerCertificateMetadataList: [{ ServerCertificateName: "shop-stg-certificate-1" }] },
      ],
      ListServerCertificateTags: [gone("NoSuchEntityException")],
      ListRoles: [{ Roles: [{ RoleName: "shop-stg-web-1" }] }],
      GetRole: [gone("NoSuchEntityException")],
      ListRolePolicies: [gone("NoSuchEntityException")],
      ListInstanceProfiles: [{ InstanceProfiles: [{ InstanceProfileName: "shop-stg-web-1" }] }],
      GetInstanceProfile: [gone("NoSuchEntityException")],
    });
    expect(await readIam(iam, SCOPE)).to.deep.equal([]);
  });

  it("fails if something listed cannot be read for another reason", async () => {
    const { client } = fakeApi<S3Client>({
      ListBuckets: [{ Buckets: [{ Name: `shop-stg-logs-${"0".repeat(26)}` }] }],
      GetBucketTagging: [Object.assign(new Error("GetBucketTagging: AccessDenied: No."), { name: "AccessDenied" })],
      ListObjectVersions: [{}],
    });
    expect(await messageOf(() => readBuckets(client, SCOPE))).to.equal("GetBucketTagging: AccessDenied: No.");
  });
});
