import * as pulumi from "@pulumi/pulumi";
import {
  isList,
  isValues,
  Secret,
  shortType,
  type RecordedCall,
  type RecordedLog,
  type RecordedResource,
  type Recording,
  type Value,
  type Values,
} from "../../offline";

/** The resources of a program under the mock runtime, with the queries of tests. */
export class Deployment<T = unknown> {
  /** @param made what the component factory returned */
  constructor(
    readonly recording: Recording,
    readonly made: T,
  ) {}

  /** Every resource but the stack itself, a parent before its children, siblings by name. */
  get resources(): readonly RecordedResource[] {
    return this.recording.resources.filter(({ parent }) => parent !== undefined);
  }

  get outputs(): Values {
    return this.recording.outputs;
  }

  get calls(): readonly RecordedCall[] {
    return this.recording.calls;
  }

  /** Log messages, without debug messages. */
  get logs(): readonly RecordedLog[] {
    return this.recording.logs;
  }

  /** @param type a token (`aws:ec2/vpc:Vpc`), or as written in the program (`aws.ec2.Vpc`) */
  all(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type || shortType(resource.type) === type);
  }

  /** @throws Error when there is none or more than one. */
  only(type: string): RecordedResource {
    return one(this.all(type), `a resource of type ${type}`);
  }

  /**
   * The one resource with a logical name.
   * @param type needed only where a component and its child share the name
   * @throws Error when there is none or more than one.
   */
  byName(name: string, type?: string): RecordedResource {
    const candidates = type === undefined ? this.resources : this.all(type);
    return one(
      candidates.filter((resource) => resource.name === name),
      `a resource named ${name}`,
    );
  }

  has(name: string): boolean {
    return this.resources.some((resource) => resource.name === name);
  }

  childrenOf(parent: RecordedResource): RecordedResource[] {
    return this.resources.filter((resource) => resource.parent === parent.urn);
  }

  /** Undefined for the children of the stack. */
  parentOf(child: RecordedResource): RecordedResource | undefined {
    return this.resources.find((resource) => resource.urn === child.parent);
  }

  /** The id of the resource with a logical name, to compare properties with. Components have none. */
  idOf(name: string): Value {
    const found = one(
      this.resources.filter((resource) => resource.custom && resource.name === name),
      `a resource named ${name} with an id`,
    );
    return found.id ?? "";
  }

  /** Logical names of the resources that a property's value comes from, even in a preview, where ids are unknown. */
  refersTo(resource: RecordedResource, property: string): string[] {
    const urns = resource.propertyDependencies[property] ?? [];
    return this.resources.filter(({ urn }) => urns.includes(urn)).map(({ name }) => name);
  }
}

/** A property of a resource, by a path such as `listeners[0].lbPort`. Secrets in it are revealed. */
export function input(resource: RecordedResource, path: string): Value | undefined {
  return at(resource.inputs, path);
}

/** The part of a value at a path such as `rules[0].port`. Secrets in it are revealed. */
export function at(value: Value, path: string): Value | undefined {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  return steps.reduce<Value | undefined>((current, step) => {
    const open = reveal(current);
    if (isList(open)) return open[Number(step)];
    return isValues(open) ? open[step] : undefined;
  }, value);
}

export function reveal(value: Value | undefined): Value | undefined {
  return value instanceof Secret ? value.value : value;
}

export function tag(resource: RecordedResource, key: string): Value | undefined {
  const tags = reveal(resource.inputs.tags);
  return isValues(tags) ? tags[key] : undefined;
}

/** The value of an output under the mock runtime; undefined where it is unknown. */
export function resolve<V>(output: pulumi.Input<V>): Promise<pulumi.Unwrap<V>> {
  const inside = pulumi.output(output) as unknown as { promise(): Promise<pulumi.Unwrap<V>> };
  return inside.promise();
}

function one<R>(candidates: readonly R[], what: string): R {
  const [first] = candidates;
  if (first === undefined) throw new Error(`expected ${what}, found none`);
  if (candidates.length > 1) throw new Error(`expected ${what}, found ${candidates.length}`);
  return first;
}
