import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { archiveFolder, type Archive } from "../../../../lib/folder/archive";
import { listFolder } from "../../../../lib/folder/list";
import { temporaryFolder } from "../../../support/temporary-folder";

const LONG = ["d", "e", "f"].map((letter) => letter.repeat(120)).join("/");
const JAPANESE = "日本語 フォルダ/ページ 一.html";

describe("The archive of a folder", () => {
  const project = temporaryFolder();
  const at = (path: string): string => join(project(), path);

  function write(name: string): void {
    for (const folder of ["empty", "日本語 フォルダ", LONG.split("/").slice(0, 2).join("/")]) {
      mkdirSync(at(`${name}/${folder}`), { recursive: true });
    }
    writeFileSync(at(`${name}/index.html`), "hello\n");
    writeFileSync(at(`${name}/${LONG}`), "long\n");
    writeFileSync(at(`${name}/${JAPANESE}`), "konnichiwa\n");
    writeFileSync(at(`${name}/run`), "#!/bin/sh\n");
    chmodSync(at(`${name}/run`), 0o755);
    symlinkSync(JAPANESE, at(`${name}/link`));
  }

  function archive(name: string, extra?: string): Archive & { readonly bytes: Buffer } {
    const folder = listFolder(project(), name);
    if (typeof folder === "string") throw new Error(folder);
    const parts: Uint8Array[] = [];
    const script = extra === undefined ? undefined : { path: ".script", content: Buffer.from(extra) };
    const digests = archiveFolder(at(name), folder, (part) => parts.push(Uint8Array.from(part)), { extra: script });
    return { ...digests, bytes: Buffer.concat(parts) };
  }

  beforeEach(() => {
    write("one");
  });

  it("is unpacked by tar as it was, with long and Japanese names, links, modes and empty folders", () => {
    mkdirSync(at("unpacked"));
    execFileSync("tar", ["--extract", "--directory", at("unpacked")], { input: archive("one", "#!/bin/sh\n").bytes });
    expect(readdirSync(at("unpacked"), { recursive: true }).sort()).to.deep.equal(
      [...readdirSync(at("one"), { recursive: true }), ".script"].sort(),
    );
    for (const file of ["index.html", LONG, JAPANESE]) {
      expect(readFileSync(at(`unpacked/${file}`), "utf8")).to.equal(readFileSync(at(`one/${file}`), "utf8"));
    }
    expect(readlinkSync(at("unpacked/link"))).to.equal(JAPANESE);
    expect(statSync(at("unpacked/.script")).mode & 0o777).to.equal(0o755);
  });

  it("has the same bytes for the same paths, modes and contents, and on every computer", () => {
    write("two");
    // What differs between two clones: times, and the modes that an umask leaves.
    utimesSync(at("two/index.html"), 1, 1);
    chmodSync(at("two/index.html"), 0o600);
    const { sha256, version } = archive("two");
    expect({ sha256, version }).to.deep.equal({ sha256: archive("one").sha256, version: archive("one").version });
    // A change here replaces the web servers of everybody who sets `web.files`.
    expect(version).to.equal("e781737d9f7942e1c65f5cbddb9e6611369de20790a181812404e5dd52816478");
    expect(sha256).to.equal("2f920686393abb63b879b57fedbd1128e96dd24dd72f30650f3fd736ccf565b1");
  });

  it("has another version after a change of a content, a mode, a name, a link or the script", () => {
    write("three");
    const versions = new Set([archive("one").version, archive("one", "#!a").version, archive("one", "#!b").version]);
    const changes = [
      () => {
        writeFileSync(at("three/index.html"), "hullo\n");
      },
      () => {
        chmodSync(at("three/index.html"), 0o755);
      },
      () => {
        mkdirSync(at("three/new"));
      },
      () => {
        execFileSync("mv", [at("three/new"), at("three/newer")]);
      },
      () => {
        execFileSync("ln", ["-sfn", "index.html", at("three/link")]);
      },
    ];
    for (const change of changes) {
      change();
      versions.add(archive("three").version);
    }
    expect(versions.size).to.equal(3 + changes.length);
  });
});
