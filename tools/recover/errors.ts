import { ACCESS_DENIED } from "../../lib/access-denied";
import { messageOf, UserError } from "../../lib/user-error";

/**
 * Errors for a resource that is gone already. An AMI that has been deregistered is `Unavailable`:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const GONE = /NotFound|NoSuch|InvalidAMIID\.Unavailable|does ?n[o']t exist|\bnot found/i;

/**
 * Errors for a resource that something being deleted still uses. A load balancer writes its last log after its deletion,
 * into a bucket that has just been emptied.
 */
const IN_USE =
  /DependencyViolation|DeleteConflict|InUse|ResourceContention|ScalingActivityInProgress|IncorrectState|PriorRequestNotComplete|BucketNotEmpty/i;

export function isDenied(error: unknown): boolean {
  return error instanceof Error && ACCESS_DENIED.test(error.name);
}

export function isGone(error: unknown): boolean {
  return matches(error, GONE);
}

export function isInUse(error: unknown): boolean {
  return matches(error, IN_USE);
}

/**
 * A step before the deletion of a resource. Its error for what is gone must not count as one of the resource: the SDK sends
 * a call again whose response is lost, and AWS then does not find what it has removed.
 */
export async function unlessGone(call: () => Promise<unknown>): Promise<void> {
  await call().catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

/** Throws the first error in a response that lists errors instead of being one. */
export function throwListed(
  call: string,
  errors: readonly { readonly Code?: string | undefined; readonly Message?: string | undefined }[] = [],
): void {
  const [error] = errors;
  if (error === undefined) return;
  const { Code: name = "", Message = "" } = error;
  throw Object.assign(new Error(`${call}: ${name}: ${Message}`), { name });
}

function matches(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && (pattern.test(error.name) || pattern.test(error.message));
}

/**
 * Reads each of some listed resources, and leaves out those that are gone by then. A list may have a bucket or a role that was
 * deleted a moment ago: https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
export async function readEach<T, R>(listed: readonly T[], read: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results = await Promise.all(
    listed.map((one) =>
      read(one).then(
        (result) => [result],
        (error: unknown) => {
          if (isGone(error)) return [];
          throw error;
        },
      ),
    ),
  );
  return results.flatMap((found) => found);
}

/** The error, with the documents that have the permission if AWS denied the call. */
export function withAdvice(error: unknown): unknown {
  if (!isDenied(error)) return error;
  const documents = "docs/iam/preview.json and docs/iam/recover.json have the permissions that recovery needs";
  return new UserError(`AWS denied the request: ${messageOf(error).replace(/\.$/, "")}; ${documents}`);
}
