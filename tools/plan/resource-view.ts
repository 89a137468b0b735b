import {
  isList,
  isValues,
  resourceType,
  Secret,
  shortType,
  Unknown,
  type RecordedResource,
  type Recording,
  type Value,
} from "../../offline";
import { words } from "./words";

export interface ResourceView {
  /** A property in words, by a path such as `listeners[0].lbPort`; undefined if the program does not set it. */
  text(path: string): string | undefined;
  value(path: string): Value | undefined;
  items(path: string): readonly Value[];
  /** The names of the resources that a property refers to, or the property in words. */
  ref(property: string, ...types: readonly string[]): string | undefined;
  /** The roles of the security groups that a property refers to. */
  role(property: string): string | undefined;
}

const TYPED_NAME = /^(?:vpc|vpce|subnet|igw|rtb|elb|lt|asg|as|certificate|alarms|accesslogs|flowlogs)-/;

const ROLE_WORDS: Readonly<Record<string, string>> = { loadbalancer: "load balancer" };

const SECURITY_GROUP = "aws.ec2.SecurityGroup";

export class ResourceIndex {
  private readonly byUrn: ReadonlyMap<string, RecordedResource>;

  constructor({ resources }: Recording) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  view(resource: RecordedResource): ResourceView {
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

  /** The name in AWS, or the logical name where AWS has none. */
  nameOf({ inputs, name }: RecordedResource): string {
    const { tags } = inputs;
    const candidates = [isValues(tags) ? tags.Name : undefined, inputs.name];
    return candidates.find((candidate) => typeof candidate === "string") ?? name;
  }

  /** The logical name without the component's name. */
  roleOf(resource: RecordedResource): string {
    const parent = this.byUrn.get(resource.parent ?? "")?.name ?? "";
    const role = resource.name.startsWith(`${parent}-`) ? resource.name.slice(parent.length + 1) : resource.name;
    return ROLE_WORDS[role] ?? role;
  }

  private referenceTo(resource: RecordedResource): string {
    const name = this.nameOf(resource);
    return TYPED_NAME.test(name) ? name : `${resourceType(resource.type)?.label ?? "resource"} ${name}`;
  }
}

function follow(inputs: Value, path: string): Value | undefined {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  return steps.reduce<Value | undefined>((current, step) => {
    // A part of an unknown is unknown, and a part of a secret is secret.
    if (current instanceof Unknown || current instanceof Secret) return current;
    if (isList(current)) return current[Number(step)];
    return isValues(current) ? current[step] : undefined;
  }, inputs);
}
