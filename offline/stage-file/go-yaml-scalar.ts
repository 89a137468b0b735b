/** A scalar as Go's YAML library reads it. Integers beyond JavaScript's safe range are a `bigint`. */
export type GoScalar = null | boolean | string | number | bigint | Timestamp;

/** A scalar that does not fit its tag, or that Pulumi cannot pass on. */
export class UnreadableScalar extends Error {}

/** A date or time without quotation marks. */
export class Timestamp {
  /** @param zone - minutes from UTC */
  public constructor(
    private readonly utc: Date,
    private readonly fraction: string,
    private readonly zone: number,
  ) {}

  /** As Go writes a time into a setting of a stage file: `2026-12-31 00:00:00 +0000 UTC`. */
  public toString(): string {
    const { day, time, sign, hours, minutes } = this.parts();
    const offset = `${sign}${hours}${minutes}`;
    return `${day} ${time} ${offset} ${this.zone === 0 ? "UTC" : offset}`;
  }

  /** As Go writes a time into JSON, which is what settings in `Pulumi.yaml` become. */
  public toRfc3339(): string {
    const { day, time, sign, hours, minutes } = this.parts();
    return `${day}T${time}${this.zone === 0 ? "Z" : `${sign}${hours}:${minutes}`}`;
  }

  private parts(): Record<"day" | "time" | "sign" | "hours" | "minutes", string> {
    const [day = "", time = ""] = this.utc.toISOString().split(/[T.]/);
    const [hours, minutes] = [Math.trunc(Math.abs(this.zone) / 60), Math.abs(this.zone) % 60].map((part) =>
      String(part).padStart(2, "0"),
    ) as [string, string];
    const fraction = this.fraction.replace(/0+$/, "");
    return {
      day,
      time: fraction === "" ? time : `${time}.${fraction}`,
      sign: this.zone < 0 ? "-" : "+",
      hours,
      minutes,
    };
  }
}

const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?(Z|[-+]\d{2}:\d{2})| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?)?$/;
const TAG = "tag:yaml.org,2002:";

/**
 * Reads a scalar: `017` and `0o17` are 15, `1_000` is 1000, `yes` and `on` are text, a date is a time.
 * @param tag its explicit tag
 * @param plain whether it has no quotation marks and is no block of text
 * @throws UnreadableScalar
 * @see https://github.com/go-yaml/yaml/blob/v3/resolve.go
 */
export function readScalar(text: string, tag: string | undefined, plain: boolean): GoScalar {
  const short = tag?.startsWith(TAG) === true ? tag.slice(TAG.length) : tag;
  if (short === "binary") return fromBase64(text);
  // Unknown tags have no effect.
  if (short !== undefined && !KINDS.has(short)) return text;
  if (short === "str" || (!plain && short === undefined)) return text;
  const value = resolve(text, short === undefined || short === "timestamp");
  if (short === undefined || kindOf(value, text) === short || (short === "float" && kindOf(value, text) === "int")) {
    return value;
  }
  throw new UnreadableScalar(`cannot decode !!${kindOf(value, text)} \`${text}\` as a !!${short}`);
}

const KINDS = new Set(["str", "bool", "int", "float", "null", "timestamp"]);

function kindOf(value: GoScalar, text: string): string {
  if (value === null) return "null";
  if (value instanceof Timestamp) return "timestamp";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  return wholeNumber(text.replaceAll("_", "")) === undefined ? "float" : "int";
}

function resolve(text: string, mayBeTime: boolean): GoScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  // Pulumi passes settings as JSON, which has no such numbers.
  if (NOT_FINITE.test(text)) throw new UnreadableScalar(`${text} is not a value that Pulumi can pass to a program`);
  if (text.startsWith(".")) return FRACTION.test(text) ? (number(text.replaceAll("_", "")) ?? text) : text;
  if (!/^[-+0-9]/.test(text)) return text;
  const time = mayBeTime ? timestamp(text) : undefined;
  if (time !== undefined) return time;
  const digits = text.replaceAll("_", "");
  const whole = wholeNumber(digits);
  if (whole !== undefined) return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  return FLOAT.test(digits) ? (number(digits) ?? text) : text;
}

/** A leading zero alone makes it octal, as in YAML 1.1. */
function wholeNumber(digits: string): bigint | undefined {
  const [, sign = "", prefix = "", rest = ""] =
    /^([-+]?)(0[xX]|0[oO]|0[bB]|0(?=[0-7]))?([0-9a-fA-F]+)$/.exec(digits) ?? [];
  const base = { "": "", "0": "0o" }[prefix] ?? prefix.toLowerCase();
  const allowed = { "": /^\d+$/, "0o": /^[0-7]+$/, "0x": /^[\da-fA-F]+$/, "0b": /^[01]+$/ }[base];
  if (allowed?.test(rest) !== true) return undefined;
  // With a digit 8 or 9 after a leading zero it is a float.
  if (base === "" && /^0\d/.test(rest)) return undefined;
  const value = BigInt(base + rest) * (sign === "-" ? -1n : 1n);
  return value >= -(1n << 63n) && value < 1n << (sign === "" ? 64n : 63n) ? value : undefined;
}

/** @returns undefined when it is larger than any number */
function number(digits: string): number | undefined {
  const value = Number(digits.replace(/\.(?=$|[eE])/, ""));
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}

function timestamp(text: string): Timestamp | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number) as [number, number, number, number];
  const [hour, minute, second] = [4, 5, 6].map((index) => Number(match[index] ?? match[index + 5] ?? 0)) as [
    number,
    number,
    number,
  ];
  const fraction = match[7] ?? match[12] ?? "";
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? new Timestamp(utc, fraction, minutesOf(match[8])) : undefined;
}

function minutesOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([-+])(\d{2}):(\d{2})$/.exec(zone ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}

function fromBase64(text: string): string {
  const compact = text.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)) {
    throw new UnreadableScalar("!!binary value contains invalid base64 data");
  }
  return Buffer.from(compact, "base64").toString("utf8");
}
