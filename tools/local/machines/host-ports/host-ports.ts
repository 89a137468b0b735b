import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import * as path from "node:path";

import type { Say } from "../../../say";
import { INTERNET } from "../addresses";
import type { Sandbox } from "../sandbox";
import type { Forwarding, RelayAnswer, RelayMessage } from "./messages";

export interface HostPort extends Forwarding {
  /** A free port is used instead where another program has it. */
  readonly hostPort: number;
}

/**
 * Ports of 127.0.0.1 that lead to addresses in the sandbox, by way of the namespace that plays the internet: routes and
 * security groups are passed.
 */
export interface HostPorts {
  /** Opens a port. @returns the port that is open */
  open(port: HostPort): Promise<number>;
  /** Changes where an open port leads to. Connections that exist stay as they are. */
  change(hostPort: number, forwarding: Forwarding): Promise<void>;
  close(hostPort: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the process that passes connections on. It ends with the sandbox, and with this process. */
export function startHostPorts(sandbox: Sandbox, say: Say = () => undefined): HostPorts {
  // Without TypeScript's compiler, which takes a hundred megabytes.
  const command = ["-r", require.resolve("sucrase/register/ts"), path.join(__dirname, "relay.ts")];
  const relay = sandbox.spawn([process.execPath, ...command], {
    netns: INTERNET,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  relay.on("error", (error) => {
    say(`The ports on 127.0.0.1 cannot be opened: ${error.message}`);
  });
  return {
    open: async ({ hostPort, ...forwarding }) => {
      const server = await listen(hostPort).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
        return listen(0);
      });
      const { port } = server.address() as net.AddressInfo;
      if (port !== hostPort) say(`Port ${hostPort} is in use by another program: using ${port}`);
      await tell(relay, { kind: "open", hostPort: port, forwarding }, server);
      // The relay has a copy of the socket.
      await new Promise((resolve) => server.close(resolve));
      return port;
    },
    change: (hostPort, forwarding) => tell(relay, { kind: "change", hostPort, forwarding }),
    close: (hostPort) => tell(relay, { kind: "close", hostPort }),
    stop: async () => {
      if (relay.exitCode !== null || relay.signalCode !== null) return;
      const ended = once(relay, "exit");
      if (relay.connected) relay.disconnect();
      await ended;
    },
  };
}

function listen(port: number): Promise<net.Server> {
  // A connection before the relay has the socket would have no one to answer it.
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

/** Waits until the relay has done it. */
function tell(relay: ChildProcess, message: RelayMessage, server?: net.Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = () => {
      reject(new Error("the process that opens ports on 127.0.0.1 has ended"));
    };
    const answered = ({ done }: RelayAnswer) => {
      if (done !== message.hostPort) return;
      relay.off("message", answered).off("exit", failed);
      resolve();
    };
    relay.on("message", answered).once("exit", failed);
    if (!relay.connected) failed();
    else relay.send(message, server);
  });
}
