import { XMLParser } from "fast-xml-parser";

import type { ApiResponse } from "./api";

/** An element of an XML document. It holds either text or children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  children: XmlElement[];
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  // Entities are decoded and written here, so that what comes in goes out the same.
  processEntities: false,
});

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a document. `undefined` when it is none. */
export function parseXml(document: string): XmlElement | undefined {
  if (!document.trimStart().startsWith("<")) return undefined;
  try {
    const nodes = parser.parse(document) as readonly Node[];
    const root = nodes.find((node) => !("#text" in node));
    return root && toElement(root);
  } catch {
    return undefined;
  }
}

/** Writes a document. */
export function printXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${print(root)}`;
}

/** A new element with text or with children. */
export function element(name: string, content: string | readonly XmlElement[] = ""): XmlElement {
  return typeof content === "string"
    ? { name, attributes: {}, text: content, children: [] }
    : { name, attributes: {}, text: "", children: [...content] };
}

/** The first element at a path of names, such as `stateReason/code`. */
export function find(root: XmlElement | undefined, path: string): XmlElement | undefined {
  let at = root;
  for (const name of path.split("/")) at = at?.children.find((child) => child.name === name);
  return at;
}

/** Every child of the element at a path, such as the items of `instancesSet`. */
export function items(root: XmlElement | undefined, path: string): readonly XmlElement[] {
  return find(root, path)?.children ?? [];
}

/** The text at a path; absent: `undefined`. */
export function textAt(root: XmlElement | undefined, path: string): string | undefined {
  return find(root, path)?.text;
}

/** Every element of a name, however deep. */
export function findAll(root: XmlElement, name: string): XmlElement[] {
  const deeper = root.children.flatMap((child) => findAll(child, name));
  return root.name === name ? [root, ...deeper] : deeper;
}

/** Puts a child in the place of the one of its name, or last. */
export function setChild(parent: XmlElement, child: XmlElement): void {
  const at = parent.children.findIndex(({ name }) => name === child.name);
  if (at < 0) parent.children.push(child);
  else parent.children[at] = child;
}

/** Takes every child of a name out. */
export function removeChild(parent: XmlElement, name: string): void {
  parent.children = parent.children.filter((child) => child.name !== name);
}

/** Changes a good XML answer in place; every other answer stays as it is. */
export function editXml(answer: ApiResponse, edit: (root: XmlElement) => void): ApiResponse {
  const root = answer.status < 300 ? parseXml(answer.body.toString("utf8")) : undefined;
  if (root === undefined) return answer;
  edit(root);
  return { ...answer, body: Buffer.from(printXml(root)) };
}

function toElement(node: Node): XmlElement {
  const name = Object.keys(node).find((key) => key !== ":@") ?? "";
  const nodes = node[name] as readonly Node[];
  const children = nodes.filter((child) => !("#text" in child)).map(toElement);
  const text = nodes.map((child) => ("#text" in child ? String(child["#text"]) : "")).join("");
  // Attributes stay as they are written, entities and all.
  const attributes = (node[":@"] ?? {}) as Record<string, string>;
  // White space between elements means nothing; in an element without children it is its text.
  return { name, attributes, children, text: children.length > 0 ? "" : decode(text) };
}

function print({ name, attributes, text, children }: XmlElement): string {
  const start = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const content = children.length > 0 ? children.map(print).join("") : encode(text);
  return content === "" ? `<${name}${start.join("")}/>` : `<${name}${start.join("")}>${content}</${name}>`;
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name ?? ""] ?? whole;
  });
}

function encode(text: string): string {
  return text.replace(/[&<>\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
