import type { EC2Client } from "@aws-sdk/client-ec2";
import { lastLineOf, readConsole, type AwsClients, type ConsoleOutput } from "../../lib/aws";
import { poll } from "../../lib/poll";

/**
 * Installing takes two minutes over a NAT, and web.sh tries for at most 735 s; the rest is for the user's own script.
 */
const TIMEOUT_SECONDS = 1200;

/**
 * EC2 posts the console of a stopped instance some time after the stop.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-console.html
 */
const POST_TIMEOUT_SECONDS = 600;

/** What web.sh writes to the console when it has finished. */
const READY = "minimal-secure-web: web server is ready";

/** The kernel's last line: nothing follows it on a console. */
const POWERED_DOWN = "reboot: Power down";

/**
 * Waits until the user data of the build instance reports on the console that it has finished, and the instance has
 * powered itself off, so that nothing writes to its volume. Any other power-off is a failure, such as one by the user's
 * own script. So is a console that cannot be read, since the instance is in an unknown state.
 * @param image the inputs of an `aws.ec2.AmiFromInstance`
 * @throws Error when the script failed, when the instance was stopped or powered off before its script had finished,
 * when it is not off after twenty minutes, or when its console says nothing ten minutes later
 */
export async function waitUntilFinished(
  image: Readonly<Record<string, unknown>>,
  clients: Pick<AwsClients, "ec2">,
): Promise<void> {
  const id = String(image.sourceInstanceId);
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const script = new ScriptProgress(ec2, id);
  await poll({
    what: `web server ${id}`,
    intervalSeconds: 2,
    timeoutSeconds: TIMEOUT_SECONDS,
    advice: `See its console: aws ec2 get-console-output --latest --instance-id ${id}. ${REBUILD}`,
    check: async () => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      const instance = Reservations?.[0]?.Instances?.[0];
      const state = instance?.State?.Name;
      if (state === "stopped") {
        if (instance?.StateReason?.Code === "Client.InstanceInitiatedShutdown") return undefined;
        throw new Error(`web server ${id} was stopped by something else before its script had finished. ${REBUILD}`);
      }
      if (state === undefined || state === "terminated" || state === "shutting-down") {
        throw new Error(`web server ${id} is ${state ?? "gone"}. ${REBUILD}`);
      }
      await script.read({ latest: true });
      return "is still being set up";
    },
  });
  await poll({
    what: `web server ${id}`,
    intervalSeconds: 5,
    timeoutSeconds: POST_TIMEOUT_SECONDS,
    advice: `See its console: aws ec2 get-console-output --instance-id ${id}. ${REBUILD}`,
    check: () => script.checkAfterPowerOff(),
  });
}

const REBUILD =
  "Fix the script, or replace the build instance with: pulumi up --replace '**aws:ec2/instance:Instance::web'";

/** How far the script of a build instance is, by the last line that it wrote to the console. */
class ScriptProgress {
  private lastLine: string | undefined;

  constructor(
    private readonly ec2: EC2Client,
    private readonly id: string,
  ) {}

  /** @throws Error when the script says that it has failed */
  async read(options: { readonly latest: boolean }): Promise<ConsoleOutput> {
    const output = await readConsole(this.ec2, this.id, options);
    this.lastLine = lastLineOf("web server", output.text) ?? this.lastLine;
    if (this.lastLine?.includes("FAILED")) {
      throw new Error(`web server ${this.id} says: ${this.lastLine}. ${REBUILD}`);
    }
    return output;
  }

  /**
   * Undefined when the script has finished.
   * @throws Error when the console has ended without its saying so
   */
  async checkAfterPowerOff(): Promise<string | undefined> {
    const errors: string[] = [];
    for (const latest of [true, false]) {
      if (this.isReady()) return undefined;
      const { text, error } = await this.read({ latest });
      if (error !== undefined) errors.push(error);
      if (!this.isReady() && text.includes(POWERED_DOWN)) {
        throw new Error(
          `web server ${this.id} was powered off before its script had finished: ` +
            `its console ends without "${READY}". ${REBUILD}`,
        );
      }
    }
    if (this.isReady()) return undefined;
    const [error, both] = errors;
    return both === undefined
      ? `has powered off, but its console does not show "${READY}"`
      : `has powered off, but its console cannot be read (${error ?? both}; allow ec2:GetConsoleOutput)`;
  }

  private isReady(): boolean {
    return this.lastLine?.startsWith(READY) === true;
  }
}
