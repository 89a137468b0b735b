import * as ec2 from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing";

import type { Aws } from "../aws";

/** Option names whose parameter is not the same in capitals. */
const PARAMETERS: Readonly<Record<string, string>> = { "ssl-certificate-id": "SSLCertificateId" };
const LISTS: readonly string[] = ["SecurityGroupRuleIds", "LoadBalancerPorts"];

/** Runs a command of the AWS CLI for EC2 or Elastic Load Balancing, such as `aws ec2 delete-route --route-table-id rtb-1 …`. */
export async function runAwsCommand(command: string, aws: Aws): Promise<void> {
  const [program, service, operation = "", ...options] = command.split(" ");
  if (program !== "aws" || (service !== "ec2" && service !== "elb")) throw new Error(`cannot run ${command}`);
  const input: Record<string, unknown> = {};
  for (let index = 0; index < options.length; index += 2) {
    const name = (options[index] ?? "").replace(/^--/, "");
    const value = (options[index + 1] ?? "").replaceAll('"', "");
    if (name === "region") continue;
    const parameter = PARAMETERS[name] ?? inCapitals(name);
    const given = /^\d+$/.test(value) ? Number(value) : value;
    input[parameter] = LISTS.includes(parameter) ? [given] : given;
  }
  const commands = (service === "ec2" ? ec2 : elb) as unknown as Record<string, new (input: object) => never>;
  const Command = commands[`${inCapitals(operation).replace("Ssl", "SSL")}Command`];
  if (Command === undefined) throw new Error(`aws ${service} has no operation ${operation}`);
  const client: { readonly send: (command: never) => Promise<unknown> } = service === "ec2" ? aws.ec2 : aws.elb;
  await client.send(new Command(input));
}

function inCapitals(words: string): string {
  return words.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
