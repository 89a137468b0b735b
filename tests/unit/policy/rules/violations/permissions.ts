import { add, set } from "../../support/inject";
import { type Injection } from "./violation";

/** A policy document of some statements. */
function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Mistakes in roles and policies. */
export const PERMISSIONS: readonly Injection[] = [
  ...(
    [
      ["may do everything", { policy: policy({ Effect: "Allow", Action: "*", Resource: "*" }) }],
      ["may do all of a service", { policy: policy({ Effect: "Allow", Action: ["s3:*"], Resource: "*" }) }],
      ["may do all but a little", { policy: policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }) }],
    ] as const
  ).map(([what, properties]): Injection => ({
    what: `a role ${what}`,
    rule: "roles-narrow",
    change: set("aws.iam.RolePolicy", "", properties),
    in: "prod",
  })),
  ...(
    [
      ["a policy of AWS's own", { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }],
      ["a policy inside", { inlinePolicies: [{ policy: policy({ Effect: "Allow", Action: "*", Resource: "*" }) }] }],
    ] as const
  ).map(([what, properties]): Injection => ({
    what: `a role may do everything by ${what}`,
    rule: "roles-narrow",
    change: set("aws.iam.Role", "", properties),
    in: "prod",
  })),
  ...(
    [
      ["everybody", { AWS: "*" }],
      ["another account", { AWS: "arn:aws:iam::999999999999:root" }],
      ["a service on behalf of any account", { Service: "vpc-flow-logs.amazonaws.com" }],
    ] as const
  ).map(([who, principal]): Injection => ({
    what: `a role may be taken by ${who}`,
    rule: "roles-for-services",
    change: set("aws.iam.Role", "", {
      assumeRolePolicy: policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }),
    }),
    in: "prod",
  })),
  { what: "there is a user", rule: "no-users", change: add("aws.iam.User") },
  { what: "there is an access key", rule: "no-users", change: add("aws.iam.AccessKey") },
  {
    what: "everybody may read access logs",
    rule: "closed-to-strangers",
    change: set("aws.s3.BucketPolicy", "", {
      policy: policy(
        { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" },
        { Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ),
    }),
    in: "prod",
  },
  {
    what: "everybody may send alarms",
    rule: "closed-to-strangers",
    change: set("aws.sns.Topic", "", {
      policy: policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sns:Publish" }),
    }),
    in: "prod",
  },
  {
    what: "everybody may send alarms, by a policy of its own",
    rule: "closed-to-strangers",
    change: add("aws.sns.TopicPolicy", { policy: policy({ Effect: "Allow", Principal: "*", Action: "sns:Publish" }) }),
    in: "prod",
  },
];
