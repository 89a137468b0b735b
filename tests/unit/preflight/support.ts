import { EC2Client } from "@aws-sdk/client-ec2";
import type { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import * as pulumi from "@pulumi/pulumi";
import type { AwsClients } from "../../../lib/aws";
import type { PreflightCheck } from "../../../preflight/check";
import { deploy } from "../../support";
import { fakeApi, messageOf, type ApiCall } from "../../support/waits";

type Answers = Readonly<Record<string, readonly unknown[]>>;

export function fakeClients(ec2Answers: Answers, quotaAnswers?: Answers) {
  const ec2 = fakeApi<EC2Client>(ec2Answers);
  const quotas = fakeApi<ServiceQuotasClient>(quotaAnswers ?? {});
  const clients: Pick<AwsClients, "ec2" | "serviceQuotas"> = {
    // Paginators accept only instances of the class.
    ec2: () => Promise.resolve(Object.assign(Object.create(EC2Client.prototype) as EC2Client, ec2.client)),
    serviceQuotas: () => Promise.resolve(quotaAnswers === undefined ? undefined : quotas.client),
  };
  return { clients, calls: ec2.calls as readonly ApiCall[], quotaCalls: quotas.calls as readonly ApiCall[] };
}

/** Runs a check; gives back its issues and what it said. */
export async function issuesOf(check: PreflightCheck): Promise<{ issues: readonly string[]; said: readonly string[] }> {
  const { made: issues, logs } = await deploy(async () => [...(await check.run())]);
  return { issues, said: logs.map(({ severity, message }) => `${severity}: ${message}`) };
}

/** Runs an act as if there were an engine, and returns its error and messages. */
export async function underEngine(act: () => Promise<void>): Promise<{ error?: string; said: string[] }> {
  const { made, logs } = await deploy(async () => {
    const monitor = pulumi.runtime.getMonitor() as unknown as { registerResourceHook?: () => void };
    monitor.registerResourceHook = () => undefined;
    const error = await messageOf(act);
    delete monitor.registerResourceHook;
    return error === undefined ? {} : { error };
  });
  return { ...made, said: logs.map(({ severity, message }) => `${severity}: ${message}`) };
}

export function awsError(name: string, message = "no"): Error {
  return Object.assign(new Error(message), { name });
}
