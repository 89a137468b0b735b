import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createSiteArchive } from "../../../../compute/web/site-archive";
import { temporaryFolder } from "../../../support/temporary-folder";

describe("The archive of web.files", () => {
  const project = temporaryFolder();
  const at = (path: string): string => join(project(), path);

  beforeEach(() => {
    mkdirSync(at("site"));
    writeFileSync(at("site/index.html"), "hello\n");
    writeFileSync(at("site/.env"), "");
    writeFileSync(at("my.sh"), "#!/bin/bash\n");
  });

  const create = (options: Parameters<typeof createSiteArchive>[1] = {}, script?: string) =>
    createSiteArchive({ project: project(), files: "site", script }, options);

  it("is a file that only its owner reads, where it is uploaded, and has the size and the hash that are reported", () => {
    const { file, sha256, ...facts } = create({ isUploaded: true });
    expect(
      createHash("sha256")
        .update(readFileSync(at(file)))
        .digest("hex"),
    ).to.equal(sha256);
    expect(statSync(at(file)).mode & 0o777).to.equal(0o600);
    expect(facts).to.deep.include({ fileCount: 1, bytes: 6, hidden: [".env"], hasScript: false });
  });

  it("is not written in a plan, which has the same hash", () => {
    const planned = create({ isUploaded: false });
    expect(existsSync(at(planned.file))).to.equal(false);
    expect(planned.sha256).to.equal(create({ isUploaded: true }).sha256);
  });

  it("has a path that depends on nothing but its content, and removes archives that nobody needs any more", () => {
    const { file, version } = create({ isUploaded: true });
    expect(file).to.equal(`.local/site-archives/${version}.tar`);
    appendFileSync(at("site/index.html"), "more\n");
    const next = create({ isUploaded: true });
    expect(readdirSync(at(".local/site-archives"))).to.have.members([`${version}.tar`, `${next.version}.tar`]);
    utimesSync(at(file), 1, 1);
    create({ isUploaded: true });
    expect(readdirSync(at(".local/site-archives"))).to.deep.equal([`${next.version}.tar`]);
  });

  it("has another version with the user's script in it", () => {
    expect(create({}, "my.sh")).to.include({ hasScript: true });
    expect(create({}, "my.sh").version).not.to.equal(create().version);
  });

  it("is refused if a file changes, appears or disappears while it is read", () => {
    const rows: readonly ((file: string) => void)[] = [
      (file) => {
        appendFileSync(file, "more");
      },
      () => {
        writeFileSync(at("site/new.html"), "");
      },
      () => {
        rmSync(at("site/index.html"));
      },
    ];
    for (const change of rows) {
      writeFileSync(at("site/index.html"), "hello\n");
      rmSync(at("site/new.html"), { force: true });
      const readFile = (file: string): Uint8Array => {
        const content = readFileSync(file);
        change(file);
        return content;
      };
      expect(() => create({ readFile })).to.throw(
        "web.files: site changed while it was read; run the command again when nothing writes to it",
      );
    }
    const readFile = (file: string): Uint8Array => {
      rmSync(file);
      return readFileSync(file);
    };
    writeFileSync(at("site/index.html"), "hello\n");
    expect(() => create({ readFile })).to.throw("web.files: site changed while it was read");
  });

  it("is refused for a folder that has become unusable since the settings were checked", () => {
    rmSync(at("site"), { recursive: true });
    expect(() => create()).to.throw("web.files: site is not a folder of the project");
  });
});
