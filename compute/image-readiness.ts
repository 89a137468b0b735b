import { waitFor, type AwsClients } from "../hooks";

/** A dozen packages over a NAT take two minutes; a user's own script may take longer. */
const LIMIT_SECONDS = 1200;

/** What the guest script writes to the console when it gives up. */
const FAILURE = /^.*minimal-secure-web: .*FAILED.*$/m;

/**
 * Waits until the machine has powered itself off, which it does when all of its script has succeeded: only then is
 * it whole, and nothing is being written to its disk.
 *
 * @param image the inputs of an `aws.ec2.AmiFromInstance`
 * @throws Error when the script failed, when somebody else stopped the machine, or after twenty minutes
 */
export async function waitUntilFinished(
  image: Readonly<Record<string, unknown>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const id = String(image.sourceInstanceId);
  const { DescribeInstancesCommand, GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const rebuild =
    "Mend the script, or make the machine anew with: pulumi up --replace '**aws:ec2/instance:Instance::web'";
  await waitFor({
    what: `web server ${id}`,
    everySeconds: 2,
    limitSeconds: LIMIT_SECONDS,
    advice: `See what it says with: aws ec2 get-console-output --latest --instance-id ${id}. ${rebuild}`,
    look: async () => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      const instance = Reservations?.[0]?.Instances?.[0];
      const state = instance?.State?.Name;
      if (state === "stopped") {
        if (instance?.StateReason?.Code === "Client.InstanceInitiatedShutdown") return undefined;
        throw new Error(`web server ${id} was stopped from outside before its script had finished. ${rebuild}`);
      }
      if (state === undefined || state === "terminated" || state === "shutting-down") {
        throw new Error(`web server ${id} is ${state ?? "gone"}. ${rebuild}`);
      }
      const { Output } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
      const failure = FAILURE.exec(Buffer.from(Output ?? "", "base64").toString())?.[0].trim();
      if (failure !== undefined) throw new Error(`web server ${id} says: ${failure}. ${rebuild}`);
      return "is still being set up";
    },
  });
}
