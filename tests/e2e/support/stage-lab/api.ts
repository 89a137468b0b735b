import { once } from "node:events";
import * as http from "node:http";
import { buffer, text } from "node:stream/consumers";

import { identityPath } from "../../../../tools/local/proxy";

/** What the machines of a lab have written to their consoles, by their ids: no guest of the emulator writes anything. */
export type Consoles = ReadonlyMap<string, string>;

/** What differs in a lab from what the emulator says. */
export interface Differences {
  readonly consoles: () => Consoles;
  /** What addresses are instead: the emulator's public ones are in 127.0.0.0/8, which no packet leaves a machine for. */
  readonly addresses: ReadonlyMap<string, string>;
}

/**
 * Serves the emulator's API at a socket in the file system, which reaches into other networks. What a machine of the
 * lab has on its console it answers itself; everything else is the emulator's.
 */
export async function serveApi(socketPath: string, endpoint: string, differences: Differences): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    void answer(request, response, endpoint, differences).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return server;
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  endpoint: string,
  { consoles, addresses }: Differences,
): Promise<void> {
  const { method = "GET", headers, url = "/" } = request;
  const body = await buffer(request);
  // Machines do run here, so it does not say that it is the emulator.
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
  const relayed = http.request(new URL(url, endpoint), { method, headers }).end(body);
  const [given] = (await once(relayed, "response")) as [http.IncomingMessage];
  const said = [...addresses].reduce((all, [from, to]) => all.replaceAll(from, to), await text(given));
  response.writeHead(given.statusCode ?? 502, { "content-type": given.headers["content-type"] }).end(said);
}

function consoleOutput(text: string): string {
  const output = Buffer.from(text).toString("base64");
  const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
  return `<GetConsoleOutputResponse xmlns="${namespace}"><output>${output}</output></GetConsoleOutputResponse>`;
}
