import { ACCESS_DENIED } from "../lib/access-denied";
import { messageOf, UserError } from "../lib/user-error";
import { sentenceLines, widthOf } from "./terminal";

/** What went wrong, in a sentence, and what the command exits with. */
export interface Explanation {
  readonly message: string;
  readonly status: number;
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/, "log in again (aws sso login)"],
  [
    /^(InvalidClientTokenId|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch)$/,
    "check your credentials with: aws sts get-caller-identity",
  ],
  [ACCESS_DENIED, "docs/iam/operate.json has the permissions that operators need"],
];

const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** Runs a command. What it throws becomes a sentence on the error output and an exit status; a bug shows its trace. */
export async function exitStatusOf(
  run: () => Promise<number>,
  writeError: (text: string) => unknown = writeSentence,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const { message, status } = explain(error);
    writeError(`${isBug(error) ? (error.stack ?? message) : message}\n`);
    return status;
  }
}

/** A terminal would break a long line within a word. Elsewhere a sentence stays a line. */
function writeSentence(text: string): void {
  const { stderr } = process;
  stderr.write(stderr.isTTY ? sentenceLines(text, widthOf(stderr)).join("\n") : text);
}

/** Puts an error into one sentence that says what to do about it. */
export function explain(error: unknown, environment: NodeJS.ProcessEnv = process.env): Explanation {
  if (error instanceof UserError) return { message: error.message, status: error.exitStatus };
  const message = firstSentence(messageOf(error));
  const { name = "", code = "" } = error as { name?: string; code?: string };
  if (name === "CredentialsProviderError") {
    return { message: `No AWS credentials found (${message}): ${credentialsAdvice(environment)}`, status: 1 };
  }
  const advice = ADVICE.find(([pattern]) => pattern.test(name))?.[1];
  if (advice !== undefined) return { message: `AWS denied the request: ${message}; ${advice}`, status: 1 };
  if (UNREACHABLE.test(code)) return { message: `Cannot reach AWS: ${message}`, status: 1 };
  return { message, status: 1 };
}

/** Errors of Pulumi's `RunError` kind, of the AWS SDK and of the operating system are for the reader. */
function isBug(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name === "CredentialsProviderError") return false;
  return !["__pulumiRunError", "$fault", "code"].some((property) => property in error);
}

function credentialsAdvice({ AWS_PROFILE: profile }: NodeJS.ProcessEnv): string {
  if (profile === undefined) return "log in (aws sso login) or set AWS_PROFILE";
  return `AWS_PROFILE is ${profile}; log in with aws sso login --profile ${profile}, or set another profile`;
}

/** Some errors of the SDK carry lines of advice for its own users. */
const firstSentence = (message: string): string => (message.split("\n")[0] ?? message).replace(/\.$/, "");
