import { breaks, change, KEY, set, type Injection } from "./violation";

export const KEYS: readonly Injection[] = [
  breaks("no-key-outputs", "a private key is an output", set("pulumi.Stack", "", { certificateKey: KEY })),
  breaks(
    "no-key-outputs",
    "the SSH key is a plain output",
    change("pulumi.Stack", "", () => ({ secrets: [] })),
  ),
  breaks(
    "no-key-outputs",
    "a password is an output",
    change("pulumi.Stack", "", ({ properties }) => ({ properties: { ...properties, dbPassword: "x" } })),
  ),
  breaks("no-plain-keys", "a private key is a tag", set("aws.ec2.Vpc", "", { tags: { Name: "vpc", Key: KEY } })),
  breaks(
    "private-keys-are-secret",
    "the certificate's key is not secret",
    change("aws.iam.ServerCertificate", "", ({ properties }) => ({
      secrets: [],
      properties: { ...properties, privateKey: "not in PEM" },
    })),
    "stg, deployed",
  ),
  breaks("strong-keys", "a key is short", set("tls.PrivateKey", "certificate", { rsaBits: 1024 })),
  breaks(
    "certificate-ends",
    "a certificate is valid for a hundred years",
    set("tls.SelfSignedCert", "", { validityPeriodHours: 876_000 }),
  ),
  breaks(
    "certificate-ends",
    "a certificate can sign others",
    set("tls.SelfSignedCert", "", { allowedUses: ["server_auth", "cert_signing"] }),
  ),
];
