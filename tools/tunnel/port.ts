import { createServer, connect } from "node:net";

/** How long a server at the other end of a tunnel may take to say who it is. */
const GREETING_MS = 5000;

/** Whether nothing listens at a port of this machine. */
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

/** Whether an SSH server greets at a port, as RFC 4253 has it begin: then the whole way to it is open. */
export function greetingFrom(address: string, port: number): Promise<boolean> {
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
