import { add, breaks, policy, set, type Injection } from "./violation";

const EVERYTHING = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const ALARM_POLICY = { Effect: "Allow", Action: "sns:Publish" };

export const PERMISSIONS: readonly Injection[] = [
  ...(
    [
      ["all actions", EVERYTHING],
      ["all actions of a service", policy({ Effect: "Allow", Action: ["s3:*"], Resource: "*" })],
      ["all actions but a few", policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    ] as const
  ).map(([what, document]) =>
    breaks("roles-narrow", `a role allows ${what}`, set("aws.iam.RolePolicy", "", { policy: document }), "prod"),
  ),
  ...(
    [
      ["an AWS managed policy", { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }],
      ["an inline policy", { inlinePolicies: [{ policy: EVERYTHING }] }],
    ] as const
  ).map(([what, properties]) =>
    breaks("roles-narrow", `a role allows all actions by ${what}`, set("aws.iam.Role", "", properties), "prod"),
  ),
  ...(
    [
      ["everyone", { AWS: "*" }],
      ["another account", { AWS: "arn:aws:iam::999999999999:root" }],
      ["a service on behalf of any account", { Service: "vpc-flow-logs.amazonaws.com" }],
    ] as const
  ).map(([who, principal]) =>
    breaks(
      "roles-for-services",
      `${who} can assume a role`,
      set("aws.iam.Role", "", {
        assumeRolePolicy: policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }),
      }),
      "prod",
    ),
  ),
  breaks("no-users", "there is a user", add("aws.iam.User")),
  breaks("no-users", "there is an access key", add("aws.iam.AccessKey")),
  breaks(
    "closed-to-strangers",
    "everyone can read access logs",
    set("aws.s3.BucketPolicy", "", {
      policy: policy(
        { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" },
        { Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ),
    }),
    "prod",
  ),
  breaks(
    "closed-to-strangers",
    "everyone can send alarms",
    set("aws.sns.Topic", "", { policy: policy({ ...ALARM_POLICY, Principal: { AWS: "*" } }) }),
    "prod",
  ),
  breaks(
    "closed-to-strangers",
    "everyone can send alarms, by a policy resource",
    add("aws.sns.TopicPolicy", { policy: policy({ ...ALARM_POLICY, Principal: "*" }) }),
    "prod",
  ),
];
