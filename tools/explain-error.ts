import { UserError, messageOf } from "../lib/user-error";

/** What went wrong, for a person, and what the command exits with. */
export interface Explanation {
  readonly message: string;
  readonly status: number;
}

/** How errors of AWS are called, and what to do about each. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/, "log in again (aws sso login)"],
  [
    /^(InvalidClientTokenId|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch)$/,
    "check your credentials with: aws sts get-caller-identity",
  ],
  [
    /^(UnauthorizedOperation|AccessDenied(Exception)?)$/,
    "docs/iam/operate.json has the permissions that operators need",
  ],
];

/** Errors of the network, by Node's codes. */
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** Puts an error into one sentence with what to do about it; wrong use and wrong settings are status 2. */
export function explain(error: unknown, environment: NodeJS.ProcessEnv = process.env): Explanation {
  if (error instanceof UserError) return { message: error.message, status: error.exitStatus };
  const message = firstSentence(messageOf(error));
  const { name = "", code = "" } = error as { name?: string; code?: string };
  if (name === "CredentialsProviderError") {
    return { message: `There are no AWS credentials here (${message}): ${whereFrom(environment)}`, status: 1 };
  }
  const advice = REFUSALS.find(([pattern]) => pattern.test(name))?.[1];
  if (advice !== undefined) return { message: `AWS refuses: ${message}; ${advice}`, status: 1 };
  if (UNREACHABLE.test(code)) return { message: `AWS cannot be reached: ${message}`, status: 1 };
  return { message, status: 1 };
}

function whereFrom({ AWS_PROFILE: profile }: NodeJS.ProcessEnv): string {
  if (profile === undefined) return "log in (aws sso login) or set AWS_PROFILE";
  return `is ${profile}, as AWS_PROFILE says, a profile of yours that is logged in (aws sso login --profile ${profile})?`;
}

/** Some errors of the SDK carry lines of advice for its own users. */
function firstSentence(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/\.$/, "");
}
