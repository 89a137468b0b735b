import { NOT_KNOWN, STACK_TYPE, type GraphResource, type Literal } from "../graph";
import { each, perResource, perStack, suppressed, unless, type Rule } from "./rule";
import { items, stringsIn } from "./stack";

/** Ten years: the longest validity in the tutorial. */
const MAX_VALIDITY_HOURS = 87_600;

/** The only output that may contain a private key. */
const KEY_OUTPUT = "sshPrivateKey";

/** Keys in PEM, and AWS access keys. */
const KEY_MATERIAL = /-----BEGIN [A-Z ]*PRIVATE KEY|\bA(?:KIA|SIA)[A-Z0-9]{16}\b/;

/** Properties that contain private keys, by type. */
const PRIVATE_KEYS: Readonly<Record<string, string>> = {
  "aws.iam.ServerCertificate": "privateKey",
  "tls.SelfSignedCert": "privateKeyPem",
};

export const KEYS: readonly Rule[] = [
  {
    id: "no-plain-keys",
    title: "No property contains a private key or an access key in plain text",
    severity: "critical",
    why: "Many people can read the state, the preview and the logs.",
    sources: ["CKV_AWS_41", "AWS-0029"],
    check: perStack((stack) =>
      each(
        stack.graph
          .filter(({ type }) => type !== STACK_TYPE)
          .filter((resource) => plainStrings(resource).some((text) => KEY_MATERIAL.test(text))),
        "a property contains a key in plain text",
      ),
    ),
  },
  {
    id: "private-keys-are-secret",
    title: "Private keys in resource properties are marked as secret",
    severity: "critical",
    why: "Pulumi encrypts secrets and hides them.",
    sources: [],
    check: perResource(Object.keys(PRIVATE_KEYS), ({ type, properties, secrets }) => {
      const property = PRIVATE_KEYS[type] ?? "";
      const value = properties[property];
      // An unknown key cannot be marked as secret yet.
      const isKnown = value !== undefined && value !== NOT_KNOWN;
      return unless(!isKnown || secrets.includes(property), `${property} is not secret`);
    }),
  },
  {
    id: "no-key-outputs",
    title: "No output contains a private key, except the secret `sshPrivateKey`",
    severity: "critical",
    why: "Outputs are printed after each deployment, and other stacks can read them.",
    sources: [],
    check: perResource([STACK_TYPE], ({ properties, secrets }) =>
      Object.entries(properties).flatMap(([name, value]) => {
        if (name === KEY_OUTPUT) return unless(secrets.includes(name), `output ${name} is not secret`);
        const looksLikeKey =
          /private_?key|secret|password|token/i.test(name) || stringsIn(value).some((text) => KEY_MATERIAL.test(text));
        return unless(!looksLikeKey, `output ${name} contains a private key, or has the name of a secret`);
      }),
    ),
  },
  {
    id: "strong-keys",
    title: "Keys are ED25519, RSA of 2048 bits or more, or ECDSA on a strong curve",
    severity: "high",
    why: "Weaker keys can be broken.",
    sources: ["FSBP ACM.2"],
    check: perResource(["tls.PrivateKey"], ({ properties: { algorithm, rsaBits, ecdsaCurve } }) => {
      if (algorithm === "ED25519") return [];
      if (algorithm === "ECDSA") return unless(ecdsaCurve !== undefined && ecdsaCurve !== "P224", "its curve is weak");
      return unless(typeof rsaBits === "number" && rsaBits >= 2048, "it is shorter than RSA of 2048 bits");
    }),
  },
  {
    id: "certificate-ends",
    title: "Certificates are valid for ten years at most, and for servers only",
    severity: "medium",
    why: "A stolen key works as long as its certificate.",
    sources: ["FSBP IAM.26", "CIS 1.19", "prowler iam_no_expired_server_certificates_stored", "AWS-0168"],
    check: perResource(
      ["tls.SelfSignedCert"],
      ({ properties: { validityPeriodHours, isCaCertificate, allowedUses } }) => [
        ...unless(
          typeof validityPeriodHours === "number" && validityPeriodHours <= MAX_VALIDITY_HOURS,
          "it is valid for more than ten years",
        ),
        ...unless(
          (isCaCertificate === undefined || isCaCertificate === false) && !items(allowedUses).some(isSigning),
          "it can sign other certificates",
        ),
      ],
    ),
  },
  {
    id: "no-iam-certificate-keys-kept",
    title: "Certificates and their keys are in ACM, not in IAM",
    severity: "low",
    why: "ACM renews certificates, and never shows their keys.",
    sources: ["FSBP ELB.2"],
    scope: suppressed("ACM does not renew self-signed certificates either; the state with the key is encrypted"),
    check: perResource(["aws.iam.ServerCertificate"], () => ["it is in IAM"]),
  },
];

function isSigning(use: Literal): boolean {
  return use === "cert_signing" || use === "crl_signing";
}

/** User data has a rule of its own. */
function plainStrings({ properties, secrets }: GraphResource): readonly string[] {
  return Object.entries(properties).flatMap(([property, value]) =>
    secrets.includes(property) || property.startsWith("userData") ? [] : stringsIn(value),
  );
}
