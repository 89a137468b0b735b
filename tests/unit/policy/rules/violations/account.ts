import { add, change, set, without, type Violations } from "../../support/inject";

const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const EVERYTHING = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const PUBLISH = { Effect: "Allow", Action: "sns:Publish" };
const DENY_HTTP = { Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } };

const rolePolicy = (statement: object) =>
  set("aws.iam.RolePolicy", "", { policy: policy({ Effect: "Allow", ...statement }) });

const bucketPolicy = (...statements: readonly object[]) =>
  set("aws.s3.BucketPolicy", "", { policy: policy(...statements) });

const trust = (principal: object) => {
  const assumeRolePolicy = policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
  return set("aws.iam.Role", "", { assumeRolePolicy });
};

export const ACCOUNT: Violations = {
  stg: {
    "no-key-outputs": {
      "a private key is an output": set("pulumi.Stack", "", { certificateKey: KEY }),
      "the SSH key is a plain output": change("pulumi.Stack", "", () => ({ secrets: [] })),
      "a password is an output": change("pulumi.Stack", "", ({ properties }) => ({
        properties: { ...properties, dbPassword: "x" },
      })),
    },
    "no-plain-keys": { "a private key is a tag": set("aws.ec2.Vpc", "", { tags: { Name: "vpc", Key: KEY } }) },
    "strong-keys": { "a key is short": set("tls.PrivateKey", "certificate", { rsaBits: 1024 }) },
    "certificate-ends": {
      "a certificate is valid for 100 years": set("tls.SelfSignedCert", "", { validityPeriodHours: 876_000 }),
      "a certificate can sign others": set("tls.SelfSignedCert", "", { allowedUses: ["server_auth", "cert_signing"] }),
    },
    "no-users": { "there is a user": add("aws.iam.User"), "there is an access key": add("aws.iam.AccessKey") },
  },
  "stg, deployed": {
    "private-keys-are-secret": {
      "the certificate's key is not secret": change("aws.iam.ServerCertificate", "", ({ properties }) => ({
        secrets: [],
        properties: { ...properties, privateKey: "not in PEM" },
      })),
    },
  },
  prod: {
    "bucket-private": {
      "access logs can become public": set("aws.s3.BucketPublicAccessBlock", "", { blockPublicPolicy: false }),
    },
    "bucket-expires": { "access logs never expire": without("aws.s3.BucketLifecycleConfiguration") },
    "bucket-without-acls": {
      "access control lists are on": set("aws.s3.BucketOwnershipControls", "", {
        rule: { objectOwnership: "BucketOwnerPreferred" },
      }),
    },
    "bucket-encrypted": {
      "a bucket does not declare its encryption": without("aws.s3.BucketServerSideEncryptionConfiguration"),
    },
    "bucket-over-tls": {
      "a bucket accepts plain HTTP": bucketPolicy(),
      "a bucket denies plain HTTP to some principals only": bucketPolicy({
        ...DENY_HTTP,
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
      }),
    },
    "roles-narrow": {
      "a role allows all actions": rolePolicy({ Action: "*", Resource: "*" }),
      "a role allows all actions of a service": rolePolicy({ Action: ["s3:*"], Resource: "*" }),
      "a role allows all actions but a few": rolePolicy({ NotAction: "iam:*", Resource: "*" }),
      "a role has a broad AWS managed policy": set("aws.iam.Role", "", {
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      }),
      "a role allows all actions inline": set("aws.iam.Role", "", { inlinePolicies: [{ policy: EVERYTHING }] }),
    },
    "roles-name-what-they-read": {
      "a role reads all parameters": rolePolicy({ Action: "ssm:GetParameters", Resource: "*" }),
      "a role reads the parameters of other services": rolePolicy({
        Action: ["logs:PutLogEvents", "ssm:GetParametersByPath"],
        Resource: "arn:aws:ssm:ap-northeast-1:123456789012:parameter/*",
      }),
      "a role reads all objects of a bucket": rolePolicy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::files/*" }),
      "a role reads all secrets": rolePolicy({ Action: "secretsmanager:GetSecretValue", Resource: "*" }),
    },
    "roles-for-services": {
      "everyone can assume a role": trust({ AWS: "*" }),
      "another account can assume a role": trust({ AWS: "arn:aws:iam::999999999999:root" }),
      "a service can assume a role for any account": trust({ Service: "vpc-flow-logs.amazonaws.com" }),
    },
    "closed-to-strangers": {
      "everyone can read access logs": bucketPolicy(
        { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" },
        { ...DENY_HTTP, Principal: "*" },
      ),
      "everyone can send alarms": set("aws.sns.Topic", "", { policy: policy({ ...PUBLISH, Principal: { AWS: "*" } }) }),
      "everyone can send alarms, by a policy resource": add("aws.sns.TopicPolicy", {
        policy: policy({ ...PUBLISH, Principal: "*" }),
      }),
    },
  },
};
