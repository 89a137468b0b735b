import type { AwsProviderSettings } from "../../lib/aws/provider-settings";
import { identityPath } from "../local/status";

const TIMEOUT_MS = 5000;

/**
 * Whether the endpoint of the AWS API is this project's emulator, which runs no instances. Asks the endpoint, if it is on
 * this computer.
 */
export async function isEmulator(
  { endpoints }: Pick<AwsProviderSettings, "endpoints">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const endpoint = endpoints.ec2 ?? environment.AWS_ENDPOINT_URL_EC2 ?? environment.AWS_ENDPOINT_URL;
  if (endpoint === undefined || !URL.canParse(endpoint) || !isLoopback(new URL(endpoint))) return false;
  try {
    const response = await fetch(new URL(identityPath, endpoint), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { pid } = (await response.json()) as { pid?: unknown };
    return typeof pid === "number";
  } catch {
    return false;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
