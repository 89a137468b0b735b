import { execFile } from "node:child_process";
import type { RequestListener } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { skipped } from "../../../../tools/verify/check";
import { https } from "../../../../tools/verify/https";
import { selfSigned } from "../../../support/certificates";
import { LISTENERS, NAME, Servers, staged, UPLOADED, type Changes } from "./support";

const AT = `https://${NAME}/ at 127.0.0.1`;
const ACM = "arn:aws:acm:ap-northeast-1:123456789012:certificate/0abc";

const page: RequestListener = (_, response) => response.end("hello!\n");

const OF_ACM = LISTENERS.map(({ Listener, PolicyNames }) => ({
  Listener: { ...Listener, ...(Listener.LoadBalancerPort === 443 ? { SSLCertificateId: ACM } : {}) },
  PolicyNames,
})) as typeof LISTENERS;

const inIam = ({ cert }: { cert: string }) => ({
  GetServerCertificate: [{ ServerCertificate: { CertificateBody: cert } }],
});

describe("The check of port 443", () => {
  const servers = new Servers();
  afterEach(() => servers.stop());

  async function look(options: ServerOptions, changes: Changes = {}, answer = page) {
    const port = await servers.https(options, answer);
    const { context, calls } = staged({ ...changes, ports: { https: port } });
    return { ...(await https.run(context)), calls };
  }

  it("passes for the page with the certificate from IAM, and reports until when it is valid", async () => {
    const { status, detail, calls } = await look(UPLOADED);
    expect(status, detail).to.equal("passed");
    expect(detail).to.match(/^hello! at 1 address, certificate [0-9A-F:]{23}… until 20\d\d-\d\d-\d\d, TLSv1\.3$/);
    // Only the last part of the path is the certificate's name.
    expect(calls).to.deep.equal([["GetServerCertificate", { ServerCertificateName: "certificate-0abc" }]]);
  });

  it("reports how many days are left when they are few", async () => {
    const soon = selfSigned("servicename-stg", { to: 10.5 });
    const { status, detail } = await look(soon, { answers: inIam(soon) });
    expect(status).to.equal("passed");
    expect(detail).to.contain(", 10 days from now, TLSv1.3");
  });

  it("fails for another certificate with the same name", async () => {
    const { status, detail } = await look(selfSigned("servicename-stg"));
    expect(status).to.equal("failed");
    expect(detail).to.match(
      /^https:\S+ at 127\.0\.0\.1 shows a certificate other than certificate-0abc: SHA-256 [0-9A-F:]+… instead of [0-9A-F:]+…$/,
    );
  });

  it("fails for one that has expired, or is not valid yet", async () => {
    for (const [days, issue] of [
      [{ from: -20, to: -10 }, "expired on"],
      [{ from: 10, to: 20 }, "is not valid before"],
    ] as const) {
      const certificate = selfSigned("servicename-stg", days);
      const { status, detail } = await look(certificate, { answers: inIam(certificate) });
      expect(status).to.equal("failed");
      expect(detail).to.contain(`${AT} shows a certificate that ${issue} 20`);
    }
  });

  it("fails for another page, and where nothing answers", async () => {
    expect((await look(UPLOADED, {}, (_, response) => response.end("hi"))).detail).to.equal(
      `${AT} answers "hi" instead of hello!`,
    );
    expect((await https.run(staged().context)).detail).to.equal(`${AT} does not answer: ECONNREFUSED`);
  });

  it("accepts TLS 1.2, and fails for a server that accepts older versions", async () => {
    const { status, detail } = await look({ ...UPLOADED, maxVersion: "TLSv1.2" });
    expect(status).to.equal("passed");
    expect(detail).to.match(/, TLSv1\.2$/);
    const old = await look({ ...UPLOADED, minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" });
    expect(old.detail).to.equal(`${AT} still accepts TLS 1.1 or older`);
  });

  it("fails for an untrusted ACM certificate, without a call of IAM", async () => {
    const { status, detail, calls } = await look(UPLOADED, { listeners: OF_ACM });
    expect([status, detail]).to.deep.equal([
      "failed",
      `${AT} shows an untrusted certificate (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    ]);
    expect(calls).to.deep.equal([]);
  });

  it("does not check trust on the local AWS, and says so, but checks names and validity", async () => {
    const changes = (names: readonly [string, ...string[]]): Changes => ({
      ...{ listeners: OF_ACM, io: { isLocal: true } },
      settings: { domain: { names, hostedZoneId: "Z0123" } },
    });
    const wildcard = selfSigned("www.example.com", { names: ["www.example.com", "*.shop.example.com"] });
    const fine = await look(wildcard, changes(["www.example.com", "*.shop.example.com"]));
    expect(fine.detail).to.match(/, TLSv1\.3, trust not checked on the local AWS$/);
    expect(fine.status).to.equal("passed");
    const other = await look(wildcard, changes(["www.example.com", "example.com", "*.example.com"]));
    expect([other.status, other.detail]).to.deep.equal([
      "failed",
      `${AT} shows a certificate that is not for example.com and *.example.com`,
    ]);
    const expired = await look(selfSigned("www.example.com", { from: -20, to: -10 }), changes(["www.example.com"]));
    expect(expired.detail).to.contain("shows a certificate that expired on");
    // One of IAM is compared, so its trust does not matter.
    expect((await look(UPLOADED, { io: { isLocal: true } })).detail).to.match(/, TLSv1\.3$/);
  });

  it("passes for a trusted ACM certificate of any name", async () => {
    const certificate = selfSigned("www.example.com");
    const folder = mkdtempSync(join(tmpdir(), "roots-"));
    const roots = join(folder, "roots.pem");
    writeFileSync(roots, certificate.cert);
    const port = await servers.https(certificate, page);
    // Node reads NODE_EXTRA_CA_CERTS when it starts.
    const program = `
      const { https } = require("./tools/verify/https");
      const { staged } = require("./tests/unit/tools/verify/support");
      const { context } = staged({ listeners: ${JSON.stringify(OF_ACM)}, ports: { https: ${port} } });
      https.run(context).then((outcome) => console.log(JSON.stringify(outcome)));`;
    const options = {
      cwd: join(__dirname, "..", "..", "..", ".."),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: roots },
    };
    const args = ["-r", "ts-node/register/transpile-only", "-r", "./offline/stub-arborist.ts", "-e", program];
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    const { status, detail } = JSON.parse(stdout) as { status: string; detail: string };
    expect(detail).to.match(/^hello! at 1 address, certificate /);
    expect(status).to.equal("passed");
    rmSync(folder, { recursive: true });
  });

  it("is skipped where HTTPS is off", async () => {
    const { context, calls } = staged({ settings: { https: false } });
    expect(await https.run(context)).to.deep.equal(skipped("https is off"));
    expect(calls).to.deep.equal([]);
  });
});
