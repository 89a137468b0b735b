import { findAll, membersOf } from "../xml";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("iam");
const limit = { code: "LimitExceeded", status: 409 };
const setBoundary = ["CreateRole", "PutRolePermissionsBoundary"];

/** IAM policies. */
export const iamPolicies: readonly Rejection[] = [
  // An invalid policy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
  reject(
    ["CreateRole", "UpdateAssumeRolePolicy", "PutRolePolicy", "CreatePolicy"],
    "MalformedPolicyDocument",
    (request) => {
      const document = request.raw("AssumeRolePolicyDocument") ?? request.raw("PolicyDocument");
      return policyIssue(document ?? "", request.raw("PolicyDocument") === undefined);
    },
  ),
  // A policy that is too large, not counting white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  reject(["CreateRole", "UpdateAssumeRolePolicy"], limit, (request) => {
    const document = request.text("AssumeRolePolicyDocument") ?? request.text("PolicyDocument") ?? "";
    return sizeOf(document) > 2048 ? "Cannot exceed quota for ACLSizePerRole: 2048" : undefined;
  }),
  reject("CreatePolicy", limit, (request) =>
    sizeOf(request.text("PolicyDocument") ?? "") > 6144 ? "Cannot exceed quota for PolicySize: 6144" : undefined,
  ),
  // The quota is for all inline policies of a role together.
  reject("PutRolePolicy", limit, async (request, account) => {
    const RoleName = request.text("RoleName") ?? "";
    const listed = await account.query("iam", "ListRolePolicies", { RoleName });
    const others = membersOf(listed, "PolicyNames").filter(({ text }) => text !== request.text("PolicyName"));
    const sizes = await Promise.all(
      others.map(async ({ text: PolicyName }) => {
        const found = await account.query("iam", "GetRolePolicy", { RoleName, PolicyName });
        return sizeOf(decodeURIComponent(findAll(found, "PolicyDocument")[0]?.text ?? ""));
      }),
    );
    const total = sizes.reduce((sum, size) => sum + size, sizeOf(request.text("PolicyDocument") ?? ""));
    return total > 10_240 ? `Maximum policy size of 10240 bytes exceeded for role ${RoleName}` : undefined;
  }),
  // More than 10 managed policies: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  reject("AttachRolePolicy", limit, async (request, account) => {
    const attached = await account.query("iam", "ListAttachedRolePolicies", {
      RoleName: request.text("RoleName") ?? "",
    });
    const arns = findAll(attached, "PolicyArn").map(({ text }) => text);
    return arns.length >= 10 && !arns.includes(request.text("PolicyArn") ?? "")
      ? "Cannot exceed quota for PoliciesPerRole: 10"
      : undefined;
  }),
  // A permissions boundary with an invalid ARN, or one that does not exist: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
  reject(setBoundary, "ValidationError", (request) => {
    const arn = request.text("PermissionsBoundary") ?? "";
    return arn === "" || arn.startsWith("arn:") ? undefined : `ARN ${arn} is not valid.`;
  }),
  reject(setBoundary, { code: "NoSuchEntity", status: 404 }, async (request, account) => {
    const PolicyArn = request.text("PermissionsBoundary");
    if (PolicyArn === undefined) return undefined;
    const found = await account.query("iam", "GetPolicy", { PolicyArn });
    return found === undefined ? `Scope ARN: ${PolicyArn} does not exist or is not attachable.` : undefined;
  }),
];

function policyIssue(text: string, isTrust: boolean): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return "This policy contains invalid Json";
  }
  const { Statement, Version } = policy as { Statement?: unknown; Version?: unknown };
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
    return "The policy must contain a valid version string";
  }
  const statements = (Array.isArray(Statement) ? Statement : [Statement]) as Record<string, unknown>[];
  for (const statement of statements) {
    if (typeof statement !== "object") return "Syntax errors in policy.";
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny") return "Syntax errors in policy. (Effect)";
    if (statement.Action === undefined && statement.NotAction === undefined) {
      return "Policy statement must contain actions.";
    }
    const principal = statement.Principal ?? statement.NotPrincipal;
    const resource = statement.Resource ?? statement.NotResource;
    const { Sid = "" } = statement;
    if (!isTrust && !/^[0-9A-Za-z]*$/.test(String(Sid))) return "Statement IDs (SID) must be alpha-numeric.";
    if (isTrust) {
      const issue = trustIssue(statement);
      if (issue !== undefined) return issue;
    }
    if (isTrust && resource !== undefined) return "Has prohibited field Resource";
    if (isTrust && principal === undefined) return "Missing required field Principal";
    if (!isTrust && principal !== undefined) return "Policy document should not specify a principal.";
    if (!isTrust && resource === undefined) return "Policy statement must contain resources.";
  }
  return undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function trustIssue({ Action, Principal }: Readonly<Record<string, unknown>>): string | undefined {
  const actions = [Action ?? "sts:*"].flat().map(String);
  if (!actions.every((action) => /^sts:/i.test(action)))
    return "AssumeRole policy may only specify STS AssumeRole actions.";
  if (typeof Principal !== "object" || Principal === null) return undefined;
  const services = [(Principal as Readonly<Record<string, unknown>>).Service ?? []].flat().map(String);
  const invalid = services.find((service) => !/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(service));
  return invalid && `Invalid principal in policy: "SERVICE":"${invalid}"`;
}

/** Characters of a policy, without white space. */
function sizeOf(document: string): number {
  return document.replace(/\s/g, "").length;
}
