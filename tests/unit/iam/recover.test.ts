import { expect } from "chai";

import { actionsOf, allow, RECOVERING, statementsOf } from "./documents";
import { ACCOUNT, isAllowed, REGION, type Request } from "./simulation";
import { permissionsIn } from "./source-calls";

const CREATES = /:(?:Create|Run|Allocate|Put|Import|Upload|Authorize|Attach|Associate|Modify|Register|Tag)/;

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const OURS = { "aws:ResourceTag/Service": "shop" };
const THEIRS = { "aws:ResourceTag/Service": "blog" };

const ZONE = "arn:aws:route53:::hostedzone/Z0123";
const RECORD_ACTIONS = "route53:ChangeResourceRecordSetsActions";
const RECORD_TYPES = "route53:ChangeResourceRecordSetsRecordTypes";
const DELETES_ALIAS = { [RECORD_ACTIONS]: ["DELETE"], [RECORD_TYPES]: ["A"] };

type Row = readonly [action: string, resource: string, context?: Request["context"]];

describe("A role with preview.json and recover.json", () => {
  it("may make every call of npm run recover", () => {
    const permissions = permissionsIn("tools/recover");
    expect(permissions).to.have.length.above(70);
    expect(permissions.filter((each) => !allow(RECOVERING, each))).to.deep.equal([]);
  });

  it("can do nothing in recover.json that npm run recover does not do", () => {
    const needed = new Set(permissionsIn("tools/recover"));
    // Objects have versions in a bucket with versioning.
    const more = new Set(["s3:DeleteObjectVersion"]);
    const unused = statementsOf("recover")
      .flatMap(actionsOf)
      .filter((action) => !needed.has(action) && !more.has(action));
    expect(unused).to.deep.equal([]);
  });

  it("can create nothing", () => {
    const actions = RECOVERING.flatMap(statementsOf).flatMap(actionsOf);
    expect(actions.filter((action) => CREATES.test(action))).to.deep.equal([]);
  });

  for (const [action, resource, context = {}] of [
    ["ec2:DeleteVpc", arn("ec2", "vpc/vpc-1"), OURS],
    ["ec2:TerminateInstances", arn("ec2", "instance/i-1"), OURS],
    ["ec2:DeleteNetworkInterface", arn("ec2", "network-interface/eni-1")],
    ["elasticloadbalancing:DeleteLoadBalancer", arn("elasticloadbalancing", "loadbalancer/elb-shop-stg")],
    ["s3:DeleteBucket", "arn:aws:s3:::shop-stg-logs-1"],
    ["s3:DeleteObject", "arn:aws:s3:::shop-stg-logs-1/x"],
    ["iam:DeleteRole", `arn:aws:iam::${ACCOUNT}:role/shop-stg-session-1`],
    ["ec2:DeleteSnapshot", `arn:aws:ec2:${REGION}::snapshot/snap-1`, { ...OURS, "ec2:VolumeSize": "8" }],
    ["iam:DeleteRole", `arn:aws:iam::${ACCOUNT}:role/shop-stg-files-1`],
    ["iam:DeleteInstanceProfile", `arn:aws:iam::${ACCOUNT}:instance-profile/shop-stg-web-1`],
    ["s3:DeleteObject", "arn:aws:s3:::shop-stg-files-1/site.tar"],
    ["cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:x"), OURS],
    ["sns:DeleteTopic", arn("sns", "shop-stg-alarms-1")],
    ["route53:ChangeResourceRecordSets", ZONE, DELETES_ALIAS],
    ["route53:ChangeResourceRecordSets", ZONE, { ...DELETES_ALIAS, [RECORD_TYPES]: ["A", "CNAME"] }],
  ] as readonly Row[]) {
    it(`can delete resources of the stage: ${action} ${resource}`, async () => {
      expect(await isAllowed({ action, resource, context }, RECOVERING)).to.equal(true);
    });
  }

  for (const [action, resource, context = {}] of [
    ["ec2:DeleteVpc", arn("ec2", "vpc/vpc-1"), THEIRS],
    ["ec2:TerminateInstances", arn("ec2", "instance/i-1")],
    ["ec2:DeleteSnapshot", `arn:aws:ec2:${REGION}::snapshot/snap-1`, { ...THEIRS, "ec2:VolumeSize": "8" }],
    ["elasticloadbalancing:DeleteLoadBalancer", arn("elasticloadbalancing", "loadbalancer/elb-shop-prod")],
    ["s3:DeleteBucket", "arn:aws:s3:::blog-stg-logs-1"],
    ["iam:DeleteRole", `arn:aws:iam::${ACCOUNT}:role/blog-stg-session-1`],
    ["cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:x"), THEIRS],
    ["route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z9876", DELETES_ALIAS],
    ["route53:ChangeResourceRecordSets", ZONE, { ...DELETES_ALIAS, [RECORD_ACTIONS]: ["DELETE", "CREATE"] }],
    ["route53:ChangeResourceRecordSets", ZONE, { ...DELETES_ALIAS, [RECORD_TYPES]: ["A", "MX"] }],
    // `ForAllValues` alone matches a key that is absent.
    ["route53:ChangeResourceRecordSets", ZONE, { [RECORD_ACTIONS]: ["DELETE"] }],
    ["route53:ChangeResourceRecordSets", ZONE, { [RECORD_TYPES]: ["A"] }],
  ] as readonly Row[]) {
    it(`cannot delete resources of another service or stage: ${action} ${resource}`, async () => {
      expect(await isAllowed({ action, resource, context }, RECOVERING)).to.equal(false);
    });
  }
});
