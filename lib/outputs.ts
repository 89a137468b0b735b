import * as pulumi from "@pulumi/pulumi";

import { nameOf, type StageName } from "./naming";

/** Values of a stage's outputs; what is switched off has none, and its key must be absent. */
export type Outputs = Record<string, unknown>;

/** Drops the keys without a value: Pulumi would warn of each. */
export function present(outputs: Outputs): Outputs {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}

/**
 * A value that is there only once a resource has been created or updated. Pulumi writes all outputs of a stack together,
 * also when an update failed; with one of them missing it writes none, and all stay as they were. Previews know a
 * resource's URN, so they show the value.
 */
export function onceUpdated<T>(resource: pulumi.Resource | undefined, value: pulumi.Input<T>): pulumi.Output<T>;
export function onceUpdated<T>(
  resource: pulumi.Resource | undefined,
  value: pulumi.Input<T> | undefined,
): pulumi.Output<T> | undefined;
export function onceUpdated<T>(resource: pulumi.Resource | undefined, value: pulumi.Input<T> | undefined): unknown {
  if (value === undefined || resource === undefined) return value;
  return pulumi.all([value, resource.urn]).apply(([known]) => known);
}

/** Ready-made command lines for people. */
export interface LoginCommands {
  /** Logs in to a web server through the bastion, with the agent forwarded. */
  readonly sshCommand: pulumi.Output<string>;
  /** Forwards local port 50022 to a web server's SSH. */
  readonly portForwardCommand: pulumi.Output<string>;
}

/** Login commands for a bastion; each looks up a running web server itself, since auto scaling replaces them. */
export function loginCommands(stageName: StageName, region: string, bastionIp: pulumi.Input<string>): LoginCommands {
  const webServer = [
    "$(aws ec2 describe-instances --region",
    region,
    `--filters Name=tag:Name,Values=${nameOf(stageName, { prefix: "as", suffix: "web" })}`,
    "Name=instance-state-name,Values=running",
    "--query 'Reservations[0].Instances[0].PrivateIpAddress' --output text)",
  ].join(" ");
  return {
    sshCommand: pulumi.interpolate`ssh -A -J ec2-user@${bastionIp} ec2-user@${webServer}`,
    portForwardCommand: pulumi.interpolate`ssh -N -L 50022:${webServer}:22 ec2-user@${bastionIp}`,
  };
}
