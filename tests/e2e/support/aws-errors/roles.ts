import * as iam from "@aws-sdk/client-iam";

import { row, type Context, type Row } from "./context";

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const trusting = (Service: string, Action = "sts:AssumeRole") => ({
  ...{ Effect: "Allow", Action, Principal: { Service } },
});
const trust = document(trusting("ec2.amazonaws.com"));
const allowed = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
/** A policy of somewhat more than so many characters. */
const long = (length: number) => document({ ...allowed, Resource: `arn:aws:s3:::${"x".repeat(length)}/*` });

/** More of IAM. */
export const roles: readonly Row[] = [
  row("role name that differs only in case", "EntityAlreadyExists", async (context) => {
    await create(context, { RoleName: "Web-Server" });
    await create(context, { RoleName: "web-server" });
  }),
  row("trust policy of an unknown service", "MalformedPolicyDocument", (context) =>
    create(context, { AssumeRolePolicyDocument: document(trusting("ec2.example.com")) }),
  ),
  row("trust policy with another action", "MalformedPolicyDocument", (context) =>
    create(context, { AssumeRolePolicyDocument: document(trusting("ec2.amazonaws.com", "s3:GetObject")) }),
  ),
  row("trust policy over 2,048 characters", "LimitExceeded", (context) => {
    const statements = Array.from({ length: 25 }, (_, number) => ({
      ...{ Sid: `statement${number}`, ...trusting("ec2.amazonaws.com") },
    }));
    return create(context, { AssumeRolePolicyDocument: document(...statements) });
  }),
  row("role description with an arrow", "ValidationError", (context) => create(context, { Description: "→" })),
  row("session of 13 hours", "ValidationError", (context) => create(context, { MaxSessionDuration: 46_800 })),
  row("unknown permissions boundary", "NoSuchEntity", (context) =>
    create(context, { PermissionsBoundary: "arn:aws:iam::123456789012:policy/none" }),
  ),
  row("permissions boundary that is not an ARN", "ValidationError", (context) =>
    create(context, { PermissionsBoundary: "boundary-of-the-service" }),
  ),
  row("51 tags of a role", ["LimitExceeded", "ValidationError"], (context) =>
    create(context, { Tags: Array.from({ length: 51 }, (_, number) => ({ Key: `k${number}`, Value: "v" })) }),
  ),
  row("tag aws:x of a role", "InvalidInput", (context) => create(context, { Tags: [{ Key: "aws:x", Value: "v" }] })),
  row("tag with a semicolon of a role", "ValidationError", (context) =>
    create(context, { Tags: [{ Key: "a", Value: "b;c" }] }),
  ),
  row("delete a role with a managed policy", "DeleteConflict", async (context) => {
    const RoleName = await create(context);
    const { iam: client } = context.aws;
    const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await client.send(new iam.DeleteRoleCommand({ RoleName }));
  }),
  row("11th managed policy of a role", "LimitExceeded", async (context) => {
    const RoleName = await create(context);
    const { iam: client } = context.aws;
    for (let count = 0; count < 11; count++) {
      const created = new iam.CreatePolicyCommand({ PolicyName: context.name(), PolicyDocument: document(allowed) });
      const { Policy } = await client.send(created);
      await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: Policy!.Arn! }));
    }
  }),

  row("policy of an unknown role", "NoSuchEntity", ({ aws }) =>
    aws.iam.send(new iam.PutRolePolicyCommand({ ...named("none"), PolicyDocument: document(allowed) })),
  ),
  row("delete a policy that a role does not have", "NoSuchEntity", async (context) =>
    context.aws.iam.send(new iam.DeleteRolePolicyCommand(named(await create(context)))),
  ),
  row("policy over 10,240 characters", "LimitExceeded", (context) => put(context, long(11_000))),
  row("policies over 10,240 characters together", "LimitExceeded", async (context) => {
    const RoleName = await create(context);
    for (const PolicyName of ["one", "other"]) {
      const command = { RoleName, PolicyName, PolicyDocument: long(6000) };
      await context.aws.iam.send(new iam.PutRolePolicyCommand(command));
    }
  }),
  row("policy of 6,000 characters again", "accepted", async (context) => {
    const command = { ...named(await create(context)), PolicyDocument: long(6000) };
    await context.aws.iam.send(new iam.PutRolePolicyCommand(command));
    await context.aws.iam.send(new iam.PutRolePolicyCommand(command));
  }),
  row("managed policy over 6,144 characters", "LimitExceeded", ({ aws, name }) =>
    aws.iam.send(new iam.CreatePolicyCommand({ PolicyName: name(), PolicyDocument: long(6200) })),
  ),
  row("action without a service", "MalformedPolicyDocument", (context) =>
    put(context, document({ ...allowed, Action: "GetObject" })),
  ),
  row("resource that is not an ARN", "MalformedPolicyDocument", (context) =>
    put(context, document({ ...allowed, Resource: "bucket" })),
  ),
  row("statement ID with a space", "MalformedPolicyDocument", (context) =>
    put(context, document({ ...allowed, Sid: "a b" })),
  ),
  row("policy of a role with a principal", "MalformedPolicyDocument", (context) =>
    put(context, document({ ...allowed, Principal: "*" })),
  ),
  row("policy name with a slash", "ValidationError", (context) => put(context, document(allowed), "a/b")),

  row("instance profile twice", "EntityAlreadyExists", async (context) => {
    const InstanceProfileName = await profile(context);
    await context.aws.iam.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName }));
  }),
  row("instance profile name with a space", "ValidationError", ({ aws }) =>
    aws.iam.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: "a b" })),
  ),
  row("unknown role of an instance profile", "NoSuchEntity", async (context) => add(context, "none")),
  row("second role of an instance profile", "LimitExceeded", async (context) => {
    const InstanceProfileName = await add(context, await create(context));
    const RoleName = await create(context);
    await context.aws.iam.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  }),
  row("delete an instance profile with a role", "DeleteConflict", async (context) => {
    const InstanceProfileName = await add(context, await create(context));
    await context.aws.iam.send(new iam.DeleteInstanceProfileCommand({ InstanceProfileName }));
  }),
  row("delete the role of an instance profile", "DeleteConflict", async (context) => {
    const RoleName = await create(context);
    await add(context, RoleName);
    await context.aws.iam.send(new iam.DeleteRoleCommand({ RoleName }));
  }),
  row("remove a role that an instance profile does not have", "NoSuchEntity", async (context) => {
    const command = { InstanceProfileName: await profile(context), RoleName: await create(context) };
    await context.aws.iam.send(new iam.RemoveRoleFromInstanceProfileCommand(command));
  }),
];

const named = (RoleName: string) => ({ RoleName, PolicyName: "read" });

async function create({ aws, name }: Context, more: Partial<iam.CreateRoleCommandInput> = {}): Promise<string> {
  const { RoleName = name() } = more;
  await aws.iam.send(new iam.CreateRoleCommand({ AssumeRolePolicyDocument: trust, ...more, RoleName }));
  return RoleName;
}

async function put(context: Context, PolicyDocument: string, PolicyName = "read"): Promise<void> {
  const command = { RoleName: await create(context), PolicyName, PolicyDocument };
  await context.aws.iam.send(new iam.PutRolePolicyCommand(command));
}

async function profile({ aws, name }: Context): Promise<string> {
  const InstanceProfileName = name();
  await aws.iam.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName }));
  return InstanceProfileName;
}

/** @returns the name of an instance profile with a role */
async function add(context: Context, RoleName: string): Promise<string> {
  const InstanceProfileName = await profile(context);
  await context.aws.iam.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  return InstanceProfileName;
}
