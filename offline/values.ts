import * as pulumi from "@pulumi/pulumi";

/** A value that only a deployment knows. The only instance is {@link UNKNOWN}. */
export class Unknown {
  /** Keeps the class from matching any object. */
  readonly knownAfterDeployment = true;
}

export const UNKNOWN = new Unknown();

export class Secret {
  /** @param value for tests */
  constructor(readonly value: Value) {}
}

/** A resource given as a value. */
export class Reference {
  /** @param urn the resource's URN */
  constructor(readonly urn: string) {}
}

/** A property's value: data, with markers for unknowns, secrets and resources. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Unknown
  | Secret
  | Reference
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Properties by name, without those that have no value. */
export type Values = Readonly<Record<string, Value>>;

/** A value as Pulumi sends it between program and engine. */
export type Wire = null | boolean | number | string | readonly Wire[] | { readonly [key: string]: Wire };

/** Whether a value is an object of properties, not a list or a marker. */
export function isValues(value: Value | undefined): value is Values {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown || value instanceof Secret || value instanceof Reference)
  );
}

/** Whether a value is a list. `Array.isArray` alone does not tell a readonly list from an object. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function decode(wire: Wire): Value {
  if (wire === pulumi.runtime.unknownValue) return UNKNOWN;
  if (typeof wire !== "object" || wire === null) return wire;
  if (isWireList(wire)) return wire.map(decode);
  const signature = wire[pulumi.runtime.specialSigKey];
  if (signature === pulumi.runtime.specialSecretSig) return new Secret(decode(wire.value ?? null));
  if (signature === pulumi.runtime.specialResourceSig) return new Reference(textOf(wire.urn));
  return decodeAll(signature === undefined ? wire : withoutSignature(wire));
}

export function decodeAll(wires: Readonly<Record<string, Wire>>): Values {
  return Object.fromEntries(Object.entries(wires).map(([key, wire]) => [key, decode(wire)]));
}

function encode(value: Value): Wire {
  if (value instanceof Unknown) return pulumi.runtime.unknownValue;
  if (value instanceof Secret) return secretWire(encode(value.value));
  if (value instanceof Reference) {
    return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialResourceSig, urn: value.urn };
  }
  if (isList(value)) return value.map(encode);
  return isValues(value) ? encodeAll(value) : value;
}

export function encodeAll(values: Values): Record<string, Wire> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, encode(value)]));
}

async function settle(given: unknown): Promise<Value | undefined> {
  if (pulumi.Output.isInstance(given)) return settleOutput(given);
  if (given instanceof Promise) return settle(await given);
  if (pulumi.Resource.isInstance(given)) return new Reference(await promiseOf(given.urn));
  if (Array.isArray(given)) return Promise.all(given.map(async (item: unknown) => (await settle(item)) ?? null));
  if (typeof given === "object" && given !== null) return settleAll(given);
  if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") return given;
  return given === null ? null : undefined;
}

/** Awaits the outputs in an object of the program, and leaves out properties without a value. */
export async function settleAll(given: object): Promise<Values> {
  const entries = await Promise.all(
    Object.entries(given).map(async ([key, value]) => [key, await settle(value)] as const),
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

interface InternalOutput {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  promise(withUnknowns?: boolean): Promise<unknown>;
}

async function settleOutput(output: pulumi.Output<unknown>): Promise<Value | undefined> {
  const inside = output as unknown as InternalOutput;
  const [known, secret, inner] = await Promise.all([inside.isKnown, inside.isSecret, inside.promise(true)]);
  const value = known ? await settle(inner) : unknownsIn(inner);
  return secret ? new Secret(value ?? null) : value;
}

/** The known parts of an unknown output: a list of unknown ids still has a length. */
function unknownsIn(inner: unknown): Value {
  if (Array.isArray(inner)) return inner.map(unknownsIn);
  return typeof inner === "string" || typeof inner === "number" || typeof inner === "boolean" ? inner : UNKNOWN;
}

async function promiseOf(output: pulumi.Output<string>): Promise<string> {
  return String(await (output as unknown as InternalOutput).promise());
}

const isWireList = (wire: Wire): wire is readonly Wire[] => Array.isArray(wire);

function withoutSignature(wire: Readonly<Record<string, Wire>>): Readonly<Record<string, Wire>> {
  return Object.fromEntries(Object.entries(wire).filter(([key]) => key !== pulumi.runtime.specialSigKey));
}

const textOf = (wire: Wire | undefined): string => (typeof wire === "string" ? wire : "");

const secretWire = (value: Wire): Wire => ({ [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value });
