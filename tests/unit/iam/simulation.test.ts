import { expect } from "chai";

import type { DocumentName } from "./documents";
import { ACCOUNT, isAllowed, policyOf, REGION, type Request } from "./simulation";

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const ec2 = (kind: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:${kind}/${kind}-0123`;
const policy = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const sns = (name: string) => `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;

const BOUNDARY = { "iam:PermissionsBoundary": policy("shop-boundary") };
const OURS = { "aws:ResourceTag/Service": "shop" };
const THEIRS = { "aws:ResourceTag/Service": "blog" };
const TAGGED = { "aws:RequestTag/Service": "shop" };
const SESSION = role("shop-stg-session-1");
const FLOW_LOGS = role("shop-stg-flowlogs-1");

function allowed(title: string, requests: readonly Request[], documents?: readonly DocumentName[]): void {
  for (const request of requests) {
    it(`can ${title}: ${request.action} ${request.resource ?? ""}`, async () => {
      expect(await isAllowed(request, documents)).to.equal(true);
    });
  }
}

function refused(title: string, requests: readonly Request[], documents?: readonly DocumentName[]): void {
  for (const request of requests) {
    it(`cannot ${title}: ${request.action} ${request.resource ?? ""}`, async () => {
      expect(await isAllowed(request, documents)).to.equal(false);
    });
  }
}

describe("With the deploy policies of docs/iam one", () => {
  allowed("create roles with the boundary and hand them to their services", [
    ...[SESSION, FLOW_LOGS].flatMap((resource) => [
      { action: "iam:CreateRole", resource, context: { ...BOUNDARY, ...TAGGED } },
      { action: "iam:PutRolePolicy", resource, context: BOUNDARY },
      { action: "iam:PutRolePermissionsBoundary", resource, context: BOUNDARY },
      { action: "iam:DeleteRolePolicy", resource },
      { action: "iam:DeleteRole", resource },
      { action: "iam:TagRole", resource },
    ]),
    { action: "iam:PassRole", resource: SESSION, context: { "iam:PassedToService": "ec2.amazonaws.com" } },
    { action: "iam:PassRole", resource: FLOW_LOGS, context: { "iam:PassedToService": "vpc-flow-logs.amazonaws.com" } },
    {
      action: "iam:CreateInstanceProfile",
      resource: `arn:aws:iam::${ACCOUNT}:instance-profile/shop-stg-session-1`,
    },
  ]);

  const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
  refused("become an administrator", [
    { action: "iam:AttachRolePolicy", resource: SESSION, context: { "iam:PolicyARN": administrator } },
    { action: "iam:AttachRolePolicy", resource: role("deploy"), context: { "iam:PolicyARN": administrator } },
    { action: "iam:DetachRolePolicy", resource: SESSION },
    { action: "iam:UpdateAssumeRolePolicy", resource: SESSION },
    { action: "iam:UpdateAssumeRolePolicy", resource: role("admin") },
    { action: "iam:PutRolePolicy", resource: role("deploy"), context: BOUNDARY },
    { action: "iam:CreateUser", resource: `arn:aws:iam::${ACCOUNT}:user/x` },
    { action: "iam:CreateAccessKey", resource: `arn:aws:iam::${ACCOUNT}:user/x` },
    { action: "iam:PutUserPolicy", resource: `arn:aws:iam::${ACCOUNT}:user/x` },
    { action: "iam:CreatePolicy", resource: policy("x") },
    { action: "sts:AssumeRole", resource: role("admin") },
    { action: "lambda:CreateFunction", resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:x` },
    { action: "cloudformation:CreateStack", resource: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/x/y` },
  ]);

  refused("have a role without the boundary, or with another", [
    { action: "iam:CreateRole", resource: SESSION, context: TAGGED },
    { action: "iam:CreateRole", resource: SESSION, context: { "iam:PermissionsBoundary": administrator } },
    { action: "iam:CreateRole", resource: role("other"), context: BOUNDARY },
    { action: "iam:PutRolePolicy", resource: SESSION },
    { action: "iam:PutRolePolicy", resource: SESSION, context: { "iam:PermissionsBoundary": policy("other") } },
    { action: "iam:DeleteRolePermissionsBoundary", resource: SESSION, context: BOUNDARY },
    {
      action: "iam:PutRolePermissionsBoundary",
      resource: SESSION,
      context: { "iam:PermissionsBoundary": administrator },
    },
    ...["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy"].map((action) => ({
      action,
      resource: policy("shop-boundary"),
    })),
  ]);

  it("cannot remove the boundary or change it even with full access to IAM besides", async () => {
    const full = {
      Version: "2012-10-17",
      Statement: [{ Sid: "All", Effect: "Allow", Action: "iam:*", Resource: "*" }],
    };
    for (const [action, resource] of [
      ["iam:DeleteRolePermissionsBoundary", SESSION],
      ["iam:CreatePolicyVersion", policy("shop-boundary")],
      ["iam:SetDefaultPolicyVersion", policy("shop-boundary")],
    ] as const) {
      expect(await isAllowed({ action, resource }, undefined, { policies: [full] }), action).to.equal(false);
    }
  });

  refused("hand other roles to machines, or the stage's roles to other services", [
    { action: "iam:PassRole", resource: role("admin"), context: { "iam:PassedToService": "ec2.amazonaws.com" } },
    { action: "iam:PassRole", resource: FLOW_LOGS, context: { "iam:PassedToService": "ec2.amazonaws.com" } },
    { action: "iam:PassRole", resource: SESSION, context: { "iam:PassedToService": "lambda.amazonaws.com" } },
    { action: "iam:AddRoleToInstanceProfile", resource: `arn:aws:iam::${ACCOUNT}:instance-profile/admin` },
    { action: "ec2:AssociateIamInstanceProfile", resource: ec2("instance"), context: OURS },
  ]);

  allowed("do to what is the service's what the program does", [
    { action: "ec2:StartInstances", resource: ec2("instance"), context: OURS },
    { action: "ec2:ModifyInstanceAttribute", resource: ec2("instance"), context: OURS },
    { action: "ec2:TerminateInstances", resource: ec2("instance"), context: OURS },
    { action: "s3:CreateBucket", resource: "arn:aws:s3:::shop-stg-logs-1", context: TAGGED },
    { action: "s3:TagResource", resource: "arn:aws:s3:::shop-stg-logs-1" },
    { action: "s3:UntagResource", resource: "arn:aws:s3:::shop-stg-logs-1" },
    { action: "s3:ListTagsForResource", resource: "arn:aws:s3:::shop-stg-logs-1" },
    { action: "sns:CreateTopic", resource: sns("shop-stg-alarms-1"), context: TAGGED },
    { action: "sns:Unsubscribe", resource: sns("shop-stg-alarms-1") },
    {
      action: "logs:CreateLogGroup",
      resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:shop-stg-flowlogs-1`,
    },
    {
      action: "iam:UploadServerCertificate",
      resource: `arn:aws:iam::${ACCOUNT}:server-certificate/shop-stg-certificate-1`,
    },
    {
      action: "elasticloadbalancing:CreateLoadBalancer",
      resource: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/elb-shop-stg`,
    },
    {
      action: "autoscaling:CreateAutoScalingGroup",
      resource: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:0123:autoScalingGroupName/asg-shop-stg`,
    },
  ]);

  const alarm = { action: "cloudwatch:PutMetricAlarm", resource: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:x` };
  const notifying = (arn: string) => ({ ...TAGGED, "cloudwatch:AlarmActions": [arn] });
  allowed("create alarms that notify the stage's topic", [{ ...alarm, context: notifying(sns("shop-stg-alarms-1")) }]);
  refused("create alarms that do something else, such as to end instances of others", [
    { ...alarm, context: notifying(`arn:aws:automate:${REGION}:ec2:terminate`) },
    { ...alarm, context: notifying(sns("blog-stg-alarms-1")) },
  ]);

  refused("touch what is another service's or another stage's", [
    ...["ec2:StartInstances", "ec2:ModifyInstanceAttribute", "ec2:TerminateInstances", "ec2:CreateTags"].map(
      (action) => ({ action, resource: ec2("instance"), context: THEIRS }),
    ),
    { action: "ec2:ModifyInstanceAttribute", resource: ec2("instance") },
    ...["access-logs-1", "blog-stg-logs-1", "shop-prod-logs-1", "shopping-stg-logs-1"].flatMap((bucket) =>
      ["s3:CreateBucket", "s3:DeleteBucket", "s3:PutBucketPolicy", "s3:TagResource"].map((action) => ({
        action,
        resource: `arn:aws:s3:::${bucket}`,
      })),
    ),
    { action: "s3:DeleteObject", resource: "arn:aws:s3:::blog-stg-logs-1/x" },
    { action: "sns:DeleteTopic", resource: sns("blog-stg-alarms-1") },
    { action: "sns:Subscribe", resource: sns("alarms-1") },
    { action: "logs:DeleteLogGroup", resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:blog-stg-flowlogs-1` },
    {
      action: "iam:DeleteServerCertificate",
      resource: `arn:aws:iam::${ACCOUNT}:server-certificate/blog-stg-certificate-1`,
    },
    { action: "iam:DeleteRole", resource: role("blog-stg-session-1") },
    {
      action: "elasticloadbalancing:DeleteLoadBalancer",
      resource: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/elb-shop-admin`,
    },
    {
      action: "autoscaling:DeleteAutoScalingGroup",
      resource: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:0123:autoScalingGroupName/asg-blog-stg`,
      context: THEIRS,
    },
    {
      action: "cloudwatch:DeleteAlarms",
      resource: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:x`,
      context: THEIRS,
    },
  ]);
});

describe("With preview.json and operate.json one", () => {
  const documents = ["preview", "operate"] as const;
  const session = (user: string) => `arn:aws:ssm:${REGION}:${ACCOUNT}:session/${user}-0123`;

  allowed(
    "look after a stage",
    [
      { action: "ec2:StartInstances", resource: ec2("instance"), context: OURS },
      { action: "s3:GetObject", resource: "arn:aws:s3:::shop-stg-logs-1/x" },
      { action: "ssm:TerminateSession", resource: session("AROAEXAMPLE:session") },
    ],
    documents,
  );

  refused(
    "do more",
    [
      { action: "ec2:StartInstances", resource: ec2("instance"), context: THEIRS },
      { action: "ec2:ModifyInstanceAttribute", resource: ec2("instance"), context: OURS },
      { action: "ec2:CreateTags", resource: ec2("instance"), context: OURS },
      { action: "ssm:SendCommand", resource: ec2("instance"), context: { "ssm:resourceTag/Service": "shop" } },
      { action: "ssm:StartSession", resource: ec2("instance"), context: { "ssm:resourceTag/Service": "blog" } },
      { action: "ssm:TerminateSession", resource: session("AROAOTHER:session") },
      { action: "s3:GetObject", resource: "arn:aws:s3:::blog-stg-logs-1/x" },
      { action: "iam:PassRole", resource: SESSION, context: { "iam:PassedToService": "ec2.amazonaws.com" } },
    ],
    documents,
  );
});

describe("The permissions boundary", () => {
  it("lets roles do what the program gives them, and nothing else", async () => {
    const group = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:log-stream:x`;
    for (const [action, resource, expected] of [
      ["logs:PutLogEvents", group("shop-stg-flowlogs-1"), true],
      ["logs:PutLogEvents", group("blog-stg-flowlogs-1"), false],
      ["ssm:UpdateInstanceInformation", ec2("instance"), true],
      ["ssmmessages:OpenDataChannel", "*", true],
      ["ssm:GetParameter", `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/x`, false],
      ["iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/x`, false],
      ["s3:GetObject", "arn:aws:s3:::shop-stg-logs-1/x", false],
    ] as const) {
      expect(await isAllowed({ action, resource }, ["boundary"]), `${action} ${resource}`).to.equal(expected);
    }
  });

  it("fits into all stages: it does not name one", () => {
    const [stg, prod] = ["stg", "prod"].map((stage) => policyOf("boundary", { service: "shop", stage }));
    expect(prod).to.deep.equal(stg);
  });
});
