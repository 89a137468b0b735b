import { createServer, connect } from "node:net";

/** How long an SSH server may take to greet. */
const GREETING_MS = 5000;

/** Whether no process listens on a port of this computer. */
export function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen(port, address, () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
}

/** Whether an SSH server greets (RFC 4253) on a port: then the whole path to it is open. */
export function sshGreets(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const end = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(GREETING_MS, () => {
      end(false);
    });
    socket.once("error", () => {
      end(false);
    });
    socket.once("close", () => {
      end(false);
    });
    socket.once("data", (data) => {
      end(data.toString().startsWith("SSH-"));
    });
  });
}
