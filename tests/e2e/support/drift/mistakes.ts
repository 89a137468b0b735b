/** A mistake at the command line, after which nothing in AWS has changed. */
export interface Mistake {
  /** In the words of the documentation. */
  readonly what: string;
  /** What `pulumi` says, with exit status 255. */
  readonly message: string;
  readonly fix: string;
}

export const MISTAKES = {
  twoUpdates: {
    what: "a second `pulumi up` while one runs",
    message: "the stack is currently locked by 1 lock(s)",
    fix: "`pulumi up` when the first has ended",
  },
  region: {
    what: "another `aws:region` than that of the zones",
    message: "is not in us-east-1",
    fix: "`pulumi config set aws:region REGION`",
  },
  account: {
    what: "credentials of another account",
    message: "AWS account ID not allowed",
    fix: "`export AWS_PROFILE=…`",
  },
  passphrase: {
    what: "a wrong passphrase",
    message: "incorrect passphrase",
    fix: "`export PULUMI_CONFIG_PASSPHRASE_FILE=…`",
  },
  truncated: {
    what: "a truncated state file, in a folder",
    message: "failed to load checkpoint",
    fix: "`npm run recover -- STAGE`",
  },
} as const satisfies Readonly<Record<string, Mistake>>;
