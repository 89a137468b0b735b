import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { UserError } from "../../lib/user-error";

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/**
 * The certificate authority of a folder, created if it has none. Instances trust it for the names of AWS only, and nothing
 * else does.
 */
export function certificateAuthority(folder: string): Certificate {
  if (!fs.existsSync(path.join(folder, "ca.crt"))) {
    // The first of two processes wins.
    const fresh = `${folder}-${process.pid}`;
    fs.mkdirSync(fresh, { recursive: true, mode: 0o700 });
    const extensions = ["basicConstraints=critical,CA:TRUE", "nameConstraints=critical,permitted;DNS:amazonaws.com"];
    openssl([
      ...["req", "-x509", ...NEW_KEY, "-days", "3650", "-subj", "/O=minimal-secure-web/CN=local AWS"],
      ...[...extensions, "keyUsage=critical,keyCertSign"].flatMap((extension) => ["-addext", extension]),
      ...["-keyout", path.join(fresh, "ca.key"), "-out", path.join(fresh, "ca.crt")],
    ]);
    try {
      fs.renameSync(fresh, folder);
    } catch (error) {
      fs.rmSync(fresh, { recursive: true });
      if (!fs.existsSync(path.join(folder, "ca.crt"))) throw error;
    }
  }
  return read(folder, "ca");
}

/** A certificate for the names, from the authority of the folder. */
export function serverCertificate(folder: string, names: readonly string[]): Certificate {
  certificateAuthority(folder);
  const fresh = fs.mkdtempSync(path.join(folder, "server-"));
  try {
    const file = (name: string) => path.join(fresh, name);
    const extensions = `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\nextendedKeyUsage=serverAuth\n`;
    fs.writeFileSync(file("extensions"), extensions);
    openssl([
      "req",
      "-new",
      ...NEW_KEY,
      "-subj",
      "/CN=local AWS APIs",
      "-keyout",
      file("server.key"),
      "-out",
      file("csr"),
    ]);
    openssl([
      ...[
        "x509",
        "-req",
        "-in",
        file("csr"),
        "-days",
        "365",
        "-extfile",
        file("extensions"),
        "-out",
        file("server.crt"),
      ],
      ...["-CA", path.join(folder, "ca.crt"), "-CAkey", path.join(folder, "ca.key"), "-set_serial", `${Date.now()}`],
    ]);
    return read(fresh, "server");
  } finally {
    fs.rmSync(fresh, { recursive: true });
  }
}

/** A certificate for the names that no authority has signed. */
export function selfSignedCertificate(names: readonly string[]): Certificate {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "certificate-"));
  try {
    const file = (name: string) => path.join(folder, name);
    const alternatives = names.map((name) => `DNS:${name}`).join(",");
    openssl([
      ...["req", "-x509", ...NEW_KEY, "-days", "198", "-subj", `/CN=${names[0] ?? ""}`],
      ...["-addext", `subjectAltName=${alternatives}`, "-keyout", file("own.key"), "-out", file("own.crt")],
    ]);
    return read(folder, "own");
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * The names at which AWS's APIs answer in a region: `ssm.REGION`, and S3 with the bucket in the path or in the name.
 * A wildcard stands for one label only.
 */
export function apiNames(region: string): string[] {
  const domain = "amazonaws.com";
  const s3 = [`s3.${region}`, `s3.dualstack.${region}`, "s3"].flatMap((name) => [name, `*.${name}`]);
  return [`*`, `*.${region}`, ...s3].map((name) => `${name}.${domain}`);
}

function read(folder: string, name: string): Certificate {
  const file = (extension: string) => fs.readFileSync(path.join(folder, `${name}.${extension}`), "utf8");
  return { certificate: file("crt"), key: file("key") };
}

function openssl(args: readonly string[]): void {
  const { status, error, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (error !== undefined) throw new UserError("openssl is needed on the PATH: apt-get install openssl");
  if (status !== 0) throw new Error(`openssl ${args[0] ?? ""}: ${stderr.trim()}`);
}
