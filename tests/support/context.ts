import * as pulumi from "@pulumi/pulumi";
import { AwsClients } from "../../lib/aws";
import type { StageContext } from "../../lib/stage-context";
import { stageNameOf } from "./names";

export function contextOf(stage: string, changed: Partial<StageContext> = {}): StageContext {
  const provider = { region: "ap-northeast-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
  return {
    stageName: stageNameOf(stage),
    region: "ap-northeast-1",
    clients: new AwsClients(provider, () => Promise.resolve(["123456789012"])),
    protect: false,
    detailedMonitoring: false,
    ...changed,
  };
}

/** Security groups `sg-ROLE`. */
export const securityGroups = { idOf: (role: string) => pulumi.output(`sg-${role}`) };

/** `ami-1` for every architecture. */
export const amazonLinux = { idOf: () => pulumi.output("ami-1") };
