import type { AwsProviderSettings } from "../../lib/aws/provider-settings";
import { API_ADDRESS } from "./machines/addresses";
import { identityPath } from "./status";

const TIMEOUT_MS = 5000;

/**
 * Whether the endpoint of the AWS API is this project's emulator, which runs no instances. Asks the endpoint, if it is on
 * this computer.
 */
export async function isEmulator(
  { endpoints }: Pick<AwsProviderSettings, "endpoints">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const endpoint = endpointOf(endpoints, environment);
  if (endpoint === undefined || !isLoopback(endpoint)) return false;
  try {
    const response = await fetch(new URL(identityPath, endpoint), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { pid } = (await response.json()) as { pid?: unknown };
    return typeof pid === "number";
  } catch {
    return false;
  }
}

/** Whether the endpoint of the AWS API is the emulator's on the internet of a local stage, whose instances run. */
export function isOnLocalInternet(
  { endpoints }: Pick<AwsProviderSettings, "endpoints">,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  return endpointOf(endpoints, environment)?.hostname === API_ADDRESS;
}

function endpointOf(endpoints: AwsProviderSettings["endpoints"], environment: NodeJS.ProcessEnv): URL | undefined {
  const endpoint = endpoints.ec2 ?? environment.AWS_ENDPOINT_URL_EC2 ?? environment.AWS_ENDPOINT_URL;
  return endpoint === undefined || !URL.canParse(endpoint) ? undefined : new URL(endpoint);
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
