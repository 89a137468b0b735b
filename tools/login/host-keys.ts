import type { EC2Client } from "@aws-sdk/client-ec2";

/** cloud-init writes an instance's public host keys to the console once, at its first start. */
const SECTION = /-----BEGIN SSH HOST KEY KEYS-----(.*?)-----END SSH HOST KEY KEYS-----/s;
const KEY = /\b(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d{3}) [A-Za-z0-9+/]{40,}={0,2}/g;

/**
 * Asks AWS for an instance's host keys, as `TYPE BASE64`. They come over a trusted connection, so even the first login cannot be
 * intercepted. The console output is available some minutes after a start; on Nitro types at once.
 */
export async function hostKeysOf(id: string, ec2: EC2Client): Promise<readonly string[]> {
  const { GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
  return SECTION.exec(Buffer.from(Output, "base64").toString())?.[1]?.match(KEY) ?? [];
}
