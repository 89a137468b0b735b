import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { DEBIAN_PACKAGES } from "../../../../../../tools/local/machines/base-root/base-root";

const ROOT = join(__dirname, "..", "..", "..", "..", "..", "..");
const SHARE = join(ROOT, "tools/local/machines/base-root/layer/usr/share/amazon-linux");

/** The values of a package file. */
function carried(name: string): Record<string, string[]> {
  const text = readFileSync(join(SHARE, "packages", name, "package"), "utf8");
  const lines = [...text.matchAll(/^([A-Z]+)="?([^"\n]*)"?$/gm)];
  const values = lines.map(
    ([, key = "", value = ""]) => [key, value.split(" ").filter((word) => word !== "")] as const,
  );
  return Object.fromEntries(values);
}

describe("The packages of the local Amazon Linux", () => {
  const names = readdirSync(join(SHARE, "packages"));
  const provided = names.flatMap((name) => carried(name).PROVIDES!);

  it("include all that user data installs", () => {
    const scripts = ["compute/web/web.sh", "network/nat/nat.sh"];
    const installed = scripts.map((file) => /dnf .* install (\S+);/.exec(readFileSync(join(ROOT, file), "utf8"))?.[1]);
    expect(installed).to.deep.equal(["httpd", "nftables"]);
    for (const name of installed) expect(provided).to.include(name);
  });

  for (const name of names) {
    it(`have ${name}: with a version, under its own name, and with requirements that are carried too`, () => {
      const { VERSION, PROVIDES, REQUIRES, MOVES } = carried(name);
      expect(VERSION).to.have.length(1);
      expect(PROVIDES).to.include(name);
      for (const required of REQUIRES!) expect(names).to.include(required);
      for (const move of MOVES!) expect(move).to.match(/^\/[^=]+=\/[^=]+$/);
    });
  }

  it("are each provided once, and none is installed from the start", () => {
    const preinstalled = readFileSync(join(SHARE, "preinstalled"), "utf8").trim().split("\n");
    const all = [...provided, ...preinstalled];
    expect(all).to.have.length(new Set(all).size);
    expect(preinstalled).to.deep.equal([...preinstalled].sort());
  });

  it("hide commands only of Debian packages that the base root has, by themselves or through a metapackage", () => {
    const hidden = names.flatMap((name) => carried(name).HIDES!);
    const unknown = hidden.filter((name) => !DEBIAN_PACKAGES.some((included) => included === name));
    expect(unknown.sort()).to.deep.equal(["apache2-bin", "apache2-utils", "php8.2-cli", "php8.2-fpm"]);
  });
});
