/** Names of secrets, also at the end of a longer name. */
const NAMES =
  "(?:pass(?:word|wd|phrase)|(?<![a-z])pass|[_-]pwd|secret|token|api[_-]?key|(?:secret|access|private|account)[_-]?key)";

/** Suffixes that such a name may have. */
const ENDINGS = "(?:[_-]?(?:id|key|value|prod|stg|dev|test))?";

/** A literal value: no variable, command substitution or file name. */
const VALUE = String.raw`(?!["']?(?:\$|/|<|\\|\s))["']?[^\s"'$]{6,}`;

const PATTERNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  // AWS access keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/,
  // Tokens of GitHub, GitLab, Slack and Stripe, by their prefixes.
  /\b(?:gh[pousr]_\w{30}|github_pat_\w{20}|glpat-[\w-]{16}|xox[abprs]-[\w-]{10}|[rs]k_live_\w{10})/,
  // NAME=value, name: value, "name": "value"
  new RegExp(String.raw`${NAMES}${ENDINGS}["']?\s*[=:]\s*${VALUE}`, "i"),
  // --password value, aws configure set aws_secret_access_key value
  new RegExp(String.raw`(?:--[\w-]*|\bset \w*)${NAMES}${ENDINGS} +(?!-)${VALUE}`, "i"),
  // postgres://name:password@host
  /\b[a-z][a-z\d+.-]*:\/\/[^\s:/@"']*:(?!\$)[^\s/@"']+@/i,
  /\bauthorization:\s*(?:bearer|basic)\s+(?!\$)[\w.+/=-]{8}/i,
  // name:password | chpasswd
  /:(?!\$)[^\s"'|:]+["']?\s*\|\s*(?:sudo\s+)?chpasswd\b/,
];

export function looksSecret(text: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(text));
}
