import { createHash, createPrivateKey, createPublicKey } from "node:crypto";

/** A key pair in the forms in which `tls.PrivateKey` gives it. */
export interface KeyPair {
  readonly privateKeyPem: string;
  readonly privateKeyOpenssh: string;
  readonly publicKeyPem: string;
  readonly publicKeyOpenssh: string;
  readonly fingerprint: string;
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS#8, https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const RAW_LENGTH = 32;

/**
 * A real key pair that is always the same for the same seed. It is Ed25519 whatever the program asks for:
 * an RSA key takes a tenth of a second and comes out different each time.
 */
export function keyPairFrom(seed: string): KeyPair {
  const der = Buffer.concat([PKCS8_HEAD, createHash("sha256").update(seed).digest()]);
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-RAW_LENGTH);
  const blob = Buffer.concat([sshString(Buffer.from("ssh-ed25519")), sshString(raw)]);
  return {
    privateKeyPem: pem("PRIVATE KEY", der),
    // Marked as OpenSSH's, not in its format: only `ssh` itself reads that.
    privateKeyOpenssh: pem("OPENSSH PRIVATE KEY", der),
    publicKeyPem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    publicKeyOpenssh: `ssh-ed25519 ${blob.toString("base64")}\n`,
    fingerprint: `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`,
  };
}

/** Bytes in PEM's armour. */
export function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
