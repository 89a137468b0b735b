import type { GraphResource, Literal } from "../graph";
import { allowedActions, isForEverybody, principalsOf, statementsOf, type Statement } from "./policy-document";
import { ALWAYS, each, unless, type Rule } from "./rule";
import { items, part } from "./stack";

/** Policies of AWS's own that allow all actions of a service, or of all. */
const TOO_MUCH = /\/(?:AdministratorAccess|PowerUserAccess|\w+FullAccess)$/;

/** Types that stand for users, or for what they are given. */
const USERS: readonly string[] = [
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

/** EC2 takes a role for its own machine alone, and names no account when it does. */
const NAMES_NO_ACCOUNT = ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"];

/** Conditions by which a service acts for one account: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
const FOR_ACCOUNT = ["aws:SourceAccount", "aws:SourceArn"];

/** What must hold of roles and policies. */
export const PERMISSIONS: readonly Rule[] = [
  {
    id: "roles-narrow",
    title: "No role may do everything, in all of AWS or in one service",
    severity: "high",
    why: "What a role may not do, nobody who steals it can.",
    sources: ["FSBP IAM.1", "FSBP IAM.21", "CKV_AWS_355", "CKV2_AWS_56"],
    verdict: ALWAYS,
    check: each(
      [
        "aws.iam.Role",
        "aws.iam.RolePolicy",
        "aws.iam.Policy",
        "aws.iam.RolePolicyAttachment",
        "aws.iam.PolicyAttachment",
      ],
      (resource) => unless(!documentsOf(resource).some(isTooMuch), "it allows all actions of a service, or of all"),
    ),
  },
  {
    id: "roles-for-services",
    title: "Roles are taken by services of AWS only, and by those for this account only",
    severity: "high",
    why: "Another account, or a service on its behalf, could do here what the role may.",
    sources: ["prowler iam_role_cross_service_confused_deputy_prevention", "CKV_AWS_60", "CKV_AWS_61"],
    verdict: ALWAYS,
    check: each(["aws.iam.Role"], ({ properties: { assumeRolePolicy } }) =>
      statementsOf(assumeRolePolicy)
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap((statement) => [
          ...unless(principalsOf(statement.Principal).every(isService), "it may be taken by others than services"),
          ...unless(isForOneAccount(statement), "a service may take it for any account"),
        ]),
    ),
  },
  {
    id: "no-users",
    title: "No users and no access keys are made",
    severity: "high",
    why: "A user's key works from everywhere until somebody thinks of it.",
    sources: ["CKV_AWS_273", "prowler iam_user_no_setup_initial_access_key"],
    verdict: ALWAYS,
    check: each(USERS, () => ["people and CI come from outside, by roles"]),
  },
  {
    id: "closed-to-strangers",
    title: "No policy of a bucket or a topic lets everybody in",
    severity: "critical",
    why: "Logs tell who visited, and alarms that anybody can send are believed no more.",
    sources: [
      "CKV_AWS_70",
      "CKV_AWS_169",
      "prowler s3_bucket_policy_public_write_access",
      "prowler sns_topics_not_publicly_accessible",
    ],
    verdict: ALWAYS,
    check: each(
      ["aws.s3.Bucket", "aws.s3.BucketPolicy", "aws.sns.Topic", "aws.sns.TopicPolicy"],
      ({ properties: { policy } }) =>
        unless(!statementsOf(policy).some(isForEverybody), "its policy lets everybody in"),
    ),
  },
];

/** All policies of a role, or the one that a resource stands for: documents, and names of AWS's own. */
function documentsOf({ properties }: GraphResource): readonly (Literal | undefined)[] {
  const { policy, policyArn, managedPolicyArns, inlinePolicies } = properties;
  return [
    policy,
    policyArn,
    ...items(managedPolicyArns),
    ...items(inlinePolicies).map((inline) => part(inline, "policy")),
  ];
}

function isTooMuch(document: Literal | undefined): boolean {
  if (typeof document === "string" && TOO_MUCH.test(document)) return true;
  return statementsOf(document).some(
    (statement) =>
      // All but a few is nearly all.
      (statement.Effect === "Allow" && statement.NotAction !== undefined) ||
      allowedActions(statement).some((action) => typeof action === "string" && /^(?:\*|[^:]+:\*)$/.test(action)),
  );
}

function isService({ kind }: { readonly kind: string }): boolean {
  return kind === "Service";
}

function isForOneAccount({ Principal, Condition }: Statement): boolean {
  if (principalsOf(Principal).every(({ who }) => NAMES_NO_ACCOUNT.some((name) => name === who))) return true;
  return ["StringEquals", "ArnEquals", "ArnLike", "StringLike"].some((operator) =>
    FOR_ACCOUNT.some((key) => part(Condition, operator, key) !== undefined),
  );
}
