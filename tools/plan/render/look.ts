import {
  isList,
  isValues,
  Secret,
  shortType,
  Unknown,
  type RecordedResource,
  type Recording,
  type Value,
} from "../../../offline";
import { KINDS } from "./kinds";
import { words } from "./words";

/** One resource, with the questions that a table of what matters asks of it. */
export interface Look {
  /** A property in words, by a path such as `listeners[0].lbPort`; absent where the program did not set it. */
  text(path: string): string | undefined;
  /** A property as it is. */
  value(path: string): Value | undefined;
  /** The items of a property that is a list. */
  items(path: string): readonly Value[];
  /** The names of the resources that a property stands for, or else the property in words. */
  ref(property: string, ...types: readonly string[]): string | undefined;
  /** The roles of the security groups that a property stands for. */
  role(property: string): string | undefined;
}

/** Names that say by themselves what they name. */
const SPEAKING_NAME = /^(?:vpc|vpce|subnet|igw|rtb|elb|lt|asg|as|certificate|alarms|accesslogs|flowlogs)-/;

/** Roles in plain words where their names are not. */
const ROLE_WORDS: Readonly<Record<string, string>> = { loadbalancer: "load balancer" };

const SECURITY_GROUP = "aws.ec2.SecurityGroup";

/** All resources of a run, to look one up from another. */
export class Looks {
  private readonly byUrn: ReadonlyMap<string, RecordedResource>;

  constructor({ resources }: Recording) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  /** What can be said of one resource. */
  at(resource: RecordedResource): Look {
    const value = (path: string): Value | undefined => follow(resource.inputs, path);
    const text = (path: string): string | undefined => {
      const found = value(path);
      return found === undefined ? undefined : words(found);
    };
    const referred = (property: string, types: readonly string[]): RecordedResource[] =>
      (resource.propertyDependencies[property] ?? []).flatMap((urn) => {
        const other = this.byUrn.get(urn);
        return other !== undefined && (types.length === 0 || types.includes(shortType(other.type))) ? [other] : [];
      });
    const list = (items: readonly string[]): string | undefined =>
      items.length === 0 ? undefined : items.join(" and ");
    return {
      value,
      text,
      items: (path) => {
        const found = value(path);
        return isList(found) ? found : [];
      },
      ref: (property, ...types) =>
        list(referred(property, types).map((other) => this.referenceTo(other))) ?? text(property),
      role: (property) =>
        list(referred(property, [SECURITY_GROUP]).map((other) => this.roleOf(other))) ?? text(property),
    };
  }

  /** What a resource is called in the cloud, or in the program where the cloud gives no name. */
  nameOf(resource: RecordedResource): string {
    const { inputs, name } = resource;
    const tags = inputs.tags;
    const candidates = [isValues(tags) ? tags.Name : undefined, inputs.name];
    return candidates.find((candidate) => typeof candidate === "string") ?? name;
  }

  /** What a resource is for: its logical name without its component's. */
  roleOf(resource: RecordedResource): string {
    const parent = this.byUrn.get(resource.parent ?? "")?.name ?? "";
    const role = resource.name.startsWith(`${parent}-`) ? resource.name.slice(parent.length + 1) : resource.name;
    return ROLE_WORDS[role] ?? role;
  }

  private referenceTo(resource: RecordedResource): string {
    const name = this.nameOf(resource);
    return SPEAKING_NAME.test(name) ? name : `${KINDS[shortType(resource.type)]?.label ?? "resource"} ${name}`;
  }
}

function follow(inputs: Value, path: string): Value | undefined {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  return steps.reduce<Value | undefined>((current, step) => {
    // What is inside an unknown is unknown, and inside a secret secret.
    if (current instanceof Unknown || current instanceof Secret) return current;
    if (isList(current)) return current[Number(step)];
    return isValues(current) ? current[step] : undefined;
  }, inputs);
}
