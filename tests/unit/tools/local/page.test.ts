import { X509Certificate } from "node:crypto";
import type { RequestListener } from "node:http";

import { expect } from "chai";

import { fetchPages } from "../../../../tools/local/page";
import { selfSigned } from "../../../support/certificates";
import { Servers } from "../verify/support";

describe("the page of a local stage", () => {
  const servers = new Servers();
  afterEach(() => servers.stop());
  const pair = selfSigned("elb.example");
  const raw = (pem: string) => new X509Certificate(pem).raw;
  const { signal } = new AbortController();
  const options = { certificate: raw(pair.cert), limitMs: 0, signal };

  async function http(answer: RequestListener, limitMs = 0) {
    const port = await servers.http(answer);
    const [page] = await fetchPages({ http: port }, { ...options, limitMs });
    expect(page?.url).to.equal(`http://127.0.0.1:${port}/`);
    return { found: page?.found, isGood: page?.isGood };
  }

  const pages: [string, RequestListener, { found: string; isGood: boolean }][] = [
    ["its text", (_, response) => response.end("hello!\n"), { found: "hello!", isGood: true }],
    [
      "the title of an HTML page",
      (_, response) => response.end("<!doctype html><title>My site</title><h1>Hi</h1>"),
      { found: "My site", isGood: true },
    ],
    [
      "the first line of an HTML page without a title",
      (_, response) => response.end("<html><body>\n<h1>It works!</h1></body></html>"),
      { found: "It works!", isGood: true },
    ],
    [
      "a redirect",
      (_, response) => response.writeHead(301, { location: "https://127.0.0.1:8443/" }).end(),
      { found: "301 to https://127.0.0.1:8443/", isGood: true },
    ],
    ["a status", (_, response) => response.writeHead(503).end(), { found: "answers with status 503", isGood: false }],
    ["nothing", (_, response) => response.destroy(), { found: "no answer: socket hang up", isGood: false }],
  ];
  for (const [what, answer, found] of pages) {
    it(`is shown as ${what}`, async () => {
      expect(await http(answer)).to.deep.equal(found);
    });
  }

  it("is waited for", async () => {
    let asked = 0;
    const page = await http((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end("hello!"), 10_000);
    expect(page).to.deep.equal({ found: "hello!", isGood: true });
  });

  it("is verified against the stage's own certificate", async () => {
    const https = await servers.https(pair, (_, response) => response.end("hello!"));
    const [page] = await fetchPages({ https }, options);
    expect(page).to.deep.equal({ url: `https://127.0.0.1:${https}/`, found: "hello!", isGood: true });
    const other = { ...options, certificate: raw(selfSigned("elb.example").cert) };
    const [wrong] = await fetchPages({ https }, other);
    expect(wrong?.found).to.equal("no answer: the certificate is not the stage's");
    const [unknown] = await fetchPages({ https }, { ...options, certificate: undefined });
    // Node.js 24 adds advice.
    expect(unknown?.found).to.match(/^no answer: self-signed certificate/);
  });
});
