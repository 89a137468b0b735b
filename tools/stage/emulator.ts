import { createRequire } from "node:module";

import type { AwsProviderSettings } from "../../config";

/** How long whoever has the address may take to say who it is. */
const LIMIT_MS = 5000;

/**
 * Whether the AWS API that is spoken to is this project's emulator, behind which no instance runs. It is asked who it is,
 * if it is on this computer at all.
 */
export async function isEmulator(
  { endpoints }: Pick<AwsProviderSettings, "endpoints">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  const endpoint = endpoints.ec2 ?? environment.AWS_ENDPOINT_URL_EC2 ?? environment.AWS_ENDPOINT_URL;
  if (endpoint === undefined || !URL.canParse(endpoint) || !isLoopback(new URL(endpoint))) return false;
  // Who asks AWS does not wait for what the emulator is made of.
  const { whoPath } = createRequire(__filename)("../local/front") as typeof import("../local/front");
  try {
    const response = await fetch(new URL(whoPath, endpoint), { signal: AbortSignal.timeout(LIMIT_MS) });
    const { pid } = (await response.json()) as { pid?: unknown };
    return typeof pid === "number";
  } catch {
    return false;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}
