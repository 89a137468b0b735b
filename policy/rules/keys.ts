import { NOT_KNOWN, STACK_TYPE, type GraphResource, type Literal } from "../graph";
import { accepted, ALWAYS, each, unless, whole, type Rule } from "./rule";
import { items, textsIn } from "./stack";

/** Ten years: the longest that the tutorial gives a certificate. */
const LONGEST_VALIDITY_HOURS = 87_600;

/** The one output that may hold a private key. */
const KEY_OUTPUT = "sshPrivateKey";

/** Keys in PEM, and access keys of AWS. */
const KEY_MATERIAL = /-----BEGIN [A-Z ]*PRIVATE KEY|\bA(?:KIA|SIA)[A-Z0-9]{16}\b/;

/** Properties that hold private keys, by type. */
const PRIVATE: Readonly<Record<string, string>> = {
  "aws.iam.ServerCertificate": "privateKey",
  "tls.SelfSignedCert": "privateKeyPem",
};

/** What must hold of keys, certificates and other secrets. */
export const KEYS: readonly Rule[] = [
  {
    id: "no-plain-keys",
    title: "No private key and no access key stands in plain text anywhere",
    severity: "critical",
    why: "The state, the preview and the logs are read by many.",
    sources: ["CKV_AWS_41", "AWS-0029"],
    verdict: ALWAYS,
    check: whole((stack) =>
      stack.graph
        .filter(({ type }) => type !== STACK_TYPE)
        .filter((resource) => plainTexts(resource).some((text) => KEY_MATERIAL.test(text)))
        // What is in user data has a rule of its own.
        .map((resource) => ({ resource, text: "a key stands in plain text in one of its properties" })),
    ),
  },
  {
    id: "private-keys-are-secret",
    title: "Private keys that are handed on are marked as secret",
    severity: "critical",
    why: "Pulumi encrypts what is marked, and hides it.",
    sources: [],
    verdict: ALWAYS,
    check: whole((stack) =>
      stack
        .all(...Object.keys(PRIVATE))
        .filter(({ type, properties, secrets }) => {
          const property = PRIVATE[type] ?? "";
          // Before deployment a key is not there, and so not marked either: there is nothing to see yet.
          return isKnown(properties[property]) && !secrets.includes(property);
        })
        .map((resource) => ({ resource, text: `${PRIVATE[resource.type] ?? ""} is not secret` })),
    ),
  },
  {
    id: "no-key-outputs",
    title: "No output holds a private key but the secret `sshPrivateKey`",
    severity: "critical",
    why: "Outputs are printed at the end of each deployment, and other stacks can read them.",
    sources: [],
    verdict: ALWAYS,
    check: each([STACK_TYPE], ({ properties, secrets }) =>
      Object.entries(properties).flatMap(([name, value]) => {
        const isSecret = secrets.includes(name);
        if (name === KEY_OUTPUT) return unless(isSecret, `output ${name} is not secret`);
        const holdsKey =
          /private_?key|secret|password|token/i.test(name) || textsIn(value).some((text) => KEY_MATERIAL.test(text));
        return unless(!holdsKey, `output ${name} holds a private key, or is called so`);
      }),
    ),
  },
  {
    id: "strong-keys",
    title: "Keys are RSA of 2048 bits or more, or on a good curve",
    severity: "high",
    why: "Shorter ones can be broken.",
    sources: ["FSBP ACM.2"],
    verdict: ALWAYS,
    check: each(["tls.PrivateKey"], ({ properties: { algorithm, rsaBits, ecdsaCurve } }) => {
      if (algorithm === "ED25519") return [];
      if (algorithm === "ECDSA") return unless(ecdsaCurve !== undefined && ecdsaCurve !== "P224", "its curve is weak");
      return unless(typeof rsaBits === "number" && rsaBits >= 2048, "it is shorter than RSA of 2048 bits");
    }),
  },
  {
    id: "certificate-ends",
    title: "A certificate is valid for ten years at most, and for servers only",
    severity: "medium",
    why: "A stolen key is of use as long as its certificate.",
    sources: ["FSBP IAM.26", "CIS 1.19", "prowler iam_no_expired_server_certificates_stored", "AWS-0168"],
    verdict: ALWAYS,
    check: each(["tls.SelfSignedCert"], ({ properties: { validityPeriodHours, isCaCertificate, allowedUses } }) => [
      ...unless(
        typeof validityPeriodHours === "number" && validityPeriodHours <= LONGEST_VALIDITY_HOURS,
        "it is valid for more than ten years",
      ),
      ...unless(
        (isCaCertificate === undefined || isCaCertificate === false) && !items(allowedUses).some(isForSigning),
        "it may sign others",
      ),
    ]),
  },
  {
    id: "no-iam-certificate-keys-kept",
    title: "Certificates and their keys are kept by ACM, not by IAM",
    severity: "low",
    why: "ACM renews, and lets nobody read the key.",
    sources: ["FSBP ELB.2"],
    verdict: accepted(
      "ACM takes a self-signed certificate too but renews none; the state that holds the key is encrypted",
    ),
    check: each(["aws.iam.ServerCertificate"], () => ["it is kept by IAM"]),
  },
];

function isForSigning(use: Literal): boolean {
  return use === "cert_signing" || use === "crl_signing";
}

function isKnown(value: Literal | undefined): boolean {
  return value !== undefined && value !== NOT_KNOWN;
}

function plainTexts({ properties, secrets }: GraphResource): readonly string[] {
  return Object.entries(properties).flatMap(([property, value]) =>
    secrets.includes(property) || property.startsWith("userData") ? [] : textsIn(value),
  );
}
