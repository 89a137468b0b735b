import type { Server } from "node:net";
import * as path from "node:path";

import type { Sandbox } from "../sandbox";

interface Opened {
  readonly address: string;
  readonly error?: string;
}

/**
 * Opens listening sockets in a network namespace of the sandbox for this process, which is not in it.
 * @param addresses `ADDRESS:PORT` each; the namespace need not have the address yet
 */
export async function listenInside(
  sandbox: Sandbox,
  netns: string | undefined,
  addresses: readonly string[],
): Promise<Record<string, Server>> {
  const inside = netns === undefined ? {} : { netns };
  await sandbox.run("sysctl -qw net.ipv4.ip_nonlocal_bind=1", inside);
  const child = sandbox.spawn([process.execPath, path.join(__dirname, "listen.js"), ...addresses], {
    ...inside,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const servers: Record<string, Server> = {};
  return new Promise((resolve, reject) => {
    child.on("message", ({ address, error }: Opened, server) => {
      if (error !== undefined) reject(new Error(`cannot listen at ${address}: ${error}`));
      else servers[address] = server as Server;
    });
    child.on("error", reject);
    child.on("close", (status) => {
      if (Object.keys(servers).length === addresses.length) resolve(servers);
      else reject(new Error(`cannot listen at ${addresses.join(", ")}: status ${status ?? -1}`));
    });
  });
}
