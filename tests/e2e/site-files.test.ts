import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { RunningStage } from "./support/running/running-stage";
import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";

const NAME = "日本語 ページ.html";

describe("The files of a site", function () {
  const stage = new RunningStage("stg", "site-files");
  let host = "";
  eachNeedsTheOneBefore(this);

  before(async () => {
    await stage.start();
    fs.mkdirSync(path.join(stage.project, "site", "empty folder"), { recursive: true });
    stage.write("site/index.html", "first page\n");
    stage.write(`site/${NAME}`, "a page in Japanese\n");
    stage.write("site/.env", "not for visitors\n");
    await stage.set("web.files", "./site");
    // Without a NAT, only the S3 endpoint leads to the archive.
    await stage.set("nat", "none");
  });
  after(() => stage.stop());

  const fetchPage = async (name: string): Promise<string> =>
    (await stage.operator("curl", "--silent", "--include", `http://${host}/${encodeURIComponent(name)}`)).stdout;

  it("are on web servers under their own names, without the hidden ones, even without a NAT", async () => {
    const { output } = await stage.pulumi("up", "--yes", "--skip-preview");
    expect(output).to.contain("web.files leaves out what is hidden: .env");
    host = String(await stage.output("loadBalancerDnsName"));
    if (!stage.runs) return;
    expect(await fetchPage("")).to.contain("first page");
    expect(await fetchPage(NAME)).to.contain("a page in Japanese");
    expect(await fetchPage(".env")).to.contain("404");
    const [id = ""] = stage.instances("web");
    const { stdout } = await stage.inside(id, "stat", "--format", "%U %a", "/var/www/html/empty folder");
    expect(stdout).to.equal("root 755\n");
  });

  it("do not change a second time, wherever the archive is written", async () => {
    await stage.pulumi("preview", "--expect-no-changes", "--diff");
    await stage.pulumi("preview", "--refresh", "--expect-no-changes", "--diff");
  });

  it("are in an archive that the state does not hold", async () => {
    const { output } = await stage.pulumi("stack", "export");
    expect(output).to.contain("site.tar").and.not.contain("a page in Japanese");
  });

  it("bring a new archive, build instance, image and rollout with a change, and nothing else", async () => {
    const etag = stage.runs ? /^etag: .*$/im.exec(await fetchPage(""))?.[0] : undefined;
    // Of the same size.
    stage.write("site/index.html", "other page\n");
    const visitor = stage.runs
      ? await stage.client({ kind: "http", host, port: 80, everyMs: 250, timeoutMs: 5000 })
      : undefined;
    const { changes, seconds } = await stage.up();
    const { attempts = 0, failures, answers = {} } = (await visitor?.stop()) ?? {};
    console.log(
      `      up with a changed file: ${seconds.toFixed(0)} s, ${attempts} requests, lost ${JSON.stringify(failures)}`,
    );
    expect(
      changes.map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`.replace(/web-[0-9a-f]{8}$/, "AMI")),
    ).to.have.members([
      "update web-files",
      "create-replacement web",
      "replace web",
      "delete-replaced web",
      "create AMI",
      "update web-group",
      "update web-group-version",
    ]);
    if (!stage.runs) return;
    expect(failures).to.deep.equal({});
    expect(Object.keys(answers)).to.have.members(["200 first page", "200 other page"]);
    const after = await fetchPage("");
    expect(after).to.contain("other page");
    expect(/^etag: .*$/im.exec(after)?.[0]).not.to.equal(etag);
  });

  it("run with the user's script in their folder, which may be longer than user data", async () => {
    stage.write("site/greeting.txt", "hello from a script\n");
    stage.write(
      "install.sh",
      `#!/bin/bash\nset -eu\ncp greeting.txt /var/www/html/index.html\n${"# long\n".repeat(5000)}`,
    );
    await stage.set("web.script", "install.sh");
    await stage.up();
    if (!stage.runs) return;
    expect(await fetchPage("")).to.contain("hello from a script");
    const [id = ""] = stage.instances("web");
    const { stdout } = await stage.inside(id, "ls", "-A", "/srv/site");
    expect(stdout.split("\n").sort()).to.deep.equal(["", "empty folder", "greeting.txt", "index.html", NAME].sort());
  });

  it("are gone after their removal from the settings: bucket, role and profile too", async () => {
    await stage.unset("web.files");
    await stage.unset("web.script");
    const { changes } = await stage.up();
    const gone = changes.filter(({ op, urn }) => op === "delete" && urn.endsWith("::web-files"));
    expect(gone.map(({ type }) => type.split(":").at(-1))).to.include.members(["Bucket", "BucketObjectv2", "Role"]);
    await stage.pulumi("preview", "--expect-no-changes");
  });
});
