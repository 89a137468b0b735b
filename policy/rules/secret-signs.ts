/** Names that one gives to secrets, as the end of a longer name too. */
const NAMES =
  "(?:pass(?:word|wd|phrase)|(?<![a-z])pass|[_-]pwd|secret|token|api[_-]?key|(?:secret|access|private|account)[_-]?key)";

/** What may follow such a name and leaves it one. */
const ENDINGS = "(?:[_-]?(?:id|key|value|prod|stg|dev|test))?";

/** Something that is not looked up by the script itself, nor the name of a file. */
const VALUE = String.raw`(?!["']?(?:\$|/|<|\\|\s))["']?[^\s"'$]{6,}`;

/** What gives a secret away in a script. */
const SIGNS: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  // Access keys of AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/,
  // Tokens of GitHub, GitLab, Slack, Stripe, by the prefixes that these give them.
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

/** Whether a text, such as a script, holds something that looks like a secret. */
export function looksSecret(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}
