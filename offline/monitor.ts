import type {
  ReadResourceRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { UnknownInvoke, type Invokes } from "./invokes";
import { fakeOutputs, previewOutputs, type Location } from "./fakes";
import {
  compare,
  HOOK_MOMENTS,
  type RecordedAlias,
  type RecordedCall,
  type RecordedHooks,
  type RecordedOptions,
  type RecordedResource,
} from "./recording";
import { asError } from "./unhandled-rejections";
import { decode, decodeAll, encodeAll, Secret, UNKNOWN, type Unknown, type Values, type Wire } from "./values";

type Callback = (error: Error | null, response?: unknown) => void;

interface MonitorOptions {
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

const structOf = (values: Values): { toJavaScript(): unknown } => ({ toJavaScript: () => encodeAll(values) });

/** Marks properties as secret, including those that are not known yet. */
function hide(values: Values, names: readonly string[]): Values {
  const hidden = names.map((name) => {
    const value = values[name] ?? UNKNOWN;
    return [name, value instanceof Secret ? value : new Secret(value)] as const;
  });
  return { ...values, ...Object.fromEntries(hidden) };
}

type Alias = ReturnType<RegisterResourceRequest["getAliasesList"]>[number];

type RequestedResource = Omit<RecordedResource, "urn" | "id" | "outputs">;

function readRequest(request: RegisterResourceRequest): RequestedResource {
  const parent = request.getParent();
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: readStruct(request.getObject()),
    ...(parent === "" ? {} : { parent }),
    dependencies: request.getDependenciesList().toSorted(compare),
    propertyDependencies: readPropertyDependencies(request),
    options: readOptions(request),
    hooks: readHooks(request),
  };
}

function readStruct(struct: { toJavaScript(): unknown } | undefined): Values {
  return struct === undefined ? {} : decodeAll(struct.toJavaScript() as Record<string, Wire>);
}

function readPropertyDependencies(request: RegisterResourceRequest): Record<string, readonly string[]> {
  const entries: [string, readonly string[]][] = [];
  request.getPropertydependenciesMap().forEach((urns, property) => {
    if (urns.getUrnsList().length > 0) entries.push([property, urns.getUrnsList().toSorted(compare)]);
  });
  return Object.fromEntries(entries);
}

function readOptions(request: RegisterResourceRequest): RecordedOptions {
  const trigger = request.getReplacementTrigger();
  const timeouts = readTimeouts(request);
  const aliases = request.getAliasesList().map(readAlias);
  return {
    ...(request.hasProtect() ? { protect: request.getProtect() === true } : {}),
    ...(request.hasRetainondelete() ? { retainOnDelete: request.getRetainondelete() === true } : {}),
    ...(request.getDeletebeforereplacedefined() ? { deleteBeforeReplace: request.getDeletebeforereplace() } : {}),
    ...unlessEmpty("ignoreChanges", request.getIgnorechangesList()),
    ...unlessEmpty("replaceOnChanges", request.getReplaceonchangesList()),
    ...unlessEmpty("hideDiffs", request.getHidediffsList()),
    // Pulumi repeats them when it merges a package's options with the program's.
    ...unlessEmpty("additionalSecretOutputs", [...new Set(request.getAdditionalsecretoutputsList())]),
    ...(aliases.length > 0 ? { aliases } : {}),
    ...(Object.keys(timeouts).length > 0 ? { customTimeouts: timeouts } : {}),
    ...(trigger === undefined ? {} : { replacementTrigger: decode(trigger.toJavaScript() as Wire) }),
    ...unlessEmpty("replaceWith", request.getReplaceWithList()),
    ...unlessEmpty("deletedWith", request.getDeletedwith()),
    ...unlessEmpty("importId", request.getImportid()),
    ...unlessEmpty("provider", request.getProvider()),
  };
}

function unlessEmpty<K extends string, V extends string | readonly string[]>(key: K, value: V): Partial<Record<K, V>> {
  // TypeScript widens a computed key to `string`.
  return value.length === 0 ? {} : ({ [key]: value } as Record<K, V>);
}

function readTimeouts(request: RegisterResourceRequest): Record<string, string> {
  const timeouts = Object.entries(request.getCustomtimeouts()?.toObject() ?? {});
  // `delete` is a keyword in generated code.
  return Object.fromEntries(
    timeouts.flatMap(([key, value]) => (value === "" ? [] : [[key.replace("pb_", ""), value]])),
  );
}

function readAlias(alias: Alias): RecordedAlias {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const { parenturn: parentUrn, noparent: noParent, ...names } = spec.toObject();
  const parts = Object.entries({ ...names, parentUrn, noParent });
  return Object.fromEntries(parts.filter(([, part]) => Boolean(part)));
}

function readHooks(request: RegisterResourceRequest): RecordedHooks {
  const hooks: Readonly<Record<string, unknown>> = { ...request.getHooks()?.toObject() };
  const entries = HOOK_MOMENTS.map((moment) => [moment, hooks[`${moment}List`] ?? []] as const);
  return Object.fromEntries(entries) as unknown as RecordedHooks;
}
