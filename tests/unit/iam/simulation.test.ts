import {
  arn,
  iam,
  role,
  policy,
  ec2,
  group,
  sns,
  BOUNDARY,
  NUMBERED,
  CONFIGURATION,
  OURS,
  THEIRS,
  TAGGED,
  SESSION,
  FLOW_LOGS,
  BUILD,
  WEB,
  FILES,
  allowed,
  denied,
  type Row,
} from "./requests";
import { ACCOUNT, isAllowed, REGION } from "./simulation";

describe("A role with the deploy policies of docs/iam", () => {
  allowed("create roles with the boundary and pass them to their services", [
    ...[SESSION, FLOW_LOGS, BUILD, WEB].flatMap((resource): Row[] => [
      ["iam:CreateRole", resource, { ...BOUNDARY, ...TAGGED }],
      ["iam:PutRolePolicy", resource, BOUNDARY],
      ["iam:PutRolePermissionsBoundary", resource, BOUNDARY],
      ["iam:DeleteRolePolicy", resource],
      ["iam:DeleteRole", resource],
      ["iam:TagRole", resource],
    ]),
    ["iam:PassRole", SESSION, { "iam:PassedToService": "ec2.amazonaws.com" }],
    ["iam:PassRole", SESSION, { "iam:PassedToService": "ec2.amazonaws.com.cn" }],
    ["iam:PassRole", FLOW_LOGS, { "iam:PassedToService": "vpc-flow-logs.amazonaws.com" }],
    ["iam:CreateInstanceProfile", iam("instance-profile/shop-stg-session-1")],
    ...[BUILD, WEB].map((resource): Row => ["iam:PassRole", resource, { "iam:PassedToService": "ec2.amazonaws.com" }]),
    ["iam:CreateInstanceProfile", iam("instance-profile/shop-stg-files-1")],
    ["iam:AddRoleToInstanceProfile", iam("instance-profile/shop-stg-web-1")],
  ]);

  const certificate = arn("acm", "certificate/0123");
  const recordTypes = (...types: string[]) => ({ "route53:ChangeResourceRecordSetsRecordTypes": types });
  const zone = (id: string) => `arn:aws:route53:::hostedzone/${id}`;
  allowed("request and delete the service's certificates, and change A and CNAME records of its hosted zone", [
    ["acm:RequestCertificate", "*", TAGGED],
    ["acm:AddTagsToCertificate", certificate, TAGGED],
    ["acm:AddTagsToCertificate", certificate, OURS],
    ["acm:DeleteCertificate", certificate, OURS],
    ["route53:ChangeResourceRecordSets", zone("Z0123"), recordTypes("A", "CNAME")],
    ["route53:ListResourceRecordSets", zone("Z0123")],
  ]);
  denied(
    "request certificates without the tag, or take or delete those of others, or change other zones or records of other types",
    [
      ["acm:RequestCertificate", "*"],
      ["acm:AddTagsToCertificate", certificate, { ...TAGGED, ...THEIRS }],
      ["acm:DeleteCertificate", certificate, THEIRS],
      ["acm:ExportCertificate", certificate, OURS],
      ["route53:ChangeResourceRecordSets", zone("Z9876"), recordTypes("A")],
      ["route53:ChangeResourceRecordSets", zone("Z0123"), recordTypes("A", "MX")],
      // `ForAllValues` alone matches a key that is absent.
      ["route53:ChangeResourceRecordSets", zone("Z0123")],
      ["route53:DeleteHostedZone", zone("Z0123")],
    ],
  );

  const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
  denied("become an administrator", [
    ["iam:AttachRolePolicy", SESSION, { "iam:PolicyARN": administrator }],
    ["iam:AttachRolePolicy", role("deploy"), { "iam:PolicyARN": administrator }],
    ["iam:DetachRolePolicy", SESSION],
    ["iam:UpdateAssumeRolePolicy", SESSION],
    ["iam:UpdateAssumeRolePolicy", role("admin")],
    ["iam:PutRolePolicy", role("deploy"), BOUNDARY],
    ["iam:CreateUser", iam("user/x")],
    ["iam:CreateAccessKey", iam("user/x")],
    ["iam:PutUserPolicy", iam("user/x")],
    ["iam:CreatePolicy", policy("x")],
    ["sts:AssumeRole", role("admin")],
    ["lambda:CreateFunction", arn("lambda", "function:x")],
    ["cloudformation:CreateStack", arn("cloudformation", "stack/x/y")],
  ]);

  denied("have a role without the boundary, or with another", [
    ["iam:CreateRole", SESSION, TAGGED],
    ["iam:CreateRole", SESSION, { "iam:PermissionsBoundary": administrator }],
    ["iam:CreateRole", role("other"), BOUNDARY],
    ["iam:PutRolePolicy", SESSION],
    ["iam:PutRolePolicy", SESSION, { "iam:PermissionsBoundary": policy("other") }],
    ["iam:DeleteRolePermissionsBoundary", SESSION, BOUNDARY],
    ["iam:PutRolePermissionsBoundary", SESSION, { "iam:PermissionsBoundary": administrator }],
    ...["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy"].map((action): Row => [
      action,
      policy("shop-boundary"),
    ]),
  ]);

  it("cannot remove or change the boundary, even with full access to IAM", async () => {
    const full = {
      Version: "2012-10-17",
      Statement: [{ Sid: "All", Effect: "Allow", Action: "iam:*", Resource: "*" }],
    };
    for (const [action, resource, context] of [
      ["iam:DeleteRolePermissionsBoundary", SESSION],
      ["iam:CreatePolicyVersion", policy("shop-boundary")],
      ["iam:SetDefaultPolicyVersion", policy("shop-boundary")],
      ["iam:PutRolePermissionsBoundary", SESSION, { "iam:PermissionsBoundary": administrator }],
    ] as const) {
      const request = { action, resource, ...(context === undefined ? {} : { context }) };
      expect(await isAllowed(request, undefined, { policies: [full] }), action).to.equal(false);
    }
  });

  for (const [partition, ec2Service] of [
    ["aws-cn", "ec2.amazonaws.com.cn"],
    ["aws-us-gov", "ec2.amazonaws.com"],
  ] as const) {
    it(`can deploy in the partition ${partition}, with its boundary and for its services only`, async () => {
      const inPartition = (text: string) => text.replace("arn:aws:", `arn:${partition}:`);
      const boundary = { "iam:PermissionsBoundary": inPartition(policy("shop-boundary")) };
      for (const [action, resource, context, expected] of [
        ["iam:CreateRole", SESSION, boundary, true],
        ["iam:CreateRole", SESSION, BOUNDARY, false],
        ["iam:PassRole", SESSION, { "iam:PassedToService": ec2Service }, true],
        ["iam:PassRole", SESSION, { "iam:PassedToService": "lambda.amazonaws.com" }, false],
        ["ec2:RunInstances", ec2("instance"), TAGGED, true],
        ["ec2:TerminateInstances", ec2("instance"), THEIRS, false],
        ["s3:CreateBucket", "arn:aws:s3:::shop-stg-logs-1", {}, true],
        ["sns:DeleteTopic", sns("blog-stg-alarms-1"), {}, false],
      ] as const) {
        const request = { action, resource: inPartition(resource), context };
        const scope = { service: "shop", stage: "stg", partition };
        expect(await isAllowed(request, undefined, { scope }), `${action} ${resource}`).to.equal(expected);
      }
    });
  }

  denied("pass other roles to instances, or the stage's roles to other services", [
    ["iam:PassRole", role("admin"), { "iam:PassedToService": "ec2.amazonaws.com" }],
    ["iam:PassRole", FLOW_LOGS, { "iam:PassedToService": "ec2.amazonaws.com" }],
    ["iam:PassRole", SESSION, { "iam:PassedToService": "lambda.amazonaws.com" }],
    ["iam:PassRole", BUILD, { "iam:PassedToService": "lambda.amazonaws.com" }],
    ["iam:AddRoleToInstanceProfile", iam("instance-profile/admin")],
    ["ec2:AssociateIamInstanceProfile", ec2("instance"), OURS],
  ]);

  allowed("manage resources of the service", [
    ["ec2:StartInstances", ec2("instance"), OURS],
    ["ec2:ModifyInstanceAttribute", ec2("instance"), OURS],
    ["ec2:TerminateInstances", ec2("instance"), OURS],
    ["s3:CreateBucket", "arn:aws:s3:::shop-stg-logs-1", TAGGED],
    ["s3:TagResource", "arn:aws:s3:::shop-stg-logs-1"],
    ["s3:CreateBucket", FILES, TAGGED],
    ["s3:PutObject", `${FILES}/site.tar`],
    ["s3:PutObjectTagging", `${FILES}/site.tar`],
    ["s3:GetObject", `${FILES}/site.tar`],
    ["s3:DeleteObject", `${FILES}/site.tar`],
    ["s3:UntagResource", "arn:aws:s3:::shop-stg-logs-1"],
    ["s3:ListTagsForResource", "arn:aws:s3:::shop-stg-logs-1"],
    ["sns:CreateTopic", sns("shop-stg-alarms-1"), TAGGED],
    ["sns:Unsubscribe", sns("shop-stg-alarms-1")],
    ["logs:CreateLogGroup", arn("logs", "log-group:shop-stg-flowlogs-1")],
    ["iam:UploadServerCertificate", iam("server-certificate/shop-stg-certificate-1")],
    ["elasticloadbalancing:CreateLoadBalancer", arn("elasticloadbalancing", "loadbalancer/elb-shop-stg")],
    ["autoscaling:CreateAutoScalingGroup", group("asg-shop-stg"), { [NUMBERED]: "true" }],
    ["autoscaling:UpdateAutoScalingGroup", group("asg-shop-stg"), { [NUMBERED]: "true" }],
    // Only its sizes change.
    ["autoscaling:UpdateAutoScalingGroup", group("asg-shop-stg")],
    ["autoscaling:StartInstanceRefresh", group("asg-shop-stg")],
    ["ec2:RunInstances", ec2("instance"), TAGGED],
    ["ec2:RunInstances", ec2("network-interface")],
    ["ec2:RunInstances", ec2("security-group"), OURS],
    ["ec2:RunInstances", `arn:aws:ec2:${REGION}::image/ami-1`, { "ec2:Owner": "amazon" }],
    ["ec2:RunInstances", `arn:aws:ec2:${REGION}::image/ami-1`, { "ec2:Owner": ACCOUNT, ...OURS }],
    ["ec2:CreateImage", ec2("instance"), OURS],
    ["ec2:CreateImage", `arn:aws:ec2:${REGION}::image/ami-1`, TAGGED],
    ["ec2:CreateImage", `arn:aws:ec2:${REGION}::snapshot/snap-1`],
  ]);

  // At each change of the launch template, so also those that have the tags, and those of an earlier version's image.
  const snapshot = `arn:aws:ec2:${REGION}::snapshot/snap-1`;
  const rootVolume = { ...TAGGED, "ec2:VolumeSize": "8" };
  allowed("tag the snapshots of the service's images, whether or not they have its tags, also those of another stage", [
    ["ec2:DescribeImages"],
    ["ec2:CreateTags", snapshot, rootVolume],
    ["ec2:CreateTags", snapshot, { ...rootVolume, ...OURS, "aws:ResourceTag/Name": "shop-stg-web" }],
    ["ec2:CreateTags", snapshot, { ...rootVolume, ...OURS, "aws:ResourceTag/Stage": "renamed" }],
  ]);
  denied("tag other snapshots", [
    ["ec2:CreateTags", snapshot, { ...rootVolume, ...THEIRS }],
    ["ec2:CreateTags", snapshot, { ...rootVolume, "aws:ResourceTag/Name": "backup" }],
    ["ec2:CreateTags", snapshot, { ...TAGGED, "ec2:VolumeSize": "100" }],
    ["ec2:CreateTags", snapshot, { "ec2:VolumeSize": "8" }],
  ]);

  // Auto Scaling checks iam:PassRole only for a version of a number; see "What they do not prevent" for the rest.
  denied("let a group start servers with any role, from a template's latest version or a launch configuration", [
    ["autoscaling:CreateAutoScalingGroup", group("asg-shop-stg"), { [NUMBERED]: "false" }],
    ["autoscaling:CreateAutoScalingGroup", group("asg-shop-stg"), CONFIGURATION],
    ["autoscaling:CreateAutoScalingGroup", group("asg-shop-stg")],
    ["autoscaling:UpdateAutoScalingGroup", group("asg-shop-stg"), { [NUMBERED]: "false" }],
    ["autoscaling:UpdateAutoScalingGroup", group("asg-shop-stg"), CONFIGURATION],
    ["autoscaling:CreateLaunchConfiguration", arn("autoscaling", "launchConfiguration:0123:launchConfigurationName/x")],
  ]);

  denied("read disks of other services", [
    ["ec2:RunInstances", `arn:aws:ec2:${REGION}::image/ami-1`, { "ec2:Owner": ACCOUNT, ...THEIRS }],
    ["ec2:RunInstances", `arn:aws:ec2:${REGION}::image/ami-1`, { "ec2:Owner": ACCOUNT }],
    ["ec2:RunInstances", `arn:aws:ec2:${REGION}::snapshot/snap-1`, { "ec2:Owner": ACCOUNT, ...THEIRS }],
    ["ec2:CreateImage", ec2("instance"), { ...TAGGED, ...THEIRS }],
    ["ec2:CreateSnapshot", ec2("volume"), THEIRS],
    ["ec2:AttachVolume", ec2("volume"), OURS],
    ["ec2:ModifySnapshotAttribute", `arn:aws:ec2:${REGION}::snapshot/snap-1`, OURS],
    ["ec2:ModifyImageAttribute", `arn:aws:ec2:${REGION}::image/ami-1`, OURS],
    ["ebs:GetSnapshotBlock", `arn:aws:ec2:${REGION}::snapshot/snap-1`, OURS],
  ]);

  denied("use what another service has, with the tag of this one in the request", [
    ["ec2:RunInstances", ec2("subnet"), { ...TAGGED, ...THEIRS }],
    ["ec2:RunInstances", ec2("security-group"), { ...TAGGED, ...THEIRS }],
    ["ec2:RunInstances", ec2("key-pair"), { ...TAGGED, ...THEIRS }],
    ["ec2:RunInstances", ec2("launch-template"), { ...TAGGED, ...THEIRS }],
    ["ec2:RunInstances", `arn:aws:ec2:${REGION}::image/ami-1`, { ...TAGGED, ...THEIRS }],
    ["ec2:CreateNatGateway", ec2("subnet"), { ...TAGGED, ...THEIRS }],
    ["ec2:CreateNatGateway", ec2("elastic-ip"), { ...TAGGED, ...THEIRS }],
    ["ec2:CreateVpcEndpoint", ec2("route-table"), { ...TAGGED, ...THEIRS }],
    ...["CreateFlowLogs", "CreateRouteTable", "CreateSecurityGroup", "CreateSubnet", "CreateVpcEndpoint"].map(
      (action): Row => [`ec2:${action}`, ec2("vpc"), { ...TAGGED, ...THEIRS }],
    ),
    ["ec2:AuthorizeSecurityGroupIngress", ec2("security-group"), { ...TAGGED, ...THEIRS }],
    ["ec2:CreateTags", ec2("instance"), { ...TAGGED, ...THEIRS }],
    ["ec2:CreateTags", ec2("instance"), TAGGED],
    ["ec2:CreateTags", ec2("vpc"), TAGGED],
    ["ec2:CreateTags", ec2("security-group"), { ...TAGGED, ...THEIRS }],
  ]);

  const alarm = arn("cloudwatch", "alarm:x");
  const notifying = (target: string) => ({ ...TAGGED, "cloudwatch:AlarmActions": [target] });
  allowed("create alarms that notify the stage's topic or reboot an instance", [
    ["cloudwatch:PutMetricAlarm", alarm, notifying(sns("shop-stg-alarms-1"))],
    ["cloudwatch:PutMetricAlarm", alarm, notifying(`arn:aws:automate:${REGION}:ec2:reboot`)],
  ]);
  denied("create alarms with another action, such as to terminate an instance of another service", [
    ["cloudwatch:PutMetricAlarm", alarm, notifying(`arn:aws:automate:${REGION}:ec2:terminate`)],
    ["cloudwatch:PutMetricAlarm", alarm, notifying(sns("blog-stg-alarms-1"))],
    ["cloudwatch:PutMetricAlarm", alarm, notifying(arn("lambda", "function:x"))],
  ]);
  it("cannot overwrite an alarm of another service, and can change its own", async () => {
    for (const action of ["cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"]) {
      for (const [context, expected] of [
        [THEIRS, false],
        [OURS, true],
      ] as const) {
        const request = { action, resource: alarm, context: { ...TAGGED, ...context } };
        expect(await isAllowed(request), action).to.equal(expected);
      }
    }
  });

  denied("change resources of another service or stage", [
    ...["ec2:StartInstances", "ec2:ModifyInstanceAttribute", "ec2:TerminateInstances", "ec2:CreateTags"].map(
      (action): Row => [action, ec2("instance"), THEIRS],
    ),
    ["ec2:ModifyInstanceAttribute", ec2("instance")],
    ...["access-logs-1", "blog-stg-logs-1", "shop-prod-logs-1", "shopping-stg-logs-1"].flatMap((bucket) =>
      ["s3:CreateBucket", "s3:DeleteBucket", "s3:PutBucketPolicy", "s3:TagResource"].map((action): Row => [
        action,
        `arn:aws:s3:::${bucket}`,
      ]),
    ),
    ["s3:DeleteObject", "arn:aws:s3:::blog-stg-logs-1/x"],
    ["s3:PutObject", "arn:aws:s3:::blog-stg-files-1/site.tar"],
    ["s3:PutObject", "arn:aws:s3:::shop-stg-logs-1/x"],
    ["s3:GetObject", "arn:aws:s3:::shop-stg-logs-1/x"],
    ["ssm:GetParameters", arn("ssm", "parameter/shop/stg/password")],
    ["sns:DeleteTopic", sns("blog-stg-alarms-1")],
    ["sns:Subscribe", sns("alarms-1")],
    ["logs:DeleteLogGroup", arn("logs", "log-group:blog-stg-flowlogs-1")],
    ["iam:DeleteServerCertificate", iam("server-certificate/blog-stg-certificate-1")],
    ["iam:DeleteRole", role("blog-stg-session-1")],
    ["elasticloadbalancing:DeleteLoadBalancer", arn("elasticloadbalancing", "loadbalancer/elb-shop-admin")],
    ["autoscaling:DeleteAutoScalingGroup", group("asg-blog-stg"), THEIRS],
    ["autoscaling:CreateAutoScalingGroup", group("asg-blog-stg"), { [NUMBERED]: "true" }],
    ["cloudwatch:DeleteAlarms", arn("cloudwatch", "alarm:x"), THEIRS],
  ]);
});
