import { createHash, X509Certificate } from "node:crypto";

import { isCall, listOf, param, structuresOf, type ApiCall, type ApiResponse, type Ask, type Patch } from "../api";
import { errorResponse, queryResponse } from "../api-response";
import { bodyOf, editXml, element, find, findAll, membersOf, setChild, textAt, textsOf } from "../xml";
import type { XmlElement } from "../xml";

interface Certificate {
  readonly uploaded: string;
  readonly expires: string;
  readonly tags: Map<string, string>;
}

/**
 * The emulator accepts junk as a server certificate, accepts a name twice, deletes one that a load balancer uses, gives
 * all of them the same id, reports 2012 as the expiry of each, and forgets their tags.
 */
export function serverCertificates(): Patch {
  const known = new Map<string, Certificate>();
  /** Server certificates are global; load balancers in every region called so far may use one. */
  const regions = new Set<string>();
  return {
    description: "server certificates have their own id, dates and tags; names are unique; one in use is not deleted",
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
        return certificate ? tagsResponse(call, certificate.tags) : notFound(call, name);
      }
      const rejection = await reject(call, name, known, regions, ask);
      if (rejection !== undefined) return rejection;
      const response = await next(call);
      if (response.status < 300) remember(call, name, known);
      return editXml(response, (root) => {
        showCertificates(root, known);
      });
    },
  };
}

async function reject(
  call: ApiCall,
  name: string,
  known: ReadonlyMap<string, Certificate>,
  regions: ReadonlySet<string>,
  ask: Ask,
): Promise<ApiResponse | undefined> {
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
      const described = bodyOf(await ask("elasticloadbalancing", "DescribeLoadBalancers", {}, { region }));
      if (textsOf(described, "SSLCertificateId").some((arn) => arn.endsWith(`/${name}`))) {
        const message = `Certificate: ${name} is currently in use by a load balancer. Please remove it first.`;
        return errorResponse(call, 409, "DeleteConflict", message);
      }
    }
  }
  return undefined;
}

function remember(call: ApiCall, name: string, known: Map<string, Certificate>): void {
  if (call.action === "DeleteServerCertificate") known.delete(name);
  if (call.action !== "UploadServerCertificate") return;
  const tags = structuresOf(call, "Tags.member").map(({ Key, Value }): [string, string] => [Key ?? "", Value ?? ""]);
  known.set(name, { uploaded: toSeconds(new Date()), expires: expiryOf(call) ?? "", tags: new Map(tags) });
}

function expiryOf(call: ApiCall): string | undefined {
  try {
    return toSeconds(new Date(new X509Certificate(param(call, "CertificateBody") ?? "").validTo));
  } catch {
    return undefined;
  }
}

/** IAM's dates have whole seconds. */
function toSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function showCertificates(root: XmlElement, known: ReadonlyMap<string, Certificate>): void {
  const listed = membersOf(root, "ServerCertificateMetadataList");
  for (const metadata of [...listed, ...findAll(root, "ServerCertificateMetadata")]) {
    const name = textAt(metadata, "ServerCertificateName") ?? "";
    const certificate = known.get(name);
    if (certificate === undefined) continue;
    setChild(metadata, element("ServerCertificateId", `ASCA${digest(name)}`));
    setChild(metadata, element("UploadDate", certificate.uploaded));
    setChild(metadata, element("Expiration", certificate.expires));
  }
  const upload = find(root, "UploadServerCertificateResult");
  for (const holder of [...findAll(root, "ServerCertificate"), ...(upload ? [upload] : [])]) {
    const tags = known.get(textAt(holder, "ServerCertificateMetadata/ServerCertificateName") ?? "")?.tags;
    if (tags !== undefined) setChild(holder, tagList(tags));
  }
}

/** Seventeen letters and digits as in an IAM id, always the same for one name. */
function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 17).toUpperCase();
}

function tagList(tags: ReadonlyMap<string, string>): XmlElement {
  const list = [...tags].map(([key, value]) => element("member", [element("Key", key), element("Value", value)]));
  return element("Tags", list);
}

function tagsResponse(call: ApiCall, tags: Map<string, string>): ApiResponse {
  for (const { Key, Value } of structuresOf(call, "Tags.member")) tags.set(Key ?? "", Value ?? "");
  for (const key of listOf(call, "TagKeys.member")) tags.delete(key);
  if (call.action !== "ListServerCertificateTags") return queryResponse(call, []);
  return queryResponse(call, [tagList(tags), element("IsTruncated", "false")]);
}

function notFound(call: ApiCall, name: string): ApiResponse {
  return errorResponse(call, 404, "NoSuchEntity", `The Server Certificate with name ${name} cannot be found.`);
}

/** AWS takes seconds as a rule, 15 minutes at most: long enough here to notice a program that does not retry. */
const PROPAGATION_MS = 3_000;

/**
 * IAM is eventually consistent: load balancers do not know a new certificate at once. In the emulator they do.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ts-elb-error-api-response.html
 * @param propagationMs milliseconds after the upload for which load balancers reject it
 */
export function certificatePropagation(propagationMs = PROPAGATION_MS): Patch {
  const knownAt = new Map<string, number>();
  return {
    description: "load balancers do not know a new server certificate for some seconds",
    applies: (call) =>
      isCall(call, "iam", "UploadServerCertificate") ||
      isCall(
        call,
        "elasticloadbalancing",
        "CreateLoadBalancer",
        "CreateLoadBalancerListeners",
        "SetLoadBalancerListenerSSLCertificate",
      ),
    handle: async (call, next) => {
      if (call.service === "iam") {
        const response = await next(call);
        const name = param(call, "ServerCertificateName") ?? "";
        if (response.status < 300) knownAt.set(name, Date.now() + propagationMs);
        return response;
      }
      const arns = [
        param(call, "SSLCertificateId"),
        ...structuresOf(call, "Listeners.member").map(({ SSLCertificateId }) => SSLCertificateId),
      ];
      const unknown = arns.find((arn = "") => Date.now() < (knownAt.get(arn.split("/").at(-1) ?? "") ?? 0));
      if (unknown === undefined) return next(call);
      return errorResponse(call, 400, "CertificateNotFound", `Server Certificate not found for the key: ${unknown}`);
    },
  };
}
