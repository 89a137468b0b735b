import { createHash, createPrivateKey, createPublicKey } from "node:crypto";

/** The PKCS#8 prefix of an Ed25519 key's 32 bytes, https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const RAW_LENGTH = 32;

/**
 * A real key pair, the same for the same seed. It is Ed25519 even if the program asks for RSA: an RSA key takes a tenth
 * of a second and is different each time.
 */
export function keyPairFrom(seed: string): Record<"privateKeyPem" | "privateKeyOpenssh" | "publicKeyOpenssh", string> {
  const der = Buffer.concat([PKCS8_HEAD, createHash("sha256").update(seed).digest()]);
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-RAW_LENGTH);
  const blob = Buffer.concat([sshString(Buffer.from("ssh-ed25519")), sshString(raw)]);
  return {
    privateKeyPem: pem("PRIVATE KEY", der),
    // With OpenSSH's label, but not in its format, which only `ssh` reads.
    privateKeyOpenssh: pem("OPENSSH PRIVATE KEY", der),
    publicKeyOpenssh: `ssh-ed25519 ${blob.toString("base64")}\n`,
  };
}

export function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function sshString(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
