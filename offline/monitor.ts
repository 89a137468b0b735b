import type {
  ReadResourceRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";

import { UnknownInvoke, type Invokes } from "./invokes";
import { previewOutputs, fakeOutputs, type Location } from "./fakes";
import type { RecordedCall, RecordedResource } from "./recording";
import { readRequest, readStruct, type RequestedResource } from "./request";
import { asError } from "./unhandled-rejections";
import { encodeAll, Secret, UNKNOWN, type Unknown, type Values } from "./values";

type Callback = (error: Error | null, response?: unknown) => void;

export interface MonitorOptions {
  readonly project: string;
  readonly stage: string;
  readonly preview: boolean;
  readonly location: Location;
  readonly invokes: Invokes;
  /** Outputs that a stack reference of the stack to itself reads. */
  readonly lastOutputs: Values;
}

/** Features that the monitor supports. `outputValues` is left out: values would arrive wrapped. */
const FEATURES: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

/** The organization's name in Pulumi's backends without organizations. */
export const ORGANIZATION = "organization";

const STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference";
const STACK_TYPE = "pulumi:pulumi:Stack";

/** Replaces the engine's resource monitor: answers the program and records every request. */
export class RecordingMonitor {
  /** By URN. */
  readonly resources = new Map<string, RecordedResource>();
  readonly calls: RecordedCall[] = [];
  /** Failed requests. The first fails the run, whether or not the program awaits the answer. */
  readonly errors: Error[] = [];

  constructor(private readonly options: MonitorOptions) {}

  /** @internal called by Pulumi */
  registerResource(request: RegisterResourceRequest, callback: Callback): void {
    this.answer(callback, () => {
      const requested = readRequest(request);
      const urn = this.urnOf(requested);
      if (this.resources.has(urn)) {
        throw new Error(`two resources have the same type, parent and name: ${requested.type} "${requested.name}"`);
      }
      const { id, outputs } = this.provide(requested);
      this.resources.set(urn, { urn, ...requested, ...(id === undefined ? {} : { id }), outputs });
      return {
        getUrn: () => urn,
        getId: () => (typeof id === "string" ? id : ""),
        getObject: () => structOf(outputs),
        getPropertydependenciesMap: () => undefined,
        getResult: () => 0,
      };
    });
  }

  /** @internal called by Pulumi */
  registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback): void {
    this.answer(callback, () => {
      const urn = request.getUrn();
      const resource = this.resources.get(urn);
      if (resource === undefined) throw new Error(`outputs of a resource that is not registered: ${urn}`);
      this.resources.set(urn, { ...resource, outputs: readStruct(request.getOutputs()) });
      return {};
    });
  }

  /** @internal called by Pulumi */
  invoke(request: ResourceInvokeRequest, callback: Callback): void {
    this.answer(callback, () => {
      const token = request.getTok();
      const args = readStruct(request.getArgs());
      const answer = this.options.invokes.answer(token, args);
      this.calls.push({ token, args });
      return { getFailuresList: () => [], getReturn: () => structOf(answer) };
    });
  }

  /** @internal called by Pulumi */
  readResource(request: ReadResourceRequest, callback: Callback): void {
    this.answer(callback, () => {
      const [type, name] = [request.getType(), request.getName()];
      const itself = [ORGANIZATION, this.options.project, this.options.stage].join("/");
      if (type !== STACK_REFERENCE_TYPE || name !== itself) throw new UnknownInvoke(`${type} "${name}"`);
      this.calls.push({ token: type, args: { name } });
      const state = { name, outputs: this.options.lastOutputs, secretOutputNames: [] };
      return { getUrn: () => this.urnOf({ type, name }), getProperties: () => structOf(state) };
    });
  }

  /** @internal called by Pulumi */
  supportsFeature(request: { getId(): string }, callback: Callback): void {
    const supported = FEATURES.has(request.getId());
    callback(null, { getHassupport: () => supported });
  }

  /** @internal called by Pulumi */
  registerPackage(_: unknown, callback: Callback): void {
    callback(null, { getRef: () => "package" });
  }

  private answer(callback: Callback, respond: () => unknown): void {
    let response: unknown;
    try {
      response = respond();
    } catch (thrown) {
      const error = asError(thrown);
      this.errors.push(error);
      callback(error);
      return;
    }
    callback(null, response);
  }

  /** Like the engine: the types of all parent components, without the stack's. */
  private urnOf({ type, name, parent }: Pick<RequestedResource, "type" | "name" | "parent">): string {
    const parentType = parent?.split("::")[2] ?? STACK_TYPE;
    const path = parentType === STACK_TYPE ? type : `${parentType}$${type}`;
    return `urn:pulumi:${this.options.stage}::${this.options.project}::${path}::${name}`;
  }

  private provide({ custom, type, name, inputs, options }: RequestedResource): {
    id?: string | Unknown;
    outputs: Values;
  } {
    if (!custom) return { outputs: {} };
    const secrets = options.additionalSecretOutputs ?? [];
    if (this.options.preview) {
      return { id: UNKNOWN, outputs: hide({ ...inputs, ...previewOutputs(type, inputs) }, secrets) };
    }
    const { id, outputs } = fakeOutputs(type, { name, inputs, ...this.options.location });
    return { id, outputs: hide({ ...inputs, ...outputs }, secrets) };
  }
}

function structOf(values: Values): { toJavaScript(): unknown } {
  return { toJavaScript: () => encodeAll(values) };
}

/** Marks properties as secret, including those that are not known yet. */
function hide(values: Values, names: readonly string[]): Values {
  const hidden = names.map((name) => {
    const value = values[name] ?? UNKNOWN;
    return [name, value instanceof Secret ? value : new Secret(value)] as const;
  });
  return { ...values, ...Object.fromEntries(hidden) };
}
