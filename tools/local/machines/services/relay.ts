import * as http from "node:http";

/** Amazon Linux's package repository, a bucket in each region. */
const PACKAGES = /^al2023-repos-[\w-]+[.]s3[.]/;

/**
 * Forwards requests to the emulator as they are. The host names the service, and with S3 the bucket.
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
    const { method, url, headers } = request;
    const options = { ...{ hostname, port, agent, headers }, method: method ?? "GET", path: url ?? "/" };
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
