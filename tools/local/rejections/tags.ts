import { findAll } from "../xml";
import type { Account } from "./account";
import { patternIssue } from "./checks";
import { rejectionsOf, type Check, type Rejection } from "./rejection";
import type { Request } from "./request";

/** The tag parameters and error codes of a service. */
interface TaggedService {
  readonly service: string;
  readonly actions: readonly string[];
  /** The lists of tags in a request. */
  readonly lists: (request: Request) => readonly (readonly Tag[])[];
  /** Error code for a reserved key. */
  readonly invalid: string;
  /** Error code for a key or value that is too long or has invalid characters. @default the code in `invalid` */
  readonly malformed?: string;
  /** Error code for a duplicate key. @default the code in `invalid` */
  readonly duplicate?: string;
  /** Error code for more than 50 tags. */
  readonly tooMany: string;
  /** Valid characters in keys and values. @default all */
  readonly characters?: RegExp;
  /** The tag keys that the resource already has. */
  readonly present?: (request: Request, account: Account) => Promise<readonly string[]>;
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

const pairs = (prefix: string) => (request: Request) => [
  request.structures(prefix).map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
];

/** The tags in each `TagSpecification`, also of a launch template, and in `Tag`. */
function specifications(request: Request): Tag[][] {
  const lists = new Map<string, Tag[]>();
  for (const [name, key] of request.matching(/TagSpecification\.\d+\.Tag\.\d+\.Key$/)) {
    const list = name.replace(/\.Tag\.\d+\.Key$/, "");
    const value = request.raw(name.replace(/Key$/, "Value")) ?? "";
    lists.set(list, [...(lists.get(list) ?? []), { key, value }]);
  }
  return [...lists.values(), ...pairs("Tag")(request)];
}

/** Letters, spaces and numbers of all scripts, and some special characters. */
export const common = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const services: readonly TaggedService[] = [
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
  {
    service: "ec2",
    actions: [
      ...["CreateTags", "CreateVpc", "CreateSubnet", "CreateSecurityGroup", "CreateInternetGateway", "CreateImage"],
      ...["CreateRouteTable", "CreateVpcEndpoint", "AllocateAddress", "CreateNatGateway", "RunInstances"],
      ...["CreateLaunchTemplate", "CreateLaunchTemplateVersion", "ImportKeyPair", "CreateFlowLogs"],
      ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"],
    ],
    lists: specifications,
    invalid: "InvalidParameterValue",
    tooMany: "TagLimitExceeded",
  },
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/add-remove-tags.html
  {
    service: "elasticloadbalancing",
    actions: ["CreateLoadBalancer", "AddTags"],
    lists: pairs("Tags.member"),
    invalid: "ValidationError",
    duplicate: "DuplicateTagKeys",
    tooMany: "TooManyTags",
    characters: common,
    present: async (request, account) => {
      if (request.action !== "AddTags") return [];
      const named = { "LoadBalancerNames.member.1": request.list("LoadBalancerNames.member")[0] ?? "" };
      return findAll(await account.query("elasticloadbalancing", "DescribeTags", named), "Key").map(({ text }) => text);
    },
  },
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
  {
    service: "autoscaling",
    actions: ["CreateAutoScalingGroup", "CreateOrUpdateTags"],
    lists: pairs("Tags.member"),
    invalid: "ValidationError",
    tooMany: "LimitExceeded",
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
  {
    service: "iam",
    actions: [
      ...["CreateRole", "CreatePolicy", "CreateInstanceProfile", "UploadServerCertificate", "TagRole"],
      ...["TagServerCertificate", "TagInstanceProfile"],
    ],
    lists: pairs("Tags.member"),
    invalid: "InvalidInput",
    malformed: "ValidationError",
    tooMany: "ValidationError",
    characters: common,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html
  {
    service: "monitoring",
    actions: ["PutMetricAlarm", "TagResource"],
    lists: pairs("Tags.member"),
    invalid: "ValidationError",
    tooMany: "ValidationError",
    characters: common,
  },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html
  {
    service: "sns",
    actions: ["CreateTopic", "TagResource"],
    lists: pairs("Tags.member"),
    invalid: "InvalidParameter",
    tooMany: "TagLimitExceeded",
    characters: common,
  },
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  {
    service: "logs",
    actions: ["CreateLogGroup", "TagResource", "TagLogGroup"],
    lists: (request) => [
      request.matching(/^tags\./).map(([name, value]) => ({ key: name.slice("tags.".length), value })),
    ],
    invalid: "InvalidParameterException",
    tooMany: "InvalidParameterException",
    characters: common,
  },
];

/** Tags of all services. */
export const tags: readonly Rejection[] = services.flatMap((service): Rejection[] => {
  const { service: name, actions, lists, invalid, tooMany, characters, present } = service;
  const { duplicate = invalid, malformed = invalid } = service;
  const reject = rejectionsOf(name);
  const checkLists =
    (find: (tags: readonly Tag[]) => string | undefined): Check =>
    (request) =>
      lists(request)
        .map(find)
        .find((issue) => issue !== undefined);
  const full = "The number of tags has reached the limit of 50";
  return [
    reject(
      actions,
      malformed,
      checkLists((list) => list.map((tag) => shapeIssue(tag, characters)).find((issue) => issue !== undefined)),
    ),
    reject(
      actions,
      invalid,
      checkLists((list) => {
        const reserved = list.find(({ key }) => /^aws:/i.test(key));
        return reserved && `Tag keys starting with 'aws:' are reserved for internal use ('${reserved.key}')`;
      }),
    ),
    reject(actions, duplicate, checkLists(duplicateIssue)),
    reject(
      actions,
      tooMany,
      checkLists((list) => (list.length > 50 ? full : undefined)),
      async (request, account) => {
        if (present === undefined) return undefined;
        const keys = [
          ...(await present(request, account)),
          ...lists(request).flatMap((list) => list.map(({ key }) => key)),
        ];
        return new Set(keys).size > 50 ? full : undefined;
      },
    ),
  ];
});

function shapeIssue({ key, value }: Tag, characters = /^/): string | undefined {
  if (key === "") return "Tag key cannot be empty";
  if (key.length > 128) return `Tag key exceeds the maximum length of 128 characters ('${key}')`;
  if (value.length > 256) return `Tag value exceeds the maximum length of 256 characters ('${value}')`;
  const invalid = [key, value].find((text) => !characters.test(text));
  return invalid === undefined ? undefined : patternIssue(invalid, "tags", characters);
}

function duplicateIssue(list: readonly Tag[]): string | undefined {
  const keys = list.map(({ key }) => key);
  const key = keys.find((one, index) => keys.indexOf(one) !== index);
  return key === undefined ? undefined : `Duplicate tag key '${key}' specified.`;
}
