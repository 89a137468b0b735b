import { createServer, request, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";

/** A forward proxy on this machine that knows hosts which no resolver knows. */
export class ForwardProxy {
  /** What it was asked for: `POST http://ec2.test:5000/`, `CONNECT ec2.test:443`. */
  readonly asked: string[] = [];
  private readonly server: Server;

  /** @param portOf port on this machine that stands for a host */
  constructor(portOf: (host: string) => number) {
    this.server = createServer((incoming, outgoing) => {
      this.asked.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
      const { hostname, pathname, search } = new URL(incoming.url ?? "");
      const { method = "", headers } = incoming;
      const onward = request({ host: "127.0.0.1", port: portOf(hostname), method, path: pathname + search, headers });
      onward.on("response", (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    this.server.on("connect", ({ url = "" }, socket, head) => {
      this.asked.push(`CONNECT ${url}`);
      const tunnel = connect(portOf(url.split(":")[0] ?? ""), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        tunnel.write(head);
        tunnel.pipe(socket).pipe(tunnel);
      });
      for (const end of [tunnel, socket]) end.on("error", () => end.destroy());
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
