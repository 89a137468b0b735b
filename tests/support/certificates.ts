import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** A key and a certificate that it has signed for itself, as PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Tags of ASN.1 that a certificate is made of. */
const TAG = { integer: 0x02, bits: 0x03, nothing: 0x05, oid: 0x06, text: 0x0c, time: 0x18, list: 0x30, set: 0x31 };
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

/** Object identifiers, encoded. */
const OID = {
  commonName: "550403",
  sha256WithRsa: "2a864886f70d01010b",
  basicConstraints: "551d13",
  alternativeNames: "551d11",
};

let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

export interface SelfSignedOptions {
  /** In days from now. */
  readonly from?: number;
  readonly to?: number;
  /** Alternative names. @default none */
  readonly names?: readonly string[];
}

/**
 * Makes a self-signed certificate, as RFC 5280 writes it down, from so many days before now to so many after. Node has
 * no way to make one, and a key in the repository would look like a leaked one.
 */
export function selfSigned(
  commonName: string,
  { from = -1, to = 3650, names = [] }: SelfSignedOptions = {},
): SelfSigned {
  pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  const algorithm = list(oid(OID.sha256WithRsa), der(TAG.nothing));
  const name = list(der(TAG.set, list(oid(OID.commonName), der(TAG.text, Buffer.from(commonName)))));
  const authority = list(oid(OID.basicConstraints), der(0x04, list(der(0x01, Buffer.from([0xff])))));
  const alternatives = list(
    oid(OID.alternativeNames),
    der(0x04, list(...names.map((each) => der(0x82, Buffer.from(each))))),
  );
  const body = list(
    der(VERSION, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1, Math.floor(Math.random() * 256), Math.floor(Math.random() * 256)])),
    algorithm,
    name,
    list(time(from), time(to)),
    name,
    pair.publicKey.export({ type: "spki", format: "der" }),
    der(EXTENSIONS, list(authority, ...(names.length > 0 ? [alternatives] : []))),
  );
  const signature = sign("sha256", body, pair.privateKey);
  const certificate = list(body, algorithm, der(TAG.bits, Buffer.concat([Buffer.from([0]), signature])));
  return {
    key: String(pair.privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function list(...parts: readonly Buffer[]): Buffer {
  return der(TAG.list, ...parts);
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, "hex"));
}

function time(days: number): Buffer {
  const at = new Date(Date.now() + days * DAY_MS).toISOString();
  return der(TAG.time, Buffer.from(`${at.slice(0, 19).replace(/\D/g, "")}Z`));
}
