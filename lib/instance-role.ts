import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keepName, namePrefixOf, tagsOf } from "./naming";
import { partitionOf } from "./regions";
import type { StageContext } from "./stage-context";

interface InstanceRoleArgs {
  readonly context: StageContext;
  /** A part of the physical names, at most eight characters. */
  readonly what: string;
  /** The end of the tag `Name`. */
  readonly nameTagSuffix: string;
  readonly description: string;
  readonly statements: readonly pulumi.Input<Record<string, unknown>>[];
  readonly parent: pulumi.Resource;
}

export interface InstanceRole {
  readonly role: aws.iam.Role;
  /** Exists once the role has its permissions: an instance must not start without them. */
  readonly profile: aws.iam.InstanceProfile;
}

/** A role that only EC2 instances can assume, with an inline policy. All three resources have the same logical name. */
export function createInstanceRole(
  name: string,
  { context, what, nameTagSuffix, description, statements, parent }: InstanceRoleArgs,
): InstanceRole {
  const { stageName, region, permissionsBoundary } = context;
  const tags = tagsOf(stageName, { prefix: "role", suffix: nameTagSuffix });
  const namePrefix = namePrefixOf(stageName, what);
  // IAM in China rejects ec2.amazonaws.com ("Invalid principal in policy"): https://github.com/kubernetes/kops/issues/27
  const ec2 = partitionOf(region) === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com";
  const role = new aws.iam.Role(
    name,
    {
      namePrefix,
      description,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: ec2 }, Action: "sts:AssumeRole" }],
      }),
      ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
      tags,
    },
    { parent, ...keepName() },
  );
  const policy = new aws.iam.RolePolicy(
    name,
    { role: role.name, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements }) },
    { parent },
  );
  const profile = new aws.iam.InstanceProfile(
    name,
    { namePrefix, role: role.name, tags },
    { parent, dependsOn: [policy], ...keepName() },
  );
  return { role, profile };
}
