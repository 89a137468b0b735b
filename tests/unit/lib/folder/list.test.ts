import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listFolder, type Folder } from "../../../../lib/folder/list";
import { temporaryFolder } from "../../../support/temporary-folder";

describe("The list of a folder", () => {
  const project = temporaryFolder();
  const at = (path: string): string => join(project(), path);
  const list = (): Folder => {
    const folder = listFolder(project(), "site");
    if (typeof folder === "string") throw new Error(folder);
    return folder;
  };

  beforeEach(() => {
    rmSync(at("site"), { recursive: true, force: true });
    mkdirSync(at("site/empty folder"), { recursive: true });
    writeFileSync(at("site/index.html"), "hello\n");
    writeFileSync(at("site/日本語 ファイル.html"), "konnichiwa\n");
    writeFileSync(at("site/run"), "#!/bin/sh\n");
    chmodSync(at("site/run"), 0o700);
  });

  it("has files, empty folders and symbolic links, sorted, with names as they are", () => {
    symlinkSync("../index.html", at("site/empty folder/link"));
    expect(list().entries).to.deep.equal([
      { type: "folder", path: "empty folder" },
      { type: "link", path: "empty folder/link", target: "../index.html" },
      { type: "file", path: "index.html", executable: false, bytes: 6 },
      { type: "file", path: "run", executable: true, bytes: 10 },
      { type: "file", path: "日本語 ファイル.html", executable: false, bytes: 11 },
    ]);
    expect(list()).to.include({ fileCount: 3, bytes: 27 });
  });

  it("leaves out hidden files and folders, and names them", () => {
    mkdirSync(at("site/.git"));
    writeFileSync(at("site/.git/config"), "");
    writeFileSync(at("site/empty folder/.env"), "secret");
    expect(list().hidden).to.deep.equal([".git", "empty folder/.env"]);
    expect(
      list()
        .entries.map(({ path }) => path)
        .filter((path) => path.includes(".")),
    ).to.deep.equal(["index.html", "日本語 ファイル.html"]);
  });

  it("has a stamp that changes with a file's content, mode and name", () => {
    const stamps = new Set([list().stamp]);
    appendFileSync(at("site/index.html"), "more\n");
    stamps.add(list().stamp);
    chmodSync(at("site/index.html"), 0o600);
    stamps.add(list().stamp);
    rmSync(at("site/run"));
    stamps.add(list().stamp);
    expect(stamps.size).to.equal(4);
  });

  it("is refused for what is no folder of the project", () => {
    writeFileSync(at("file"), "");
    symlinkSync("/etc", at("elsewhere"));
    expect(listFolder(project(), "gone")).to.equal("is not a folder of the project");
    expect(listFolder(project(), "file")).to.equal("is not a folder of the project");
    expect(listFolder(project(), "elsewhere")).to.equal("is a symbolic link to a folder outside the project");
  });

  it("is refused for a symbolic link that leads nowhere, out of the folder, or to what is hidden", () => {
    writeFileSync(at("site/.env"), "secret");
    const rows = [
      ["/etc/passwd", "which is outside the folder"],
      ["../outside", "which is outside the folder"],
      // It comes back into the folder, but a server's folder has another name.
      ["../site/index.html", "which is outside the folder"],
      ["gone.html", "which does not exist"],
      [".env", "which is hidden"],
    ] as const;
    for (const [target, reason] of rows) {
      symlinkSync(target, at("site/link"));
      expect(listFolder(project(), "site")).to.equal(`holds the symbolic link link to ${target}, ${reason}`);
      rmSync(at("site/link"));
    }
  });

  it("is refused for a special file, which is never read", () => {
    execFileSync("mkfifo", [at("site/pipe")]);
    expect(listFolder(project(), "site")).to.equal("holds pipe, which is not a file, a folder or a symbolic link");
  });

  it("is refused for a name that is not UTF-8", () => {
    writeFileSync(Buffer.concat([Buffer.from(`${at("site")}/caf`), Buffer.from([0xe9])]), "");
    expect(listFolder(project(), "site")).to.equal('holds a name that is not UTF-8: "caf\ufffd"');
  });
});
