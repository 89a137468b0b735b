import { once } from "node:events";
import * as http from "node:http";
import { buffer, text } from "node:stream/consumers";

import { identityPath } from "../../../../tools/local/status";

/** Differences between the lab and the emulator. */
export interface Differences {
  /** Console output by instance id: instances do not boot in the emulator. */
  readonly consoles: () => ReadonlyMap<string, string>;
  /** Public addresses by those of the emulator, which are in 127.0.0.0/8 and so cannot be reached over a network. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** Serves the emulator's API, with the lab's differences, at a Unix socket, which other networks can reach. */
export async function serveApi(socketPath: string, endpoint: string, differences: Differences): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    void respond(request, response, endpoint, differences).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return server;
}

async function respond(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  endpoint: string,
  { consoles, addresses }: Differences,
): Promise<void> {
  const { method = "GET", headers, url = "/" } = request;
  const body = await buffer(request);
  // Instances run here, so it must not identify itself as the emulator.
  if (url === identityPath) {
    response.writeHead(404).end();
    return;
  }
  const form = new URLSearchParams(body.toString());
  const console = consoles().get(form.get("InstanceId") ?? "");
  if (form.get("Action") === "GetConsoleOutput" && console !== undefined) {
    response.end(consoleOutput(console));
    return;
  }
  const forwarded = http.request(new URL(url, endpoint), { method, headers }).end(body);
  const [original] = (await once(forwarded, "response")) as [http.IncomingMessage];
  const changed = [...addresses].reduce((all, [from, to]) => all.replaceAll(from, to), await text(original));
  response.writeHead(original.statusCode ?? 502, { "content-type": original.headers["content-type"] }).end(changed);
}

function consoleOutput(text: string): string {
  const output = Buffer.from(text).toString("base64");
  const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
  return `<GetConsoleOutputResponse xmlns="${namespace}"><output>${output}</output></GetConsoleOutputResponse>`;
}
