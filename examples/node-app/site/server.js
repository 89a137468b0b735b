// Listens behind Apache, which answers visitors. Its parameters are read when they are first needed: while the image is
// built there are none.
"use strict";

const { createHmac } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");

const PARAMETERS = "/etc/minimal-secure-web/parameters.json";

/** The values of web.parameters by name. */
function parameters() {
  return Object.fromEntries(JSON.parse(readFileSync(PARAMETERS, "utf8")).map(({ Name, Value }) => [Name, Value]));
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  response.setHeader("content-type", "text/html; charset=utf-8");
  // The load balancer asks for index.html.
  if (pathname === "/" || pathname === "/index.html") {
    response.end("<!doctype html><title>An app</title><h1>An app in Node.js</h1>");
  } else if (pathname === "/sign") {
    // The only parameter of this site.
    const [key = ""] = Object.values(parameters());
    response.end(
      createHmac("sha256", key)
        .update(searchParams.get("message") ?? "")
        .digest("hex")
        .slice(0, 8),
    );
  } else {
    response.writeHead(404).end("Not found");
  }
}).listen(3000, "127.0.0.1");
