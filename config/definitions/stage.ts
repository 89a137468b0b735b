import { partitionOf } from "../../lib/regions";
import { flag, requiredText, text, type Flaw } from "../builders";
import type { Definition, SettingsParser } from "../parser";

const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;

/** An ELB's name is the shortest of all names: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html */
const MAX_LOAD_BALANCER_NAME = 32;

/** A customer managed policy, or one of AWS's own: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const POLICY_ARN = /^arn:(aws[a-z-]*):iam::(?:\d{12}|aws):policy\/(?:[!-~]+\/)?[\w+=,.@-]{1,128}$/;

const plainName = requiredText(
  {
    description:
      "Name of the service, which is part of every resource name. At most 27 characters together with the stage's name.",
    allowed: "lowercase letters, digits and hyphens; the first is a letter, the last is not a hyphen",
  },
  (name): Flaw => (NAME.test(name) ? undefined : { message: "is not a valid name", suggestion: tidied(name) }),
);

export const serviceName: Definition<string> = {
  ...plainName,
  read(parser, key, value, earlier) {
    const { stage } = parser.source;
    if (!NAME.test(stage)) {
      const hint = "rename the stack: pulumi stack rename NAME";
      parser.issue("stage", stage, "is not a valid name", { allowed: plainName.allowed, hint });
    }
    const name = plainName.read(parser, key, value, earlier);
    if (name !== "" && parser.isValid("stage", key)) checkLength(parser, key, name);
    return name;
  },
};

/**
 * With the load balancer's name inside its limit, service and stage have 27 characters between them, so every other
 * name made from them is far inside its own: IAM's 64 and 128, S3's 63, the 255 of security groups, launch templates
 * and Auto Scaling groups.
 */
function checkLength(parser: SettingsParser, key: string, serviceName: string): void {
  const name = `elb-${serviceName}-${parser.source.stage}`;
  const excess = name.length - MAX_LOAD_BALANCER_NAME;
  if (excess <= 0) return;
  const characters = excess === 1 ? "1 character" : `${excess} characters`;
  parser.issue(key, serviceName, `is ${characters} too long for the load balancer's name, ${name}`, {
    allowed: `elb-SERVICE-STAGE of at most ${MAX_LOAD_BALANCER_NAME} characters`,
    hint: "shorten it or the stage's name",
  });
}

/** The name without what is not allowed, if that leaves a name. */
function tidied(name: string): string | undefined {
  const tidy = name
    .toLowerCase()
    .replace(/[\s_.]+/g, "-")
    .replace(/[^a-z0-9-]/g, "")
    .replace(/^[^a-z]+|-+$/g, "");
  return tidy === "" ? undefined : tidy;
}

export const permissionsBoundary = text(
  {
    description: "IAM policy that limits every role of the stage. The policies in docs/iam require it.",
    allowed: "the ARN of an IAM policy: arn:PARTITION:iam::ACCOUNT:policy/NAME",
  },
  (arn, { region }: { readonly region?: string }): Flaw => {
    const partition = POLICY_ARN.exec(arn)?.[1];
    if (partition === undefined) return "is not the ARN of an IAM policy";
    if (region === undefined || partition === partitionOf(region)) return undefined;
    return `belongs to another partition than ${region}`;
  },
);

export const protect = flag(false, {
  description:
    "Deletion protection of the VPC, the subnets and the load balancer. To destroy the stage, set it to false and run pulumi up first.",
});
