import type { EC2Client } from "@aws-sdk/client-ec2";

/** What cloud-init writes to the console around an instance's public host keys, once, at its first start. */
const SECTION = /-----BEGIN SSH HOST KEY KEYS-----(.*?)-----END SSH HOST KEY KEYS-----/s;
const KEY = /\b(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d{3}) [A-Za-z0-9+/]{40,}={0,2}/g;

/** The host keys in what an instance has written to its console, as `TYPE BASE64`; none when they are not there. */
export function hostKeysIn(console: string): readonly string[] {
  return SECTION.exec(console)?.[1]?.match(KEY) ?? [];
}

/**
 * Asks AWS for an instance's host keys. What comes from there nobody between here and the instance can have changed, so
 * even the first login does not go to somebody else. Some minutes after a start the console can be read; on Nitro types
 * at once.
 */
export async function hostKeysOf(id: string, ec2: EC2Client): Promise<readonly string[]> {
  const { GetConsoleOutputCommand } = await import("@aws-sdk/client-ec2");
  const { Output = "" } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id, Latest: true }));
  return hostKeysIn(Buffer.from(Output, "base64").toString());
}
