import { partitionOf, regionNames } from "../../../lib/regions";
import { variants } from "../stages/variants";
import { variant } from "../../support/variants";
import { actionsOf, allow, DEPLOYING, DOCUMENTS, filled, statementsOf, textOf } from "./documents";
import { permissionsIn } from "./source-calls";

/** Characters of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST = 6144;

/** Characters of service and stage together, which `serviceName` allows. */
const LONGEST_NAMES = 27;

/** Types whose ARNs contain the name, with the ARN up to it. */
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

/** Variants of another stage than stg. */
const STAGES: Readonly<Record<string, string>> = { prod: "prod" };

const READING = /^\w+:(?:Describe|Get|List)/;

describe("The IAM policies in docs/iam", () => {
  for (const name of DOCUMENTS) {
    describe(name, () => {
      it("fits into a managed policy, with the longest values of its placeholders", () => {
        for (const REGION of regionNames) {
          for (const length of [1, LONGEST_NAMES - 1]) {
            const SERVICE = "s".repeat(length);
            const STAGE = "s".repeat(LONGEST_NAMES - length);
            const values = {
              PARTITION: partitionOf(REGION) ?? "",
              REGION,
              ACCOUNT: "1".repeat(12),
              ZONE: "Z".repeat(32),
            };
            const policy = filled(name, { ...values, SERVICE, STAGE });
            expect(policy.length, `${REGION} ${SERVICE} ${STAGE}`).to.be.at.most(LONGEST);
          }
        }
      });

      it("names no partition, account or region", () => {
        expect(textOf(name)).not.to.match(/arn:aws|\d{12}|ap-northeast-1/);
      });

      it("has a unique name for each statement", () => {
        const ids = statementsOf(name).map(({ Sid }) => Sid);
        expect(new Set(ids).size).to.equal(ids.length);
        for (const id of ids) expect(id).to.match(/^[A-Z][A-Za-z]+$/);
      });

      it("changes only resources with the service's name or tag", () => {
        for (const { Sid, Resource, Condition, ...statement } of statementsOf(name)) {
          if (statement.Effect === "Deny" || name === "boundary") continue;
          const changing = actionsOf(statement as never).filter((action) => !READING.test(action));
          if (changing.length === 0) continue;
          expect(changing.join(), Sid).not.to.contain("*");
          // It has no resource type: https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
          if (changing.join() === "sns:Unsubscribe") continue;
          // A new certificate has no ARN yet.
          if (Condition?.StringEquals?.["aws:RequestTag/Service"] === "SERVICE") continue;
          expect([Resource].flat(), Sid).not.to.include("*");
        }
      });
    });
  }

  it("let a preview only read", () => {
    const actions = statementsOf("preview").flatMap(actionsOf);
    expect(actions.filter((action) => !READING.test(action))).to.deep.equal([]);
    // User data and console output hold no secrets, unlike passwords and objects.
    expect(allow(["preview"], "ec2:GetPasswordData")).to.equal(false);
    const reading = statementsOf("preview").filter((each) => actionsOf(each).includes("s3:GetObject"));
    expect(reading.map(({ Resource }) => Resource)).to.deep.equal([
      "arn:PARTITION:s3:::SERVICE-STAGE-files-*/site.tar",
    ]);
    expect(allow(["preview"], "ssm:GetParameter")).to.equal(false);
    expect(allow(["preview"], "ssm:GetParameters")).to.equal(false);
  });

  it("let an operator read, start and stop resources of the service, and create or delete none", () => {
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

  it("allow every call that the program itself makes, in checks and in hooks", () => {
    const folders = ["lib", "preflight", "network", "compute", "loadbalancer", "certs", "monitoring"];
    const permissions = permissionsIn(...folders);
    expect(permissions).to.include.members(["ec2:CreateTags", "autoscaling:DetachLoadBalancers"]);
    expect(permissions.filter((each) => !allow(DEPLOYING, each))).to.deep.equal([]);
  });

  it("let an operator use all `npm run` commands", () => {
    const ownCalls = permissionsIn("tools/verify", "tools/stage", "tools/login");
    expect(ownCalls).to.include.members(["acm:DescribeCertificate", "ec2:DescribeSecurityGroupRules"]);
    expect(ownCalls.filter((each) => !allow(["preview", "operate"], each))).to.deep.equal([]);
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
    // A shell, a command, and a port for other tools.
    const documents = statementsOf("operate").flatMap(({ Resource }) =>
      [Resource].flat().flatMap((each) => /document\/(.*)$/.exec(each)?.[1] ?? []),
    );
    expect(documents).to.deep.equal([
      "SSM-SessionManagerRunShell",
      "AWS-StartNonInteractiveCommand",
      "AWS-StartPortForwardingSession",
    ]);
    // Without the check, a session with another document could reach hosts behind the server.
    const sessions = statementsOf("operate").filter((each) => actionsOf(each).includes("ssm:StartSession"));
    for (const { Sid, Condition } of sessions) {
      expect(Condition?.BoolIfExists, Sid).to.deep.equal({ "ssm:SessionDocumentAccessCheck": "true" });
    }
  });

  it("allow tags only on new resources, resources of the service and resources without tags", () => {
    const tagging = statementsOf("deploy-network").filter((each) => actionsOf(each).includes("ec2:CreateTags"));
    const limits = tagging.map(({ Condition: { StringEquals = {}, Null = {} } = {} }) =>
      [
        Null["ec2:CreateAction"] === "false" ? ["new"] : [],
        StringEquals["aws:ResourceTag/Service"] === "SERVICE" ? ["of the service"] : [],
        Null["aws:ResourceTag/Service"] === "true" ? ["untagged"] : [],
        // New tags name the service.
        StringEquals["aws:RequestTag/Service"] === "SERVICE" ? ["with the service's tag"] : [],
      ].flat(),
    );
    expect(limits).to.deep.equal([
      ["new", "with the service's tag"],
      ["untagged", "with the service's tag"],
      ["of the service"],
      ["untagged", "with the service's tag"],
    ]);
  });

  it("change no alarm, no group and no role of other services", () => {
    const named = /SERVICE-STAGE|aws-service-role/;
    const documents = ["deploy-web", "deploy-roles", "deploy-site"] as const;
    for (const { Sid, Effect, Resource, Condition } of documents.flatMap(statementsOf)) {
      if (Effect === "Deny" || Sid === "EndSubscriptions") continue;
      const { StringEquals = {} } = Condition ?? {};
      const tagged = [StringEquals["aws:RequestTag/Service"], StringEquals["aws:ResourceTag/Service"]];
      expect([Resource].flat().every((arn) => named.test(arn)) || tagged.includes("SERVICE"), Sid).to.equal(true);
    }
  });

  for (const [run, create] of Object.entries({ prod: () => variant("prod"), ...variants })) {
    it(`match the names of all resources of ${run}`, async () => {
      const { recording } = await create();
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
