import { createPrivateKey, X509Certificate } from "node:crypto";

import { findAll } from "../xml";
import { between, each, like } from "./checks";
import { rejectionsOf, type Rejection } from "./rejection";
import type { Request } from "./request";

const reject = rejectionsOf("iam");
const upload = ["UploadServerCertificate"];
const allowedCharacters = "It must contain only alphanumeric characters and/or the following: +=,.@_-";

/** Name parameters and their maximum lengths. */
const names: readonly [parameter: string, length: number, actions: readonly string[]][] = [
  ["RoleName", 64, ["CreateRole"]],
  ["PolicyName", 128, ["PutRolePolicy", "CreatePolicy"]],
  ["InstanceProfileName", 128, ["CreateInstanceProfile"]],
  ["ServerCertificateName", 128, upload],
];

/** Roles, instance profiles and server certificates. */
export const iam: readonly Rejection[] = [
  ...names.map(([parameter, length, actions]): Rejection =>
    // A name that is too long or has invalid characters.
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
  // A name that differs from an existing one only in case: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  ...(["Role", "InstanceProfile"] as const).map((kind) =>
    reject(`Create${kind}`, { code: "EntityAlreadyExists", status: 409 }, async (request, account) => {
      const name = request.text(`${kind}Name`) ?? "";
      const known = findAll(await account.query("iam", `List${kind}s`, { MaxItems: "1000" }), `${kind}Name`);
      const existing = known.find(({ text }) => text.toLowerCase() === name.toLowerCase());
      return existing && `${kind === "Role" ? "Role" : "Instance Profile"} with name ${existing.text} already exists.`;
    }),
  ),
  // A role that is not in the instance profile.
  reject("RemoveRoleFromInstanceProfile", { code: "NoSuchEntity", status: 404 }, async (request, account) => {
    const profile = request.text("InstanceProfileName") ?? "";
    const name = request.text("RoleName") ?? "";
    const found = await account.query("iam", "GetInstanceProfile", { InstanceProfileName: profile });
    return findAll(found, "RoleName").some(({ text }) => text === name)
      ? undefined
      : `The role with name ${name} is not in the instance profile ${profile}.`;
  }),
  // A role that still has policies or instance profiles.
  reject("DeleteRole", { code: "DeleteConflict", status: 409 }, async (request, account) => {
    const role = { RoleName: request.text("RoleName") ?? "" };
    const attached: readonly [action: string, list: string, message: string][] = [
      ["ListInstanceProfilesForRole", "InstanceProfiles", "must remove roles from instance profile first."],
      ["ListAttachedRolePolicies", "AttachedPolicies", "must detach all policies first."],
      ["ListRolePolicies", "PolicyNames", "must delete policies first."],
    ];
    for (const [action, list, message] of attached) {
      const root = await account.query("iam", action, role);
      if (findAll(root, list).some(({ children }) => children.length > 0)) {
        return `Cannot delete entity, ${message}`;
      }
    }
    return undefined;
  }),
  // An instance profile that still has a role.
  reject("DeleteInstanceProfile", { code: "DeleteConflict", status: 409 }, async (request, account) => {
    const name = { InstanceProfileName: request.text("InstanceProfileName") ?? "" };
    const root = await account.query("iam", "GetInstanceProfile", name);
    return findAll(root, "RoleName").length > 0
      ? "Cannot delete entity, must remove roles from instance profile first."
      : undefined;
  }),
  // A second role in an instance profile.
  reject("AddRoleToInstanceProfile", { code: "LimitExceeded", status: 409 }, async (request, account) => {
    const name = { InstanceProfileName: request.text("InstanceProfileName") ?? "" };
    const root = await account.query("iam", "GetInstanceProfile", name);
    return findAll(root, "RoleName").length > 0
      ? "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
      : undefined;
  }),
  // An invalid certificate, chain or key.
  reject(upload, "MalformedCertificate", certificateIssue),
  // A private key that does not match the certificate.
  reject(upload, "KeyPairMismatch", (request) => {
    const certificate = readCertificate(request.text("CertificateBody") ?? "");
    const key = readKey(request.text("PrivateKey") ?? "");
    if (certificate === undefined || key === undefined) return undefined;
    return certificate.checkPrivateKey(key) ? undefined : "Public key certificate and private key doesn't match.";
  }),
  // More than 20 server certificates: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  reject(upload, { code: "LimitExceeded", status: 409 }, async (_, account) => {
    const root = await account.query("iam", "ListServerCertificates");
    const count = findAll(root, "ServerCertificateName").length;
    return count < 20 ? undefined : "Cannot exceed quota for ServerCertificatesPerAccount: 20";
  }),
  // A certificate that does not exist.
  reject("DeleteServerCertificate", { code: "NoSuchEntity", status: 404 }, async (request, account) => {
    const name = request.text("ServerCertificateName") ?? "";
    const root = await account.query("iam", "GetServerCertificate", { ServerCertificateName: name });
    return root === undefined ? `The Server Certificate with name ${name} cannot be found.` : undefined;
  }),
];

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
