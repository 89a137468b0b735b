import { createPrivateKey, X509Certificate } from "node:crypto";

import { findAll } from "../xml";
import { between, each, like } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("iam");
const upload = ["UploadServerCertificate"];
const allowedCharacters = "It must contain only alphanumeric characters and/or the following: +=,.@_-";

/** IAM names, with their maximum lengths. */
const names: readonly [parameter: string, length: number, actions: readonly string[]][] = [
  ["RoleName", 64, ["CreateRole"]],
  ["PolicyName", 128, ["PutRolePolicy", "CreatePolicy"]],
  ["InstanceProfileName", 128, ["CreateInstanceProfile"]],
  ["ServerCertificateName", 128, upload],
];

/** Roles, policies, instance profiles and server certificates. */
export const iam: readonly Rejection[] = [
  ...names.map(([parameter, length, actions]): Rejection =>
    // `a ${parameter} too long or with bad characters`.
    reject(
      actions,
      "ValidationError",
      like(
        parameter,
        new RegExp(`^[\\w+=,.@-]{1,${length}}$`),
        `The specified value for ${parameter.charAt(0).toLowerCase()}${parameter.slice(1)} is invalid. ${allowedCharacters}`,
      ),
    ),
  ),
  // An invalid path.
  reject(
    ["CreateRole", "CreatePolicy", "CreateInstanceProfile", ...upload],
    "ValidationError",
    each("Path", (path) =>
      path.length <= 512 && /^(?:\/|\/[\x21-\x7e]+\/)$/.test(path)
        ? undefined
        : "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    ),
  ),
  // An invalid description or session duration.
  reject(
    "CreateRole",
    "ValidationError",
    like("Description", /^[\t\n\r\x20-\x7e\xa1-\xff]{0,1000}$/, "The specified value for description is invalid."),
    between("MaxSessionDuration", 3600, 43_200),
  ),
  // An invalid policy: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
  reject(
    ["CreateRole", "UpdateAssumeRolePolicy", "PutRolePolicy", "CreatePolicy"],
    "MalformedPolicyDocument",
    (request) => {
      const document = request.raw("AssumeRolePolicyDocument") ?? request.raw("PolicyDocument");
      return policyIssue(document ?? "", request.raw("PolicyDocument") === undefined);
    },
  ),
  // A policy too large: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  reject("PutRolePolicy", { code: "LimitExceeded", status: 409 }, (request) =>
    (request.text("PolicyDocument") ?? "").replace(/\s/g, "").length > 10_240
      ? "Maximum policy size of 10240 bytes exceeded for role"
      : undefined,
  ),
  // A role with policies or instance profiles.
  reject("DeleteRole", { code: "DeleteConflict", status: 409 }, async (request, account) => {
    const role = { RoleName: request.text("RoleName") ?? "" };
    const holds: readonly [action: string, list: string, message: string][] = [
      ["ListInstanceProfilesForRole", "InstanceProfiles", "must remove roles from instance profile first."],
      ["ListAttachedRolePolicies", "AttachedPolicies", "must detach all policies first."],
      ["ListRolePolicies", "PolicyNames", "must delete policies first."],
    ];
    for (const [action, list, message] of holds) {
      const root = await account.query("iam", action, role);
      if (findAll(root, list).some(({ children }) => children.length > 0)) {
        return `Cannot delete entity, ${message}`;
      }
    }
    return undefined;
  }),
  // An instance profile with a role.
  reject("DeleteInstanceProfile", { code: "DeleteConflict", status: 409 }, async (request, account) => {
    const name = { InstanceProfileName: request.text("InstanceProfileName") ?? "" };
    const root = await account.query("iam", "GetInstanceProfile", name);
    return findAll(root, "RoleName").length > 0
      ? "Cannot delete entity, must remove roles from instance profile first."
      : undefined;
  }),
  // A second role.
  reject("AddRoleToInstanceProfile", { code: "LimitExceeded", status: 409 }, async (request, account) => {
    const name = { InstanceProfileName: request.text("InstanceProfileName") ?? "" };
    const root = await account.query("iam", "GetInstanceProfile", name);
    return findAll(root, "RoleName").length > 0
      ? "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
      : undefined;
  }),
  // An invalid certificate, chain or key.
  reject(upload, "MalformedCertificate", certificateIssue),
  // The key of another certificate.
  reject(upload, "KeyPairMismatch", (request) => {
    const certificate = readCertificate(request.text("CertificateBody") ?? "");
    const key = readKey(request.text("PrivateKey") ?? "");
    if (certificate === undefined || key === undefined) return undefined;
    return certificate.checkPrivateKey(key) ? undefined : "Public key certificate and private key doesn't match.";
  }),
  // A twenty-first certificate: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  reject(upload, { code: "LimitExceeded", status: 409 }, async (_, account) => {
    const root = await account.query("iam", "ListServerCertificates");
    const count = findAll(root, "ServerCertificateName").length;
    return count < 20 ? undefined : "Cannot exceed quota for ServerCertificatesPerAccount: 20";
  }),
  // An unknown certificate.
  reject("DeleteServerCertificate", { code: "NoSuchEntity", status: 404 }, async (request, account) => {
    const name = request.text("ServerCertificateName") ?? "";
    const root = await account.query("iam", "GetServerCertificate", { ServerCertificateName: name });
    return root === undefined ? `The Server Certificate with name ${name} cannot be found.` : undefined;
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
    if (isTrust && resource !== undefined) return "Has prohibited field Resource";
    if (isTrust && principal === undefined) return "Missing required field Principal";
    if (!isTrust && principal !== undefined) return "Policy document should not specify a principal.";
    if (!isTrust && resource === undefined) return "Policy statement must contain resources.";
  }
  return undefined;
}

function certificateIssue(request: Request): string | undefined {
  const certificate = readCertificate(request.text("CertificateBody") ?? "");
  if (certificate === undefined) return "Unable to parse certificate. Please ensure the certificate is in PEM format.";
  if (readKey(request.text("PrivateKey") ?? "") === undefined) {
    return "Unable to parse key. Please ensure the key is in PEM format and not encrypted.";
  }
  const now = Date.now();
  if (new Date(certificate.validTo).getTime() < now) {
    return "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.";
  }
  const given = request.text("CertificateChain");
  if (given === undefined) return undefined;
  const pems = given.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const chain = pems.map(readCertificate);
  if (chain.length === 0) return "Unable to parse certificate chain. Please ensure the chain is in PEM format.";
  let below = certificate;
  for (const [index, one] of chain.entries()) {
    if (one === undefined || !below.checkIssued(one)) {
      return `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`;
    }
    below = one;
  }
  return undefined;
}

function readCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function readKey(pem: string): ReturnType<typeof createPrivateKey> | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
