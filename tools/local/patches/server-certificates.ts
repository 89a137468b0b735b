import { createHash, X509Certificate } from "node:crypto";

import { isCall, listOf, param, structuresOf, type ApiResponse, type ApiCall, type Ask, type Patch } from "../api";
import { errorResponse, queryResponse } from "../api-response";
import { editXml, element, find, findAll, parseXml, setChild, textAt, type XmlElement } from "../xml";

interface Known {
  readonly uploaded: string;
  readonly expires: string;
  readonly tags: Map<string, string>;
}

/**
 * The emulator takes junk for a server certificate, takes a name twice, deletes one that a load balancer uses, gives
 * all of them one id, says that each expired in 2012, and forgets their tags.
 */
export function serverCertificates(): Patch {
  const known = new Map<string, Known>();
  /** Certificates have no region, load balancers have: those that were ever spoken to are asked who uses one. */
  const regions = new Set<string>();
  return {
    what: "server certificates have their own id, dates and tags, and cannot be doubled or deleted while in use",
    applies: (call) =>
      (call.service === "iam" && call.action.includes("ServerCertificate")) ||
      isCall(call, "elasticloadbalancing", "CreateLoadBalancer"),
    handle: async (call, next, ask) => {
      if (call.service !== "iam") {
        regions.add(call.region);
        return next(call);
      }
      const name = param(call, "ServerCertificateName") ?? "";
      const certificate = known.get(name);
      if (isCall(call, "iam", "ListServerCertificateTags", "TagServerCertificate", "UntagServerCertificate")) {
        return certificate ? answerTags(call, certificate.tags) : unknown(call, name);
      }
      const refusal = await reject(call, known, regions, ask);
      if (refusal !== undefined) return refusal;
      const answer = await next(call);
      if (answer.status < 300) remember(call, name, known);
      return editXml(answer, (root) => {
        correct(root, known);
      });
    },
  };
}

async function reject(
  call: ApiCall,
  known: ReadonlyMap<string, Known>,
  regions: ReadonlySet<string>,
  ask: Ask,
): Promise<ApiResponse | undefined> {
  const name = param(call, "ServerCertificateName") ?? "";
  if (call.action === "UploadServerCertificate") {
    if (expiryOf(call) === undefined) {
      return errorResponse(call, 400, "MalformedCertificate", "Unable to parse certificate body.");
    }
    if (known.has(name)) {
      const message = `The Server Certificate with name ${name} already exists.`;
      return errorResponse(call, 409, "EntityAlreadyExists", message);
    }
  }
  if (call.action === "DeleteServerCertificate" && known.has(name)) {
    for (const region of regions) {
      const answer = await ask("elasticloadbalancing", "DescribeLoadBalancers", {}, { region });
      const root = parseXml(answer.body.toString("utf8"));
      const used = root ? findAll(root, "SSLCertificateId") : [];
      if (used.some(({ text }) => text.endsWith(`/${name}`))) {
        const message = `Certificate: ${name} is currently in use by a load balancer. Please remove it first.`;
        return errorResponse(call, 409, "DeleteConflict", message);
      }
    }
  }
  return undefined;
}

function remember(call: ApiCall, name: string, known: Map<string, Known>): void {
  if (call.action === "DeleteServerCertificate") known.delete(name);
  if (call.action !== "UploadServerCertificate") return;
  const tags = structuresOf(call, "Tags.member").map(({ Key, Value }): [string, string] => [Key ?? "", Value ?? ""]);
  known.set(name, { uploaded: date(new Date()), expires: expiryOf(call) ?? "", tags: new Map(tags) });
}

function expiryOf(call: ApiCall): string | undefined {
  try {
    return date(new Date(new X509Certificate(param(call, "CertificateBody") ?? "").validTo));
  } catch {
    return undefined;
  }
}

/** IAM counts in whole seconds. */
function date(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

function correct(root: XmlElement, known: ReadonlyMap<string, Known>): void {
  const listed = findAll(root, "ServerCertificateMetadataList").flatMap(({ children }) => children);
  for (const metadata of [...listed, ...findAll(root, "ServerCertificateMetadata")]) {
    const name = textAt(metadata, "ServerCertificateName") ?? "";
    const certificate = known.get(name);
    if (certificate === undefined) continue;
    setChild(metadata, element("ServerCertificateId", `ASCA${digest(name)}`));
    setChild(metadata, element("UploadDate", certificate.uploaded));
    setChild(metadata, element("Expiration", certificate.expires));
  }
  for (const certificate of findAll(root, "ServerCertificate")) {
    const name = textAt(certificate, "ServerCertificateMetadata/ServerCertificateName") ?? "";
    const tags = known.get(name)?.tags;
    if (tags !== undefined) setChild(certificate, tagList(tags));
  }
  const uploaded = find(root, "UploadServerCertificateResult/ServerCertificateMetadata/ServerCertificateName");
  const tags = known.get(uploaded?.text ?? "")?.tags;
  const result = find(root, "UploadServerCertificateResult");
  if (result !== undefined && tags !== undefined) setChild(result, tagList(tags));
}

/** Seventeen letters and digits as in an id of IAM's, always the same for one name. */
function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 17).toUpperCase();
}

function tagList(tags: ReadonlyMap<string, string>): XmlElement {
  const list = [...tags].map(([key, value]) => element("member", [element("Key", key), element("Value", value)]));
  return element("Tags", list);
}

function answerTags(call: ApiCall, tags: Map<string, string>): ApiResponse {
  for (const { Key, Value } of structuresOf(call, "Tags.member")) tags.set(Key ?? "", Value ?? "");
  for (const key of listOf(call, "TagKeys.member")) tags.delete(key);
  if (call.action !== "ListServerCertificateTags") return queryResponse(call, []);
  return queryResponse(call, [tagList(tags), element("IsTruncated", "false")]);
}

function unknown(call: ApiCall, name: string): ApiResponse {
  return errorResponse(call, 404, "NoSuchEntity", `The Server Certificate with name ${name} cannot be found.`);
}
