import { accessKeyIdIn } from "../api-request";
import { accessKeyIdOf } from "../role-credentials";
import { findAll, membersOf, textAt } from "../xml";
import type { Account } from "./account";
import { rejectionsOf, type Check, type Rejection } from "./rejection";
import type { Request } from "./request";

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** The ARNs that a call reads or writes, for a region and an account. */
type Resources = (request: Request, place: string) => readonly string[];

const denied = { code: "AccessDenied", status: 403 };

/** The permission that each call on an object needs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const objects: Readonly<Record<string, string>> = {
  GetObject: "s3:GetObject",
  HeadObject: "s3:GetObject",
  PutObject: "s3:PutObject",
  DeleteObject: "s3:DeleteObject",
};

const parameters: Resources = (request, place) =>
  [request.text("Name"), ...request.list("Names.member")]
    .filter((name) => name !== undefined)
    .map((name) => (name.startsWith("arn:") ? name : `arn:aws:ssm:${place}:parameter/${name.replace(/^\//, "")}`));

const secret: Resources = (request, place) => {
  const id = request.text("SecretId") ?? "";
  // Secrets Manager appends six characters to a name.
  return [id.startsWith("arn:") ? id : `arn:aws:secretsmanager:${place}:secret:${id}-123456`];
};

/**
 * Calls from instances whose role lacks the permission. The emulator itself accepts any credentials. Conditions are not
 * evaluated: an `Allow` statement with a condition always applies, a `Deny` statement with one never does.
 */
export const instanceRoles: readonly Rejection[] = [
  ...Object.entries(objects).map(([action, permission]) =>
    rejectionsOf("s3")(
      action,
      denied,
      permitted(permission, ({ call }) => [`arn:aws:s3:::${new URL(call.url, "http://s3").pathname.slice(1)}`]),
    ),
  ),
  ...["GetParameter", "GetParameters"].map((action) =>
    rejectionsOf("ssm")(action, "AccessDeniedException", permitted(`ssm:${action}`, parameters)),
  ),
  rejectionsOf("secretsmanager")(
    "GetSecretValue",
    "AccessDeniedException",
    permitted("secretsmanager:GetSecretValue", secret),
  ),
];

function permitted(permission: string, resources: Resources): Check {
  return async (request, account) => {
    const keyId = accessKeyIdIn(request.call.headers);
    // The credentials of instances are temporary.
    if (!keyId.startsWith("ASIA")) return undefined;
    const profiles = membersOf(await account.query("iam", "ListInstanceProfiles"), "InstanceProfiles");
    const profile = profiles.find((one) => accessKeyIdOf(textAt(one, "InstanceProfileName") ?? "") === keyId);
    const [role] = membersOf(profile, "Roles");
    if (role === undefined) return undefined;
    const name = textAt(role, "RoleName") ?? "";
    const accountId = (textAt(role, "Arn") ?? "").split(":")[4] ?? "";
    const layers = await policiesOf(name, account);
    const missing = resources(request, `${account.region}:${accountId}`).find(
      (resource) => !layers.every((statements) => isAllowed(permission, resource, statements)),
    );
    return missing === undefined
      ? undefined
      : `User: arn:aws:sts::${accountId}:assumed-role/${name}/instance is not authorized to perform: ${permission} on resource: ${missing} because no identity-based policy allows the ${permission} action`;
  };
}

/** The statements of a role's policies, and those of its permissions boundary. Both must allow a call. */
async function policiesOf(RoleName: string, account: Account): Promise<readonly (readonly Statement[])[]> {
  const [inline, attached, role] = await Promise.all([
    account.query("iam", "ListRolePolicies", { RoleName }),
    account.query("iam", "ListAttachedRolePolicies", { RoleName }),
    account.query("iam", "GetRole", { RoleName }),
  ]);
  const names = membersOf(inline, "PolicyNames").map(({ text }) => text);
  const arns = findAll(attached, "PolicyArn").map(({ text }) => text);
  const boundary = findAll(role, "PermissionsBoundaryArn").map(({ text }) => text);
  const own = await Promise.all([
    ...names.map(async (PolicyName) =>
      statementsIn(textOf(await account.query("iam", "GetRolePolicy", { RoleName, PolicyName }), "PolicyDocument")),
    ),
    ...arns.map((arn) => managedPolicy(arn, account)),
  ]);
  const limits = await Promise.all(boundary.map((arn) => managedPolicy(arn, account)));
  // A test may set a boundary that the emulator does not have.
  return [own.flat(), ...limits.filter((statements) => statements.length > 0)];
}

async function managedPolicy(PolicyArn: string, account: Account): Promise<readonly Statement[]> {
  const policy = await account.query("iam", "GetPolicy", { PolicyArn });
  const VersionId = textOf(policy, "DefaultVersionId");
  return statementsIn(textOf(await account.query("iam", "GetPolicyVersion", { PolicyArn, VersionId }), "Document"));
}

const textOf = (root: Parameters<typeof findAll>[0], name: string): string => findAll(root, name)[0]?.text ?? "";

/** IAM returns policy documents URL-encoded. */
function statementsIn(document: string): readonly Statement[] {
  if (document === "") return [];
  const { Statement = [] } = JSON.parse(decodeURIComponent(document)) as { Statement?: Statement | Statement[] };
  return [Statement].flat();
}

function isAllowed(permission: string, resource: string, statements: readonly Statement[]): boolean {
  const about = statements.filter(
    ({ Action, Resource }) => matches(Action, permission, "i") && matches(Resource, resource),
  );
  const isDenied = about.some(({ Effect, Condition }) => Effect === "Deny" && Condition === undefined);
  return !isDenied && about.some(({ Effect }) => Effect === "Allow");
}

function matches(patterns: unknown, text: string, flags = ""): boolean {
  return [patterns].flat().some((pattern) => {
    const source = String(pattern)
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, flags).test(text);
  });
}
