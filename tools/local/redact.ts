/** Replaces a secret in the log. */
export const redacted = "[secret]";

/** Fields whose value is always secret, by the last part of their name. */
const secretName =
  /(?:^|[._-])(?:privatekey|\w*password|passphrase|secret\w*|keymaterial|plaintext\w*|(?:session|security|auth|access|identity|web)\w*token|token|credentials?|signature|authorization)$/i;

/** Names that match the pattern above without being secret. */
const notSecretName = /(?:^|[._])(?:nexttoken|clienttoken|secretid|secretarn|secretname)$/i;

const privateKey =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g;
const secretAssignment =
  /((?:aws_secret_access_key|aws_session_token|secretaccesskey|secretstring|sessiontoken|\w*password)["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&]+)/gi;

/** A copy of a value without its secrets, which names of fields and patterns in texts reveal. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  const secureValue = fields.some(([name, held]) => name === "Type" && held === "SecureString");
  return Object.fromEntries(
    fields.map(([name, held]) => {
      const secret = isSecretName(name) || (secureValue && name === "Value");
      return [name, secret && held !== "" ? redacted : redact(held)];
    }),
  );
}

function isSecretName(name: string): boolean {
  return secretName.test(name) && !notSecretName.test(name);
}

function redactText(text: string): string {
  const plain = text.replace(privateKey, redacted).replace(secretAssignment, `$1${redacted}`);
  if (plain !== text) return plain;
  return decodings(text).some(holdsSecret) ? redacted : text;
}

/** A secret may be encoded: user data is Base64, a policy may be percent-encoded, and encodings may be nested. */
function holdsSecret(text: string): boolean {
  return redactText(text) !== text;
}

function decodings(text: string): string[] {
  const found: string[] = [];
  if (text.includes("%")) {
    try {
      const decoded = decodeURIComponent(text);
      if (decoded !== text) found.push(decoded);
    } catch {
      // A text with a percent sign that is not percent-encoded.
    }
  }
  if (text.length >= 24 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.replace(/\s/g, ""))) {
    const decoded = Buffer.from(text, "base64").toString("latin1");
    if (decoded.length > 0) found.push(decoded);
  }
  return found;
}
