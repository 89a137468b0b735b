import * as http from "node:http";

/** Amazon Linux's package repository, a bucket in each region. */
const PACKAGES = /^al2023-repos-[\w-]+[.]s3[.]/;

/**
 * The address of a request to S3 with the bucket in the path. The emulator understands it in the host name as well, but not
 * for every operation.
 */
export function pathStyle(host: string, url: string): { host: string; url: string } {
  const [, bucket, s3] = /^(.+)[.](s3[.](?:[\w.-]+[.])?amazonaws[.]com)$/.exec(host.replace(/:\d+$/, "")) ?? [];
  return bucket === undefined || s3 === undefined ? { host, url } : { host: s3, url: `/${bucket}${url}` };
}

/**
 * Forwards requests to the emulator, which reads the service from the signature or the host.
 * @param endpoint the emulator's address, which this process can reach
 */
export function relay(endpoint: string): http.RequestListener {
  const { hostname, port } = new URL(endpoint);
  // The emulator handles one request at a time, so a few connections are enough.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  return (request, response) => {
    if (PACKAGES.test(request.headers.host ?? "")) {
      // The local Amazon Linux carries its packages; its dnf asks here whether they could be downloaded.
      request.resume();
      response.end("https://carried-by-the-image.invalid/\n");
      return;
    }
    // AWS has neither the proxy's pages nor the emulator's dashboard.
    if (/^\/(?:_proxy|moto-api)\b/.test(request.url ?? "")) {
      request.resume();
      response.writeHead(404).end();
      return;
    }
    const { method = "GET", headers } = request;
    const { host, url } = pathStyle(headers.host ?? "", request.url ?? "/");
    const options = { hostname, port, agent, method, path: url, headers: { ...headers, host } };
    const forwarded = http.request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    // The AWS CLI waits for it before it sends a large body.
    forwarded.on("error", (error) => {
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(503, { "content-type": "text/plain" })
          .end(`The emulator does not respond: ${error.message}\n`);
    });
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  };
}

/** Answers with the caller's address, as https://checkip.amazonaws.com does. */
export const addressSite: http.RequestListener = (request, response) => {
  request.resume();
  response.writeHead(200, { "content-type": "text/plain" });
  response.end(`${request.socket.remoteAddress ?? ""}\n`);
};
