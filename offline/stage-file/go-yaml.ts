import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  type Document,
  type Node,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { readScalar, Timestamp, UnreadableScalar, type GoScalar } from "./go-yaml-scalar";

export type GoValue = GoScalar | GoValue[] | { [key: string]: GoValue };

/** Text that Pulumi cannot read as YAML. The message is one line, without the file's name. */
export class UnreadableYaml extends Error {}

/** Go's library rejects excessive aliasing as well. */
const MAX_NODES = 100_000;

/**
 * Reads text as Pulumi does: its first document, with the rules of gopkg.in/yaml.v3, which lie between YAML 1.1 and 1.2.
 * @param namedLevels how many levels of it must have text as keys; below, other keys become text
 * @throws UnreadableYaml
 * @see https://github.com/go-yaml/yaml/blob/v3/decode.go
 */
export function readGoYaml(bytes: Uint8Array | string, namedLevels = 0): GoValue {
  const text = typeof bytes === "string" ? bytes : decode(bytes);
  // YAML has several kinds of line breaks, with the same meaning.
  const document = parseFirst(text.replace(/\r\n?|\u0085/g, "\n"));
  if (document === undefined) return null;
  const [error] = document.errors;
  // The parser adds a drawing of the place below the first line.
  if (error !== undefined) throw new UnreadableYaml((error.message.split("\n")[0] ?? "").replace(/:$/, ""));
  return new Resolver(document, namedLevels).value(document.contents);
}

/** Go's library ignores indentation within brackets and quotation marks. The parser does not, so it gets such lines indented. */
function parseFirst(text: string): Document | undefined {
  const strict = parseStrictly(text);
  let [document, indented]: [Document | undefined, string | undefined] = [strict, text];
  while (document !== undefined && indented !== undefined) {
    const [error] = document.errors;
    if (error === undefined) return document;
    indented = indentLine(indented, error);
    if (indented !== undefined) document = parseStrictly(indented);
  }
  return strict;
}

function parseStrictly(text: string): Document | undefined {
  const documents = parseAllDocuments(text, { schema: "failsafe", resolveKnownTags: false });
  return Array.isArray(documents) ? documents[0] : undefined;
}

/** Deeper than the indentation of any file. */
const DEEP = " ".repeat(100);

/**
 * Indents the line at which brackets (`BAD_INDENT`) or quotation marks (`MISSING_CHAR`) seem to end too early.
 * @returns undefined for another error, and when there is no line, or it is indented already, or separates documents
 */
function indentLine(text: string, { code, pos: [offset] }: Pick<YAMLParseError, "code" | "pos">): string | undefined {
  if (code !== "BAD_INDENT" && code !== "MISSING_CHAR") return undefined;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const isWithin = text.slice(start, offset).trim() !== "";
  const next = text.indexOf("\n", offset) + 1;
  if (isWithin && next === 0) return undefined;
  // Within quotation marks, there are no comments.
  const line =
    code === "BAD_INDENT"
      ? /(?:[ \t]*(?:#[^\n]*)?\n)*(?! {100}|(?:---|\.\.\.)(?:\s|$))(?=[ \t]*[^ \t\n])/y
      : /(?:[ \t]*\n)*(?! {100}|(?:---|\.\.\.)(?:\s|$))(?=[ \t]*[^ \t\n])/y;
  line.lastIndex = isWithin ? next : start;
  return line.test(text) ? text.slice(0, line.lastIndex) + DEEP + text.slice(line.lastIndex) : undefined;
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // Go's library rejects these.
    const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text)?.[0];
    if (control === undefined) return text;
    throw new UnreadableYaml(`control characters are not allowed, here ${JSON.stringify(control)}`);
  } catch (error) {
    if (error instanceof UnreadableYaml) throw error;
    throw new UnreadableYaml(`is not ${encoding.toUpperCase()} text`);
  }
}

class Resolver {
  private readonly open = new Set<Node>();
  private nodes = 0;

  public constructor(
    private readonly document: Document,
    private readonly namedLevels: number,
  ) {}

  public value(node: unknown): GoValue {
    if (node === null || node === undefined) return null;
    this.nodes += 1;
    if (this.nodes > MAX_NODES) throw new UnreadableYaml("document contains excessive aliasing");
    const target = this.target(node as Node);
    if (this.open.has(target)) throw new UnreadableYaml("an anchor's value contains itself");
    this.open.add(target);
    const value = this.inner(target);
    this.open.delete(target);
    return value;
  }

  private inner(node: Node): GoValue {
    if (isMap(node)) return Object.fromEntries(this.entries(node));
    if (isSeq(node)) return node.items.map((item) => this.value(item));
    if (isScalar(node)) return scalar(node);
    throw new UnreadableYaml("an unknown kind of node");
  }

  /** A map's own keys take precedence over merged ones, and earlier merges over later ones. */
  private entries(map: YAMLMap): Map<string, GoValue> {
    const entries = new Map<string, GoValue>();
    const merges: unknown[] = [];
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) merges.push(value);
      else entries.set(this.key(key), this.value(value));
    }
    for (const merged of merges.flatMap((merge) => this.mergedMaps(merge))) {
      for (const [key, value] of this.guarded(merged)) if (!entries.has(key)) entries.set(key, value);
    }
    return entries;
  }

  private guarded(map: YAMLMap): Map<string, GoValue> {
    if (this.open.has(map)) throw new UnreadableYaml("an anchor's value contains itself");
    this.open.add(map);
    const entries = this.entries(map);
    this.open.delete(map);
    return entries;
  }

  private mergedMaps(merge: unknown): YAMLMap[] {
    const items = isSeq(merge) ? merge.items : [merge];
    return items.map((item) => {
      const map = item === null || item === undefined ? undefined : this.target(item as Node);
      if (!isMap(map)) throw new UnreadableYaml("map merge requires map or sequence of maps as the value");
      return map;
    });
  }

  private key(node: unknown): string {
    const key = this.value(node);
    if (typeof key === "string") return key;
    const isObject = typeof key === "object" && key !== null && !(key instanceof Timestamp);
    if (isObject) throw new UnreadableYaml("a key must not be a list or map");
    const text = key === null ? "<nil>" : String(key);
    if (this.open.size <= this.namedLevels) throw new UnreadableYaml(`expected only text as keys, got ${text}`);
    return text;
  }

  private target(node: Node): Node {
    if (!isAlias(node)) return node;
    const target = node.resolve(this.document);
    if (target === undefined) throw new UnreadableYaml(`unknown anchor '${node.source}' referenced`);
    return target;
  }
}

/** With quotation marks too: Pulumi rewrites the file without them before it reads the settings. */
const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === "<<";

function scalar(node: Scalar): GoScalar {
  try {
    return readScalar((node as Scalar<string>).value, node.tag, node.type === Scalar.PLAIN || node.type === undefined);
  } catch (error) {
    if (error instanceof UnreadableScalar) throw new UnreadableYaml(error.message);
    throw error;
  }
}
