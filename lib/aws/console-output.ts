import type { EC2Client } from "@aws-sdk/client-ec2";

export interface ConsoleOutput {
  /** Empty while EC2 has none, and when it could not be read. */
  readonly text: string;
  readonly error?: string;
}

/**
 * Reads the console of an instance. A failed call is a result, too: it must not end a wait.
 * @param options.latest true: the console as it is now, on the Nitro System only; false: what EC2 posted after the last
 * start or stop. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html
 */
export async function readConsole(
  ec2: EC2Client,
  instanceId: string,
  { latest }: { readonly latest: boolean },
): Promise<ConsoleOutput> {
  const { GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { Output = "" } = await ec2.send(
      new GetConsoleOutputCommand({ InstanceId: instanceId, ...(latest ? { Latest: true } : {}) }),
    );
    return { text: Buffer.from(Output, "base64").toString() };
  } catch (error) {
    return { text: "", error: codeOf(error) };
  }
}

/** The error's code, such as `UnauthorizedOperation`: the message may continue for pages. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : error.name;
}

/** The last line that one of our scripts wrote to a console: `minimal-secure-web: NAT is ready` for `NAT`. */
export function lastLineOf(script: string, text: string): string | undefined {
  return text
    .match(new RegExp(`minimal-secure-web: ${script} .*`, "g"))
    ?.at(-1)
    ?.trim();
}
