import type * as pulumi from "@pulumi/pulumi";
import type { Folder } from "../../../lib/folder/list";
import { formatIssue, parseSettings, readValues, type SettingsSource, type SettingValues } from "../../../config";

/** Settings as a stage file would hold them: texts as they are, anything else as the JSON text that Pulumi makes of it. */
export type Values = Readonly<Record<string, unknown>>;

/** What a test may change about the source besides the values. */
export interface Context {
  readonly stage?: string;
  readonly secret?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, Folder | string>>;
}

/** Two zones in a VPC of 10.0.0.0/16. */
export const twoZones = [
  { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" },
  { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" },
];

/** A source with a service and a region; `undefined` takes a value away. */
export function sourceOf(
  values: Values,
  { stage = "stg", secret = [], files = {}, folders = {} }: Context = {},
): SettingsSource {
  const all: Values = { serviceName: "shop", "aws:region": "ap-northeast-1", ...values };
  return {
    project: "minimal-secure-web",
    stage,
    values: Object.fromEntries(
      Object.entries(all)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [fullKey(key), typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    secretKeys: new Set(secret.map(fullKey)),
    readFile: (path) => files[path],
    listFolder: (path) => folders[path] ?? "is not a folder of the project",
  };
}

export function issuesOf(values: Values, context?: Context): string[] {
  const result = parseSettings(sourceOf(values, context));
  return result.ok ? [] : result.issues.map(formatIssue);
}

/** The settings by key; an issue fails the test. */
export function settingsOf(values: Values, context?: Context): SettingValues {
  const { values: settings, issues } = readValues(sourceOf(values, context));
  if (issues.length > 0) throw new Error(issues.map(formatIssue).join("\n"));
  return settings;
}

/** Each row: values, and the one line that they must give. */
export function rejects(rows: readonly (readonly [Values, string, Context?])[]): void {
  for (const [values, line, context] of rows) expect(issuesOf(values, context)).to.deep.equal([line]);
}

/** Like `rejects`, where a line leaves out what is allowed, if it is this. */
export function allowsOnly(allowed: string, rows: readonly (readonly [Values, string, Context?])[]): void {
  for (const [values, line, context] of rows) {
    const [issue, ...advice] = line.split("; ");
    const whole = line.includes("; allowed: ") ? line : [issue, `allowed: ${allowed}`, ...advice].join("; ");
    expect(issuesOf(values, context)).to.deep.equal([whole]);
  }
}

export function accepts(rows: readonly (readonly [Values, Context?])[]): void {
  for (const [values, context] of rows) {
    expect(issuesOf(values, context), JSON.stringify(values)).to.deep.equal([]);
  }
}

/** What an output holds, and whether it is a secret. */
export async function unwrap(input: unknown): Promise<{ readonly value: unknown; readonly secret: boolean }> {
  const output = input as pulumi.Output<unknown> & { promise(): Promise<unknown>; isSecret: Promise<boolean> };
  return { value: await output.promise(), secret: await output.isSecret };
}

export function publicKey(type: string, ...fields: readonly Uint8Array[]): string {
  const packed = [Buffer.from(type), ...fields].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, Buffer.from(field)];
  });
  return `${type} ${Buffer.concat(packed).toString("base64")}`;
}

export const ed25519 = publicKey("ssh-ed25519", Buffer.alloc(32, 7));

export function rsa(bits: number): string {
  const modulus = Buffer.alloc(bits / 8, 0xff);
  return publicKey("ssh-rsa", Buffer.from([1, 0, 1]), Buffer.concat([Buffer.from([0]), modulus]));
}

const fullKey = (key: string): string => (key.includes(":") ? key : `minimal-secure-web:${key}`);
