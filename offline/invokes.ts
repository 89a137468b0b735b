import { UserError } from "../lib/user-error";
import type { Place } from "./fakes";
import { isList, isValues, UNKNOWN, type Value, type Values } from "./values";

/** The answer to a look-up, from its arguments. */
export type LookUp = (args: Values, place: Place) => Values;

interface Entry {
  /** Whether the answer is true without asking a cloud; otherwise it is not known before deployment. */
  readonly offline: boolean;
  readonly answer: LookUp;
}

/** Every look-up that a program may make, by its token. */
const LOOK_UPS: Readonly<Record<string, Entry>> = {
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
      arn: `arn:aws:iam::${account}:user/somebody`,
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

/** A look-up that the runtime has no answer to. Pulumi passes on `details` where others read `message`. */
export class UnknownLookUp extends UserError {
  /** @internal read by Pulumi */
  readonly details: string;

  /** @param token the function or resource that was asked for */
  constructor(readonly token: string) {
    super(`the program looks up ${token}, to which the offline runtime has no answer: add one to offline/invokes.ts`);
    this.name = "UnknownLookUp";
    this.details = this.message;
  }
}

/**
 * Answers look-ups.
 *
 * @throws UnknownLookUp when there is no answer.
 */
export class LookUps {
  constructor(
    private readonly place: Place,
    private readonly preview: boolean,
    private readonly own: Readonly<Record<string, LookUp>> = {},
  ) {}

  /** The answer to one look-up. In a preview, what only the cloud knows is unknown. */
  answer(token: string, args: Values): Values {
    const own = this.own[token];
    if (own !== undefined) return own(args, this.place);
    const entry = LOOK_UPS[token];
    if (entry === undefined) throw new UnknownLookUp(token);
    const answer = entry.answer(args, this.place);
    return this.preview && !entry.offline ? mapValues(answer, () => UNKNOWN) : answer;
  }
}

function mapValues(values: Values, change: (value: Value) => Value): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

/** The same image for the same question. */
function image(args: Values): { id: string; imageId: string; name: string; rootDeviceName: string } {
  const name = filter(args, "name") ?? filter(args, "image-id") ?? "any";
  const id = `ami-${slug([name, filter(args, "architecture") ?? ""].join("-"))}`;
  return { id, imageId: id, name, rootDeviceName: "/dev/xvda" };
}

/** The first value of a filter of that name. */
function filter(args: Values, name: string): string | undefined {
  const filters = isList(args.filters) ? args.filters : [];
  const values = filters.filter(isValues).find((candidate) => candidate.name === name)?.values;
  const first = isList(values) ? values[0] : undefined;
  return typeof first === "string" ? first : undefined;
}

function slug(value: Value | undefined): string {
  return (typeof value === "string" ? value : "").replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
}
