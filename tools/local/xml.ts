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
  // `htmlEntities` includes numeric character references. The limits are meant for untrusted documents.
  htmlEntities: true,
  processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
});

/** Parses a document; undefined when it is not XML. */
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

/** The document in a response; undefined when it is not XML. */
export function bodyOf(response: ApiResponse): XmlElement | undefined {
  return parseXml(response.body.toString("utf8"));
}

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

/** The text at a path; undefined when there is no such element. */
export function textAt(root: XmlElement | undefined, path: string): string | undefined {
  return find(root, path)?.text;
}

/** Every element of a name, at any depth. */
export function findAll(root: XmlElement | undefined, name: string): XmlElement[] {
  if (root === undefined) return [];
  const deeper = root.children.flatMap((child) => findAll(child, name));
  return root.name === name ? [root, ...deeper] : deeper;
}

/** The text of every element of a name, at any depth. */
export function textsOf(root: XmlElement | undefined, name: string): string[] {
  return findAll(root, name).map(({ text }) => text);
}

/** The children of every element of a name, at any depth: all members of all lists of that name. */
export function membersOf(root: XmlElement | undefined, name: string): XmlElement[] {
  return findAll(root, name).flatMap(({ children }) => children);
}

/** Replaces the child of the same name, or appends the new one. */
export function setChild(parent: XmlElement, child: XmlElement): void {
  const at = parent.children.findIndex(({ name }) => name === child.name);
  if (at < 0) parent.children.push(child);
  else parent.children[at] = child;
}

/** Changes the document of a successful response; every other response stays as it is. */
export function editXml(response: ApiResponse, edit: (root: XmlElement) => void): ApiResponse {
  const root = response.status < 300 ? bodyOf(response) : undefined;
  if (root === undefined) return response;
  edit(root);
  return { ...response, body: Buffer.from(printXml(root)) };
}

function toElement(node: Node): XmlElement {
  const name = Object.keys(node).find((key) => key !== ":@") ?? "";
  const nodes = node[name] as readonly Node[];
  const children = nodes.filter((child) => !("#text" in child)).map(toElement);
  const text = nodes.map((child) => ("#text" in child ? String(child["#text"]) : "")).join("");
  const attributes = (node[":@"] ?? {}) as Record<string, string>;
  // White space between elements means nothing; in an element without children it is its text.
  return { name, attributes, children, text: children.length > 0 ? "" : text };
}

function print({ name, attributes, text, children }: XmlElement): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${encode(value)}"`)].join(" ");
  const content = children.length > 0 ? children.map(print).join("") : encode(text);
  return content === "" ? `<${start}/>` : `<${start}>${content}</${name}>`;
}

/** A parser would turn a plain carriage return into a line feed. */
function encode(text: string): string {
  return text.replace(/[&<>"\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
