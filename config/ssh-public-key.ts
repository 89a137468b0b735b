/** Shortest RSA key that is let in, in bits. */
export const MIN_RSA_BITS = 2048;

const KNOWN = ["ssh-ed25519", "ssh-rsa"];
const OTHERS = /^(ecdsa-sha2-nistp\d+|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com|ssh-dss)$/;

/**
 * What is wrong with a text given as an OpenSSH public key, or `undefined` for a good one: `TYPE BASE64 [COMMENT]` on
 * one line, ED25519 or RSA of 2048 bits and more, the only kinds that EC2 imports
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html). The text is never part of the answer.
 */
export function publicKeyProblem(text: string): string | undefined {
  if (/PRIVATE KEY|PuTTY-User-Key-File/.test(text)) return "is a private key, which must never be here";
  if (!/^[\x00-\x7f]*$/.test(text)) return "has characters outside ASCII";
  if (/[\r\n]/.test(text)) return "has more than one line";
  const [type = "", body = ""] = text.split(/\s+/);
  if (!KNOWN.includes(type)) {
    return OTHERS.test(type) ? `is a key of type ${type}, which EC2 does not import` : "is not an OpenSSH public key";
  }
  const blob = Buffer.from(body, "base64");
  if (body === "" || blob.toString("base64").replace(/=+$/, "") !== body.replace(/=+$/, "")) {
    return "is not an OpenSSH public key: what follows the type is not base64";
  }
  const fields = splitFields(blob);
  if (fields?.[0]?.toString("latin1") !== type) return `is not an OpenSSH public key: its body is not of type ${type}`;
  return type === "ssh-ed25519" ? ed25519Problem(fields) : rsaProblem(fields);
}

function ed25519Problem(fields: readonly Buffer[]): string | undefined {
  return fields.length === 2 && fields[1]?.length === 32 ? undefined : "is a damaged ED25519 key";
}

function rsaProblem(fields: readonly Buffer[]): string | undefined {
  const modulus = fields[2];
  if (fields.length !== 3 || modulus === undefined) return "is a damaged RSA key";
  const bits = BigInt(`0x0${modulus.toString("hex")}`).toString(2).length;
  return bits < MIN_RSA_BITS ? `is an RSA key of ${bits} bits` : undefined;
}

/** The fields of an SSH key, each led by its length in four bytes (RFC 4253, section 6.6), or `undefined` if cut off. */
function splitFields(blob: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
