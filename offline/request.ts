import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import type { HookMoment, RecordedAlias, RecordedHooks, RecordedOptions, RecordedResource } from "./recording";
import { compare } from "./recording";
import { decode, decodeAll, type Values, type Wire } from "./values";

type Alias = ReturnType<RegisterResourceRequest["getAliasesList"]>[number];

/** A resource as the program requests it. */
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

/** Reads a protobuf struct as properties. */
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
  const timeouts = request.getCustomtimeouts();
  return {
    ...unlessEmpty("create", timeouts?.getCreate() ?? ""),
    ...unlessEmpty("read", timeouts?.getRead() ?? ""),
    ...unlessEmpty("update", timeouts?.getUpdate() ?? ""),
    ...unlessEmpty("delete", timeouts?.getDelete() ?? ""),
  };
}

function readAlias(alias: Alias): RecordedAlias {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const parts = {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parentUrn: spec.getParenturn(),
    noParent: spec.getNoparent(),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== "" && part !== false));
}

function readHooks(request: RegisterResourceRequest): RecordedHooks {
  const hooks = request.getHooks();
  const moments: Record<HookMoment, readonly string[] | undefined> = {
    beforeCreate: hooks?.getBeforeCreateList(),
    afterCreate: hooks?.getAfterCreateList(),
    beforeUpdate: hooks?.getBeforeUpdateList(),
    afterUpdate: hooks?.getAfterUpdateList(),
    beforeDelete: hooks?.getBeforeDeleteList(),
    afterDelete: hooks?.getAfterDeleteList(),
    onError: hooks?.getOnErrorList(),
  };
  return Object.fromEntries(
    Object.entries(moments).map(([moment, names]) => [moment, names ?? []]),
  ) as unknown as RecordedHooks;
}
