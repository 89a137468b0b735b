import { expect } from "chai";

import { variants } from "../stages/variants";
import { variant } from "../../support/variants";
import { actionsOf, allow, DOCUMENTS, statementsOf, textOf } from "./documents";

/** Characters of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST = 6144;

/** Types that AWS knows by name, with the beginning of their ARNs. */
const BY_NAME: Readonly<Record<string, string>> = {
  "aws:autoscaling/group:Group": "arn:PARTITION:autoscaling:REGION:ACCOUNT:autoScalingGroup:0123:autoScalingGroupName/",
  "aws:cloudwatch/logGroup:LogGroup": "arn:PARTITION:logs:REGION:ACCOUNT:log-group:",
  "aws:elb/loadBalancer:LoadBalancer": "arn:PARTITION:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/",
  "aws:iam/instanceProfile:InstanceProfile": "arn:PARTITION:iam::ACCOUNT:instance-profile/",
  "aws:iam/role:Role": "arn:PARTITION:iam::ACCOUNT:role/",
  "aws:iam/serverCertificate:ServerCertificate": "arn:PARTITION:iam::ACCOUNT:server-certificate/",
  "aws:s3/bucket:Bucket": "arn:PARTITION:s3:::",
  "aws:sns/topic:Topic": "arn:PARTITION:sns:REGION:ACCOUNT:",
};

/** Stages of variants that are not of stg. */
const STAGES: Readonly<Record<string, string>> = { prod: "prod" };

const READING = /^\w+:(?:Describe|Get|List)/;

describe("The IAM policies in docs/iam", () => {
  for (const name of DOCUMENTS) {
    describe(name, () => {
      it("fits into a managed policy", () => {
        expect(textOf(name).length).to.be.at.most(LONGEST);
      });

      it("is of no partition, account or region", () => {
        expect(textOf(name)).not.to.match(/arn:aws|\d{12}|ap-northeast-1/);
      });

      it("says of each statement what it is for, once", () => {
        const ids = statementsOf(name).map(({ Sid }) => Sid);
        expect(new Set(ids).size).to.equal(ids.length);
        for (const id of ids) expect(id).to.match(/^[A-Z][A-Za-z]+$/);
      });

      it("changes nothing but what is named or tagged as the service's own", () => {
        for (const { Sid, Resource, ...statement } of statementsOf(name)) {
          if (statement.Effect === "Deny" || name === "boundary") continue;
          const changing = actionsOf(statement as never).filter((action) => !READING.test(action));
          if (changing.length === 0) continue;
          expect(changing.join(), Sid).not.to.contain("*");
          // AWS knows no resource of it: https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
          if (changing.join() === "sns:Unsubscribe") continue;
          expect([Resource].flat(), Sid).not.to.include("*");
        }
      });
    });
  }

  it("let a preview read, and nothing else", () => {
    const actions = statementsOf("preview").flatMap(actionsOf);
    expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
    // What user data and console hold is not secret here; keys of instances and objects of buckets are not read.
    expect(allow(["preview"], "ec2:GetPasswordData")).to.equal(false);
    expect(allow(["preview"], "s3:GetObject")).to.equal(false);
  });

  it("let an operator look, start and stop what is there, and make or delete nothing", () => {
    const changing = statementsOf("operate").flatMap((statement) =>
      actionsOf(statement).flatMap((action) => (READING.test(action) ? [] : [[action, statement] as const])),
    );
    expect(changing.map(([action]) => action).filter((action) => /:(?:Create|Delete|Put|Modify|Run)/.test(action))).to
      .be.empty;
    for (const [action, { Condition, Resource }] of changing) {
      const { StringEquals = {} } = Condition ?? {};
      const tagged = [StringEquals["aws:ResourceTag/Service"], StringEquals["ssm:resourceTag/Service"]];
      const named = [Resource].flat().every((arn) => /SERVICE|-logs-|session|document/.test(arn));
      expect(tagged.includes("SERVICE") || named, action).to.equal(true);
    }
  });

  it("hand each role only to the service that it is for", () => {
    const passing = DOCUMENTS.flatMap(statementsOf).filter((each) => actionsOf(each).includes("iam:PassRole"));
    const pairs = passing.map(({ Resource, Condition }) => [
      Resource,
      Condition?.StringEquals?.["iam:PassedToService"],
    ]);
    expect(pairs).to.deep.equal([
      ["arn:PARTITION:iam::ACCOUNT:role/SERVICE-STAGE-flowlogs-*", "vpc-flow-logs.amazonaws.com"],
      ["arn:PARTITION:iam::ACCOUNT:role/SERVICE-STAGE-session-*", ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]],
    ]);
  });

  it("let an operator do what `npm run` does: look, open sessions, run commands, end one server", () => {
    for (const action of [
      "ec2:DescribeInstances",
      "ec2:DescribeAddresses",
      "ec2:GetConsoleOutput",
      "ec2:StartInstances",
      "ec2:TerminateInstances",
      "autoscaling:DescribeAutoScalingGroups",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeInstanceHealth",
      "elasticloadbalancing:DescribeLoadBalancerPolicies",
      "iam:GetServerCertificate",
      "ssm:StartSession",
      "ssmmessages:OpenDataChannel",
      "sts:GetCallerIdentity",
    ]) {
      expect(allow(["preview", "operate"], action), action).to.equal(true);
    }
    // A session for each kind of login: a shell, one command, and a port for other tools.
    const documents = statementsOf("operate").flatMap(({ Resource }) =>
      [Resource].flat().flatMap((each) => /document\/(.*)$/.exec(each)?.[1] ?? []),
    );
    expect(documents).to.deep.equal([
      "SSM-SessionManagerRunShell",
      "AWS-StartNonInteractiveCommand",
      "AWS-StartPortForwardingSession",
    ]);
    // Without the check, a session by another document could reach hosts behind the server.
    const sessions = statementsOf("operate").filter((each) => actionsOf(each).includes("ssm:StartSession"));
    for (const { Sid, Condition } of sessions) {
      expect(Condition?.BoolIfExists, Sid).to.deep.equal({ "ssm:SessionDocumentAccessCheck": "true" });
    }
  });

  it("allow tags to be set on what is just being made, is the service's own already, or is nobody's", () => {
    const tagging = statementsOf("deploy-network").filter((each) => actionsOf(each).includes("ec2:CreateTags"));
    const limits = tagging.map(({ Condition: { StringEquals = {}, Null = {} } = {} }) =>
      [
        Null["ec2:CreateAction"] === "false" ? ["made now"] : [],
        StringEquals["aws:ResourceTag/Service"] === "SERVICE" ? ["ours"] : [],
        Null["aws:ResourceTag/Service"] === "true" ? ["nobody's"] : [],
        // Only ever with our own tag, but for what is ours already.
        StringEquals["aws:RequestTag/Service"] === "SERVICE" ? ["with our tag"] : [],
      ].flat(),
    );
    expect(limits).to.deep.equal([["made now", "with our tag"], ["nobody's", "with our tag"], ["ours"]]);
  });

  it("change no alarm and no group of others", () => {
    const named = /SERVICE-STAGE|aws-service-role/;
    for (const { Sid, Effect, Resource, Condition } of statementsOf("deploy-web")) {
      if (Effect === "Deny" || Sid === "EndSubscriptions") continue;
      const { StringEquals = {} } = Condition ?? {};
      const tagged = [StringEquals["aws:RequestTag/Service"], StringEquals["aws:ResourceTag/Service"]];
      expect([Resource].flat().every((arn) => named.test(arn)) || tagged.includes("SERVICE"), Sid).to.equal(true);
    }
  });

  for (const [run, made] of Object.entries({ prod: () => variant("prod"), ...variants })) {
    it(`name all that ${run} makes and AWS knows by its name`, async () => {
      const { recording } = await made();
      const patterns = DOCUMENTS.flatMap(statementsOf).flatMap(({ Resource }) => Resource);
      for (const { type, name, inputs } of recording.resources) {
        const kind = BY_NAME[type];
        if (kind === undefined) continue;
        const { name: given, namePrefix, bucketPrefix } = inputs;
        const [prefix] = [namePrefix, bucketPrefix].filter((text) => typeof text === "string");
        // Without a name or a prefix Pulumi gives a name that begins with the logical name.
        const arn = kind + (typeof given === "string" ? given : `${prefix ?? `${name}-`}0123abc`);
        const fitting = patterns.filter((pattern) => {
          const own = pattern
            .replaceAll("SERVICE", "servicename")
            .replaceAll("STAGE", STAGES[run] ?? "stg")
            .replaceAll("*", ".*");
          return new RegExp(`^${own}$`).test(arn);
        });
        expect(fitting, arn).to.not.deep.equal([]);
      }
    });
  }
});
