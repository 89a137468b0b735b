import * as net from "node:net";

import { httpRelay, join } from "./http-relay";
import type { Forwarding, RelayMessage } from "./messages";

/**
 * A process in the namespace that plays the internet. Its listening sockets are the computer's, since a socket keeps the
 * namespace in which it was made; what it connects to is reached from the internet.
 */
const ports = new Map<number, { readonly server: net.Server; forwarding: Forwarding }>();

process.on("disconnect", () => process.exit(0));
process.on("message", (message: RelayMessage, handle: net.Server | undefined) => {
  const { hostPort } = message;
  if (message.kind === "close") {
    ports.get(hostPort)?.server.close();
    ports.delete(hostPort);
  } else if (message.kind === "open" && handle !== undefined) {
    ports.set(hostPort, { server: handle, forwarding: message.forwarding });
    serve(handle, () => ports.get(hostPort)?.forwarding ?? { target: undefined });
  } else if (message.kind === "change") {
    const port = ports.get(hostPort);
    if (port !== undefined) port.forwarding = message.forwarding;
  }
  process.send?.({ done: hostPort });
});

function serve(server: net.Server, current: () => Forwarding): void {
  const http = httpRelay(current);
  // One side may end before the other, as with `ssh` or `nc`.
  Object.assign(server, { allowHalfOpen: true });
  server.on("connection", (client) => {
    const { target, localAddress, redirects } = current();
    if (redirects !== undefined) http.emit("connection", client);
    else if (target === undefined) client.destroy();
    else
      join(
        client,
        net.connect({ ...target, allowHalfOpen: true, ...(localAddress !== undefined && { localAddress }) }),
      );
  });
}
