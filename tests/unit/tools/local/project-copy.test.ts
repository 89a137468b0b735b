import { expect } from "chai";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { copyProject } from "../../../../tools/local/project-copy";

describe("a copy of the project", () => {
  let base: string;
  let root: string;
  let copy: string;

  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const read = (...names: string[]) => fs.readFileSync(path.join(copy, ...names), "utf8");

  beforeEach(() => {
    base = fs.mkdtempSync(path.join(os.tmpdir(), "copy-"));
    root = path.join(base, "project");
    copy = path.join(root, ".local", "stg", "project");
    write(path.join(root, "Pulumi.yaml"), "name: x\n");
    write(path.join(root, "Pulumi.stg.yaml"), "config:\n  minimal-secure-web:nat: instance\n");
    write(path.join(root, "Pulumi.prod.yaml"), "config:\n  aws:profile: prod\n  minimal-secure-web:nat: gateway\n");
    write(path.join(root, "index.ts"), "export {};\n");
    write(path.join(root, "compute", "web.sh"), "poweroff\n");
    write(path.join(root, "node_modules", "package", "index.js"), "1\n");
    write(path.join(root, ".git", "HEAD"), "ref\n");
    write(path.join(root, "pulumi.log"), "noise\n");
  });
  afterEach(() => {
    fs.rmSync(base, { recursive: true });
  });

  it("contains the program, and a link to its packages", () => {
    copyProject(root, copy);
    expect(fs.readdirSync(copy).sort()).to.deep.equal([
      "Pulumi.prod.yaml",
      "Pulumi.stg.yaml",
      "Pulumi.yaml",
      "compute",
      "index.ts",
      "node_modules",
    ]);
    expect(read("compute", "web.sh")).to.equal("poweroff\n");
    expect(fs.readlinkSync(path.join(copy, "node_modules"))).to.equal(path.join(root, "node_modules"));
  });

  it("contains a site's own packages and symbolic links as they are, and no hidden folders of tools in it", () => {
    write(path.join(root, "site", "node_modules", "package", "index.js"), "1\n");
    write(path.join(root, "site", ".git", "HEAD"), "ref\n");
    fs.symlinkSync("node_modules/package", path.join(root, "site", "link"));
    copyProject(root, copy);
    expect(read("site", "node_modules", "package", "index.js")).to.equal("1\n");
    expect(fs.readlinkSync(path.join(copy, "site", "link"))).to.equal("node_modules/package");
    expect(fs.existsSync(path.join(copy, "site", ".git"))).to.equal(false);
  });

  it("reports settings that it omits because they lead to a real account", () => {
    expect(copyProject(root, copy).dropped).to.deep.equal(["Pulumi.prod.yaml: aws:profile"]);
    expect(read("Pulumi.prod.yaml")).to.equal('config:\n  "minimal-secure-web:nat": "gateway"\n');
  });

  it("has other settings of one stage for one deployment, and the project keeps its own", () => {
    const before = fs.readFileSync(path.join(root, "Pulumi.stg.yaml"), "utf8");
    copyProject(root, copy, new Map([["stg", ["nat=gateway", "web.max=4"]]]));
    expect(read("Pulumi.stg.yaml")).to.equal(
      'config:\n  "minimal-secure-web:nat": "gateway"\n  "minimal-secure-web:web": {"max":4}\n',
    );
    expect(fs.readFileSync(path.join(root, "Pulumi.stg.yaml"), "utf8")).to.equal(before);
    copyProject(root, copy);
    expect(read("Pulumi.stg.yaml")).to.equal('config:\n  "minimal-secure-web:nat": "instance"\n');
  });

  it("is not made with a setting that has no value", () => {
    expect(() => copyProject(root, copy, new Map([["stg", ["nat"]]]))).to.throw('--set "nat": expected KEY=VALUE');
    expect(fs.existsSync(copy)).to.equal(false);
  });

  it("is replaced by the current project, and keeps the salt of its own state", () => {
    copyProject(root, copy);
    write(path.join(copy, "Pulumi.stg.yaml"), `${read("Pulumi.stg.yaml")}encryptionsalt: v1:own\n`);
    write(path.join(root, "Pulumi.stg.yaml"), "config:\n  minimal-secure-web:nat: gateway\n");
    fs.rmSync(path.join(root, "compute"), { recursive: true });
    copyProject(root, copy);
    expect(read("Pulumi.stg.yaml")).to.equal(
      'encryptionsalt: "v1:own"\nconfig:\n  "minimal-secure-web:nat": "gateway"\n',
    );
    expect(fs.existsSync(path.join(copy, "compute"))).to.equal(false);
  });

  it("does not change the project and its packages, also when it is replaced", () => {
    const before = fs.readFileSync(path.join(root, "Pulumi.stg.yaml"), "utf8");
    copyProject(root, copy);
    copyProject(root, copy);
    expect(fs.readFileSync(path.join(root, "Pulumi.stg.yaml"), "utf8")).to.equal(before);
    expect(fs.existsSync(path.join(root, "node_modules", "package", "index.js"))).to.equal(true);
  });

  it("does not change when a stage file is invalid", () => {
    copyProject(root, copy);
    write(path.join(root, "Pulumi.stg.yaml"), "config: [\n");
    expect(() => copyProject(root, copy)).to.throw("Pulumi.stg.yaml: Flow sequence");
    expect(read("index.ts")).to.equal("export {};\n");
  });
});
