import type { RedirectPorts } from "./messages";

const STANDARD = { "http:": "http", "https:": "https" } as const;

/**
 * The headers of a response whose redirects lead back to the host ports: a server knows the standard ports only, and names
 * the host that the client asked for.
 * @param rawHeaders names and values in turn
 * @param host the request's `Host` header
 */
export function withHostPorts(rawHeaders: readonly string[], host: string | undefined, ports: RedirectPorts): string[] {
  return rawHeaders.map((value, index) => {
    const name = index % 2 === 1 ? rawHeaders[index - 1]?.toLowerCase() : undefined;
    return name === "location" ? redirect(value, host, ports) : value;
  });
}

function redirect(location: string, host: string | undefined, ports: RedirectPorts): string {
  const asked = host !== undefined && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
  const found = /^(https?:)\/\/([^/?#]*)(.*)$/is.exec(location);
  if (found === null || asked === undefined) return location;
  const [, scheme = "", authority = "", rest = ""] = found;
  // One that names a port already means it.
  if (authority.toLowerCase() !== asked.toLowerCase()) return location;
  const port = ports[STANDARD[scheme.toLowerCase() as keyof typeof STANDARD]];
  return port === undefined ? location : `${scheme}//${authority}:${port}${rest}`;
}
