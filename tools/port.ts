import { once } from "node:events";
import { createServer, connect } from "node:net";

/** How long an SSH server may take to greet. */
const GREETING_MS = 5000;

/** Whether no process listens on a port of this computer. */
export async function isFree(address: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, address);
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  } finally {
    server.close();
  }
}

/** Whether an SSH server greets (RFC 4253) on a port: then the whole path to it is open. */
export async function sshGreets(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, signal: AbortSignal.timeout(GREETING_MS) });
  try {
    for await (const data of socket) return String(data).startsWith("SSH-");
  } catch {
    // Nothing listens, or nothing greets in time.
  }
  return false;
}
