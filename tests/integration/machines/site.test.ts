import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { archiveFolder } from "../../../lib/folder/archive";
import { listFolder } from "../../../lib/folder/list";
import { userDataFrom } from "../../../lib/user-data";
import { CloudLab, openCloud, withFirst } from "./support/cloud-lab";
import { skipUnlessInstancesRun } from "../../support/instances";

const ROOT = path.join(__dirname, "..", "..", "..");
const WEB = path.join(ROOT, "compute", "web");
const SITE = "examples/static/site";
const IMAGE = "ami-site";
const PROFILE = { instanceProfile: "arn:aws:iam::123456789012:instance-profile/reader" };
const IDS = ["i-built", "i-changed", "i-late", "i-missing"];
const CLOUD = openCloud(
  IDS.map((id, index) => ({
    // No NAT runs here, and parameters are on the internet.
    ...{
      id,
      subnetId: "subnet-public-a",
      privateAddress: `10.0.0.${11 + index}`,
      publicAddress: `198.18.0.${11 + index}`,
    },
    ...{ ...PROFILE, launchedAt: "2026-01-02T03:04:05Z" },
  })),
);
/** No time passes between attempts. */
const IMPATIENT = "printf '#!/bin/bash\\n' >/usr/local/sbin/sleep; chmod 0755 /usr/local/sbin/sleep";
const FILE = "/etc/minimal-secure-web/parameters.json";

function archiveOf(name: string): Buffer {
  const folder = listFolder(ROOT, name);
  if (typeof folder === "string") throw new Error(folder);
  const parts: Uint8Array[] = [];
  archiveFolder(path.join(ROOT, name), folder, (part) => parts.push(Uint8Array.from(part)));
  return Buffer.concat(parts);
}

function build(sha256: string): string {
  const unpack = userDataFrom(path.join(WEB, "site-files.sh"), {
    ...{ BUCKET: "files", KEY: "site.tar", REGION: CLOUD.region, SHA256: sha256 },
    ...{ TARGET: "/var/www/html", SCRIPT: "" },
  });
  return userDataFrom(path.join(WEB, "web.sh"), { OWN_SCRIPT: Buffer.from(unpack).toString("base64") });
}

const server = (...names: readonly string[]): string =>
  withFirst(
    userDataFrom([path.join(WEB, "parameters.sh"), path.join(WEB, "web-start.sh")], {
      ...{ PARAMETERS: names.join(" "), PARAMETERS_REGION: CLOUD.region, HTTP_MODE: "serve" },
    }),
    IMPATIENT,
  );

/** Answers as the emulator would; the first answer does not know the parameter `/late` yet. */
function standIn(archive: Buffer): http.Server {
  let asked = 0;
  return http.createServer((request, response) => {
    void text(request).then((body) => {
      if (!/^ssm[.]/.test(request.headers.host ?? "")) {
        response.writeHead(200, { etag: '"0"', "content-length": archive.length });
        response.end(request.method === "HEAD" ? undefined : archive);
        return;
      }
      const { Names } = JSON.parse(body) as { readonly Names: readonly string[] };
      const isKnown = (name: string) => name !== "/missing" && (name !== "/late" || asked++ > 0);
      const known = Names.filter(isKnown);
      const Parameters = known.map((Name) => ({ Name, Type: "SecureString", Value: `"Name": of ${Name}`, Version: 1 }));
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ Parameters, InvalidParameters: Names.filter((name) => !known.includes(name)) }));
    });
  });
}

describe("The site on instances", () => {
  const archive = archiveOf(SITE);
  const emulator = standIn(archive);
  let lab: CloudLab | undefined;

  before(async function () {
    skipUnlessInstancesRun(this);
    await new Promise<void>((resolve) => emulator.listen(0, "127.0.0.1", resolve));
    lab = await CloudLab.start("site", CLOUD, `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`);
    await lab.launch("i-built", build(createHash("sha256").update(archive).digest("hex")));
    await lab.launch("i-changed", build("0".repeat(64)));
    await lab.poweredOff("i-built");
    await lab.createImage(IMAGE, "i-built");
    await lab.launch("i-late", server("/late", "plain"), { imageId: IMAGE });
    // As if it had tried for five minutes.
    await lab.launch("i-missing", withFirst(server("/missing", "plain"), "SECONDS=300"), { imageId: IMAGE });
    for (const id of ["i-changed", "i-late", "i-missing"]) await lab.booted(id);
  });
  after(async () => {
    // Undefined if the suite was skipped.
    await lab?.stop();
    emulator.close();
    emulator.closeAllConnections();
  });

  it("is unpacked from an archive with the expected hash, and the archive is removed", () => {
    expect(lab!.messages("i-built")).to.deep.equal(["web server is ready"]);
    const page = fs.readFileSync(lab!.file("i-built", "/var/www/html/index.html"), "utf8");
    expect(page).to.equal(fs.readFileSync(path.join(ROOT, SITE, "index.html"), "utf8"));
    expect(fs.existsSync(lab!.file("i-built", "/root/site.tar"))).to.equal(false);
  });

  it("is not unpacked from any other archive, and no image is created", () => {
    expect(lab!.messages("i-changed").at(-1)).to.match(/^web server FAILED in line \d+$/);
    expect(lab!.isOff("i-changed")).to.equal(false);
    expect(fs.existsSync(lab!.file("i-changed", "/var/www/html/style.css"))).to.equal(false);
  });

  it("gets its parameters before a server answers, once all of them can be read", async () => {
    expect(lab!.messages("i-late")).to.deep.equal(["web server waits for its parameters (attempt 1)"]);
    const { output } = await lab!.run("i-late", `stat --format '%U %G %a' ${FILE}; systemctl is-active httpd`);
    expect(output).to.equal("root apache 640\nactive\n");
    expect(JSON.parse(await lab!.must("i-late", `cat ${FILE}`))).to.deep.equal([
      { Name: "/late", Value: '"Name": of /late' },
      { Name: "plain", Value: '"Name": of plain' },
    ]);
    expect((await lab!.run("i-late", "runuser -u apache -- cat " + FILE)).status).to.equal(0);
    expect((await lab!.run("i-late", "runuser -u ec2-user -- cat " + FILE)).status).to.not.equal(0);
  });

  it("is not served by a server that cannot read a parameter", async () => {
    expect(lab!.messages("i-missing")).to.deep.equal([
      "web server waits for its parameters (attempt 1)",
      "web server FAILED to read its parameters",
    ]);
    const { output } = await lab!.run("i-missing", `systemctl is-active httpd; ls ${path.dirname(FILE)}`);
    expect(output).to.equal("inactive\n");
  });
});
