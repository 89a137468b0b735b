import { UserError } from "../lib/user-error";
import type { Location } from "./fakes";
import { isList, isValues, UNKNOWN, type Value, type Values } from "./values";

/** Answers an invoke from its arguments. */
export type InvokeFake = (args: Values, location: Location) => Values;

interface Entry {
  /** Whether the answer is true without asking AWS; otherwise it is unknown before the deployment. */
  readonly offline: boolean;
  readonly answer: InvokeFake;
}

/** Every invoke that the program makes, by token. */
const INVOKES: Readonly<Record<string, Entry>> = {
  "aws:ec2/getAmi:getAmi": {
    offline: false,
    answer: (args) => ({ ...image(args), architecture: filter(args, "architecture") ?? "arm64" }),
  },
  "aws:ec2/getAmiIds:getAmiIds": { offline: false, answer: (args) => ({ ids: [image(args).id] }) },
  "aws:ssm/getParameter:getParameter": {
    offline: false,
    answer: ({ name }) => ({ id: name ?? "", name: name ?? "", type: "String", value: `ami-${slug(name)}` }),
  },
  "aws:index/getCallerIdentity:getCallerIdentity": {
    offline: false,
    answer: (_, { account }) => ({
      id: account,
      accountId: account,
      arn: `arn:aws:iam::${account}:user/offline`,
      userId: "AIDA0000000000000000",
    }),
  },
  "aws:elb/getServiceAccount:getServiceAccount": {
    offline: false,
    answer: () => ({ id: "582318560864", arn: "arn:aws:iam::582318560864:root" }),
  },
  "aws:index/getPartition:getPartition": {
    offline: true,
    answer: () => ({ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" }),
  },
  "aws:index/getRegion:getRegion": {
    offline: true,
    answer: (_, { region }) => ({ id: region, name: region, region, endpoint: `ec2.${region}.amazonaws.com` }),
  },
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

/** Answers the invokes of one run. */
export class Invokes {
  constructor(
    private readonly location: Location,
    private readonly preview: boolean,
    private readonly overrides: Readonly<Record<string, InvokeFake>> = {},
  ) {}

  /**
   * Answers one invoke. In a preview, values that only AWS knows are unknown.
   *
   * @throws UnknownInvoke
   */
  answer(token: string, args: Values): Values {
    const override = this.overrides[token];
    if (override !== undefined) return override(args, this.location);
    const entry = INVOKES[token];
    if (entry === undefined) throw new UnknownInvoke(token);
    const answer = entry.answer(args, this.location);
    if (!this.preview || entry.offline) return answer;
    return Object.fromEntries(Object.keys(answer).map((key) => [key, UNKNOWN]));
  }
}

/** The same image for the same filters. */
function image(args: Values): { id: string; imageId: string; name: string; rootDeviceName: string } {
  const name = filter(args, "name") ?? filter(args, "image-id") ?? "any";
  const id = `ami-${slug([name, filter(args, "architecture") ?? ""].join("-"))}`;
  return { id, imageId: id, name, rootDeviceName: "/dev/xvda" };
}

/** The first value of a filter. */
function filter(args: Values, name: string): string | undefined {
  const filters = isList(args.filters) ? args.filters : [];
  const values = filters.filter(isValues).find((candidate) => candidate.name === name)?.values;
  const first = isList(values) ? values[0] : undefined;
  return typeof first === "string" ? first : undefined;
}

function slug(value: Value | undefined): string {
  return (typeof value === "string" ? value : "").replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
}
