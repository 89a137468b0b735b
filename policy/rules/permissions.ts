import type { GraphResource, Literal } from "../graph";
import {
  allowedActions,
  isForEveryone,
  principalsOf,
  resourcesOf,
  statementsOf,
  type Statement,
} from "./policy-document";
import { perResource, unless, type Rule } from "./rule";
import { items, part } from "./stack";

/** AWS managed policies that allow all actions of a service, or of all services. */
const TOO_BROAD = /\/(?:AdministratorAccess|PowerUserAccess|\w+FullAccess)$/;

/** Actions that return the content of objects, parameters and secrets. */
const READING_DATA = /^(?:s3:GetObject|ssm:GetParameter|secretsmanager:GetSecretValue)/;

const USER_TYPES: readonly string[] = [
  "aws.iam.User",
  "aws.iam.UserLoginProfile",
  "aws.iam.UserPolicy",
  "aws.iam.UserPolicyAttachment",
  "aws.iam.Group",
  "aws.iam.GroupPolicy",
  "aws.iam.GroupPolicyAttachment",
  "aws.iam.AccessKey",
  "aws.iam.SshKey",
];

/** EC2 assumes a role only for its own instance, and passes no account when it does. */
const WITHOUT_ACCOUNT: readonly Literal[] = ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"];

/** Conditions that limit a service to one account: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
const ACCOUNT_KEYS = ["aws:SourceAccount", "aws:SourceArn"];

export const PERMISSIONS: readonly Rule[] = [
  {
    id: "roles-narrow",
    title: "No role allows all actions, of AWS or of one service",
    severity: "high",
    why: "A stolen role is limited to what it needs.",
    sources: ["FSBP IAM.1", "FSBP IAM.21", "CKV_AWS_355", "CKV2_AWS_56"],
    check: perResource(
      [
        "aws.iam.Role",
        "aws.iam.RolePolicy",
        "aws.iam.Policy",
        "aws.iam.RolePolicyAttachment",
        "aws.iam.PolicyAttachment",
      ],
      (resource) =>
        unless(!documentsOf(resource).some(isTooBroad), "it allows all actions of a service, or of all services"),
    ),
  },
  {
    id: "roles-name-what-they-read",
    title: "Roles read only objects, parameters and secrets that they name",
    severity: "high",
    why: "A stolen role must not read what belongs to other stages and services.",
    sources: ["FSBP IAM.21", "CKV_AWS_108"],
    check: perResource(["aws.iam.Role", "aws.iam.RolePolicy", "aws.iam.Policy"], (resource) =>
      unless(
        !documentsOf(resource).some(readsByPattern),
        "it can read objects, parameters or secrets that it does not name",
      ),
    ),
  },
  {
    id: "roles-for-services",
    title: "Only AWS services assume roles, and only for this account",
    severity: "high",
    why: "Otherwise another account, or a service on its behalf, could use the role's permissions.",
    sources: ["prowler iam_role_cross_service_confused_deputy_prevention", "CKV_AWS_60", "CKV_AWS_61"],
    check: perResource(["aws.iam.Role"], ({ properties: { assumeRolePolicy } }) =>
      statementsOf(assumeRolePolicy)
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap((statement) => [
          ...unless(
            principalsOf(statement.Principal).every(({ kind }) => kind === "Service"),
            "principals other than services can assume it",
          ),
          ...unless(isForOneAccount(statement), "a service can assume it for any account"),
        ]),
    ),
  },
  {
    id: "no-users",
    title: "There are no IAM users and no access keys",
    severity: "high",
    why: "A user's access key works from everywhere until it is deleted.",
    sources: ["CKV_AWS_273", "prowler iam_user_no_setup_initial_access_key"],
    check: perResource(USER_TYPES, () => ["people and CI use roles"]),
  },
  {
    id: "closed-to-strangers",
    title: "No policy of a bucket or a topic allows everyone",
    severity: "critical",
    why: "Logs show who visited the site, and alarms that everyone can send are worthless.",
    sources: [
      "CKV_AWS_70",
      "CKV_AWS_169",
      "prowler s3_bucket_policy_public_write_access",
      "prowler sns_topics_not_publicly_accessible",
    ],
    check: perResource(
      ["aws.s3.Bucket", "aws.s3.BucketPolicy", "aws.sns.Topic", "aws.sns.TopicPolicy"],
      ({ properties: { policy } }) => unless(!statementsOf(policy).some(isForEveryone), "its policy allows everyone"),
    ),
  },
];

/** All policies of a role or policy resource: documents, and ARNs of AWS managed policies. */
function documentsOf({ properties }: GraphResource): readonly (Literal | undefined)[] {
  const { policy, policyArn, managedPolicyArns, inlinePolicies } = properties;
  const inline = items(inlinePolicies).map((each) => part(each, "policy"));
  return [policy, policyArn, ...items(managedPolicyArns), ...inline];
}

function isTooBroad(document: Literal | undefined): boolean {
  if (typeof document === "string" && TOO_BROAD.test(document)) return true;
  return statementsOf(document).some(
    (statement) =>
      // All actions except a few is too broad as well.
      (statement.Effect === "Allow" && statement.NotAction !== undefined) ||
      allowedActions(statement).some((action) => typeof action === "string" && /^(?:\*|[^:]+:\*)$/.test(action)),
  );
}

function readsByPattern(document: Literal | undefined): boolean {
  return statementsOf(document).some(
    (statement) =>
      allowedActions(statement).some((action) => typeof action === "string" && READING_DATA.test(action)) &&
      resourcesOf(statement).some((name) => typeof name === "string" && /[*?]/.test(name)),
  );
}

function isForOneAccount({ Principal, Condition }: Statement): boolean {
  if (principalsOf(Principal).every(({ name }) => WITHOUT_ACCOUNT.includes(name))) return true;
  return ["StringEquals", "ArnEquals", "ArnLike", "StringLike"].some((operator) =>
    ACCOUNT_KEYS.some((key) => part(Condition, operator, key) !== undefined),
  );
}
