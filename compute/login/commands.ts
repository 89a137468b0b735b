import * as pulumi from "@pulumi/pulumi";
import { nameOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";

/**
 * Shell commands that log in to a web server through the bastion, with the agent forwarded, and that forward local port
 * 50022 to its SSH. Each finds a running web server itself, because Auto Scaling replaces them.
 */
export function loginCommands(
  { stageName, region }: Pick<StageContext, "stageName" | "region">,
  bastionIp: pulumi.Input<string>,
): Record<"sshCommand" | "portForwardCommand", pulumi.Output<string>> {
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
