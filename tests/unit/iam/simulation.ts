import { runSimulation } from "@cloud-copilot/iam-simulate";
import { DEPLOYING, filled, type DocumentName } from "./documents";

export const ACCOUNT = "123456789012";
export const REGION = "ap-northeast-1";

interface Scope {
  readonly service: string;
  readonly stage: string;
  /** @default aws */
  readonly partition?: string;
}

const SHOP: Scope = { service: "shop", stage: "stg" };

export function policyOf(name: DocumentName, { service, stage, partition = "aws" }: Scope): object {
  const values = { PARTITION: partition, REGION, ACCOUNT, SERVICE: service, STAGE: stage, ZONE: "Z0123" };
  return JSON.parse(filled(name, values)) as object;
}

export interface Request {
  readonly action: string;
  /** ARN. @default `*` */
  readonly resource?: string;
  /** Condition keys and their values, besides the region. */
  readonly context?: Readonly<Record<string, string | string[]>>;
}

/**
 * True if AWS would allow the call to a role with these documents.
 * @throws Error for an action that AWS does not have, or a resource of another type
 */
export async function isAllowed(
  { action, resource = "*", context = {} }: Request,
  documents: readonly DocumentName[] = DEPLOYING,
  { policies = [], scope = SHOP }: { policies?: readonly object[]; scope?: Scope } = {},
): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        action,
        principal: `arn:${scope.partition ?? "aws"}:sts::${ACCOUNT}:assumed-role/deploy/session`,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: { "aws:RequestedRegion": REGION, "aws:userid": "AROAEXAMPLE:session", ...context },
      },
      identityPolicies: [
        ...documents.map((name) => ({ name, policy: policyOf(name, scope) })),
        ...policies.map((policy, index) => ({ name: `more-${index}`, policy })),
      ],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") throw new Error(`${action} ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === "Allowed";
}
