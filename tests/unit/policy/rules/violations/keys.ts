import { change, set } from "../../support/inject";
import { KEY, type Injection } from "./violation";

/** Keys and certificates that are weak, or shown. */
export const KEYS: readonly Injection[] = [
  {
    what: "a private key is an output",
    rule: "no-key-outputs",
    change: set("pulumi.Stack", "", { certificateKey: KEY }),
  },
  {
    what: "the SSH key is a plain output",
    rule: "no-key-outputs",
    change: change("pulumi.Stack", "", () => ({ secrets: [] })),
  },
  {
    what: "a private key is a tag",
    rule: "no-plain-keys",
    change: set("aws.ec2.Vpc", "", { tags: { Name: "vpc", Key: KEY } }),
  },
  {
    what: "the certificate's key is not secret",
    rule: "private-keys-are-secret",
    change: change("aws.iam.ServerCertificate", "", ({ properties }) => ({
      secrets: [],
      properties: { ...properties, privateKey: "not in PEM" },
    })),
    in: "stg, deployed",
  },
  { what: "a key is short", rule: "strong-keys", change: set("tls.PrivateKey", "certificate", { rsaBits: 1024 }) },
  {
    what: "a certificate is valid for a hundred years",
    rule: "certificate-ends",
    change: set("tls.SelfSignedCert", "", { validityPeriodHours: 876_000 }),
  },
  {
    what: "a certificate may sign others",
    rule: "certificate-ends",
    change: set("tls.SelfSignedCert", "", { allowedUses: ["server_auth", "cert_signing"] }),
  },
  {
    what: "a password is an output",
    rule: "no-key-outputs",
    change: change("pulumi.Stack", "", ({ properties }) => ({ properties: { ...properties, dbPassword: "x" } })),
  },
];
