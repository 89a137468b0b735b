import { UserError } from "../lib/user-error";
import type { Location } from "./fakes";
import { isList, isValues, UNKNOWN, type Values } from "./values";

export type InvokeFake = (args: Values, location: Location) => Values;

/** Every invoke that the program makes, by token. Only AWS knows the answers, so all are unknown in a preview. */
const INVOKES: Readonly<Record<string, InvokeFake>> = {
  "aws:ec2/getAmi:getAmi": (args) => ({ ...image(args), architecture: filter(args, "architecture") ?? "arm64" }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account }) => ({
    ...{ id: account, accountId: account, userId: "AIDA0000000000000000" },
    arn: `arn:aws:iam::${account}:user/offline`,
  }),
  "aws:elb/getServiceAccount:getServiceAccount": () => ({ id: "582318560864", arn: "arn:aws:iam::582318560864:root" }),
};

/** An invoke that the offline runtime cannot answer. Pulumi reports `details` where others read `message`. */
export class UnknownInvoke extends UserError {
  /** @internal read by Pulumi */
  readonly details: string;

  /** @param token the function or resource that the program asked for */
  constructor(readonly token: string) {
    super(`the program invokes ${token}, which the offline runtime cannot answer: add it to offline/invokes.ts`);
    this.name = "UnknownInvoke";
    this.details = this.message;
  }
}

export class Invokes {
  constructor(
    private readonly location: Location,
    private readonly preview: boolean,
    private readonly overrides: Readonly<Record<string, InvokeFake>> = {},
  ) {}

  /**
   * Answers one invoke. In a preview, values that only AWS knows are unknown.
   * @throws UnknownInvoke
   */
  answer(token: string, args: Values): Values {
    const override = this.overrides[token];
    if (override !== undefined) return override(args, this.location);
    const fake = INVOKES[token];
    if (fake === undefined) throw new UnknownInvoke(token);
    const answer = fake(args, this.location);
    if (!this.preview) return answer;
    return Object.fromEntries(Object.keys(answer).map((key) => [key, UNKNOWN]));
  }
}

/** The same image for the same filters. */
function image(args: Values): Values {
  const name = filter(args, "name") ?? filter(args, "image-id") ?? "any";
  const words = [name, filter(args, "architecture") ?? ""].join("-");
  const id = `ami-${words.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "")}`;
  return { id, imageId: id, name, rootDeviceName: "/dev/xvda" };
}

function filter(args: Values, name: string): string | undefined {
  const filters = isList(args.filters) ? args.filters : [];
  const values = filters.filter(isValues).find((candidate) => candidate.name === name)?.values;
  const first = isList(values) ? values[0] : undefined;
  return typeof first === "string" ? first : undefined;
}
