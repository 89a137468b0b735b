import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import {
  compare,
  HOOK_MOMENTS,
  type RecordedAlias,
  type RecordedHooks,
  type RecordedOptions,
  type RecordedResource,
} from "./recording";
import { decode, decodeAll, type Values, type Wire } from "./values";

type Alias = ReturnType<RegisterResourceRequest["getAliasesList"]>[number];

export type RequestedResource = Omit<RecordedResource, "urn" | "id" | "outputs">;

export function readRequest(request: RegisterResourceRequest): RequestedResource {
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

export function readStruct(struct: { toJavaScript(): unknown } | undefined): Values {
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
