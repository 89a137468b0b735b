import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import * as pulumi from "@pulumi/pulumi";

import type { AwsClients } from "../../../lib/aws";
import type { PreflightCheck } from "../../../preflight";
import { deploy } from "../../support";
import { fakeApi, messageOf, type ApiCall } from "../../support/waits";

type Answers = Readonly<Record<string, readonly unknown[]>>;

/** Clients that answer from lists, and what they were asked. */
export function fakeClients(ec2Answers: Answers, quotaAnswers?: Answers) {
  const ec2 = fakeApi<EC2Client>(ec2Answers);
  const quotas = fakeApi<ServiceQuotasClient>(quotaAnswers ?? {});
  const clients: Pick<AwsClients, "ec2" | "serviceQuotas"> = {
    ec2: () => Promise.resolve(ec2.client),
    serviceQuotas: () => Promise.resolve(quotaAnswers === undefined ? undefined : quotas.client),
  };
  return { clients, calls: ec2.calls as readonly ApiCall[], quotaCalls: quotas.calls as readonly ApiCall[] };
}

/** Runs a check; gives back its issues and what it said. */
export async function issuesOf(check: PreflightCheck): Promise<{ issues: readonly string[]; said: readonly string[] }> {
  const { made: issues, logs } = await deploy(async () => [...(await check.run())]);
  return { issues, said: logs.map(({ severity, message }) => `${severity}: ${message}`) };
}

/** What an act throws that runs as under an engine. */
export async function errorUnderEngine(act: () => Promise<void>): Promise<string | undefined> {
  const { made } = await deploy(async () => {
    const monitor = pulumi.runtime.getMonitor() as unknown as { registerResourceHook?: () => void };
    monitor.registerResourceHook = () => undefined;
    const error = await messageOf(act);
    delete monitor.registerResourceHook;
    return { error };
  });
  return made.error;
}

/** An error of AWS's. */
export function awsError(name: string, message = "no"): Error {
  return Object.assign(new Error(message), { name });
}
