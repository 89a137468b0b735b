import type { IncomingHttpHeaders } from "node:http";

import type { ApiCall } from "./api";

/** The resource of an S3 operation by the key in the query; the method is its verb. */
const s3Subresources: Readonly<Record<string, string>> = {
  accelerate: "BucketAccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCors",
  encryption: "BucketEncryption",
  lifecycle: "BucketLifecycleConfiguration",
  logging: "BucketLogging",
  notification: "BucketNotificationConfiguration",
  "object-lock": "ObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  publicAccessBlock: "PublicAccessBlock",
  replication: "BucketReplication",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};

/** Route 53's operations on hosted zones by method and path. */
const route53Operations: readonly (readonly [method: string, path: RegExp, action: string])[] = [
  ["POST", /\/hostedzone$/, "CreateHostedZone"],
  ["GET", /\/hostedzone$/, "ListHostedZones"],
  ["GET", /\/hostedzone\/[^/]+$/, "GetHostedZone"],
  ["GET", /\/hostedzone\/[^/]+\/rrset\/?$/, "ListResourceRecordSets"],
  ["POST", /\/hostedzone\/[^/]+\/rrset\/?$/, "ChangeResourceRecordSets"],
  ["GET", /\/change\/[^/]+$/, "GetChange"],
  ["GET", /\/tags\/[^/]+\/[^/]+$/, "ListTagsForResource"],
];

const verbs: Readonly<Record<string, string>> = {
  GET: "Get",
  PUT: "Put",
  DELETE: "Delete",
  HEAD: "Head",
  POST: "Post",
};

/** Parses an HTTP request of any AWS protocol: Query, JSON, CBOR, REST. */
export function readCall(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): ApiCall {
  const { service, region } = scopeOf(headers.authorization);
  const address = new URL(url, "http://emulator");
  const base = { method, url, headers, body, region };

  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    return { ...base, service, action: target.slice(target.lastIndexOf(".") + 1), params: jsonObject(body) };
  }
  const form = new URLSearchParams(isForm(headers) ? body.toString("utf8") : address.search);
  const action = form.get("Action");
  if (action !== null) return { ...base, service, action, params: Object.fromEntries(form) };

  const params = { method, path: address.pathname, query: Object.fromEntries(address.searchParams) };
  const rpc = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(address.pathname);
  if (rpc?.[1] !== undefined) return { ...base, service, action: rpc[1], params };
  const known = service === "" && address.pathname.startsWith("/moto-api") ? "moto-api" : service;
  return { ...base, service: known, action: restAction(known, method, address), params };
}

/** The same form request with some parameters replaced (a string) or removed (`undefined`). */
export function withParams(call: ApiCall, changes: Readonly<Record<string, string | undefined>>): ApiCall {
  const params: Record<string, unknown> = { ...call.params };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) Reflect.deleteProperty(params, name);
    else params[name] = value;
  }
  const body = new URLSearchParams(params as Record<string, string>).toString();
  return { ...call, params, body: Buffer.from(body) };
}

/** The ID of the access key with which a call is signed; empty: it is not signed. */
export function accessKeyIdIn({ authorization = "" }: IncomingHttpHeaders): string {
  return /Credential=([^/]+)\//.exec(authorization)?.[1] ?? "";
}

/** The credential scope of a signature names service and region: `Credential=ID/DATE/REGION/SERVICE/aws4_request`. */
function scopeOf(authorization: string | undefined): { service: string; region: string } {
  const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(authorization ?? "");
  return { region: scope?.[1] ?? "", service: scope?.[2] ?? "" };
}

function isForm(headers: IncomingHttpHeaders): boolean {
  return (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
}

function jsonObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function route53Action(method: string, path: string): string {
  const found = route53Operations.find(([verb, pattern]) => verb === method && pattern.test(path));
  return found?.[2] ?? `${method} ${path}`;
}

function restAction(service: string, method: string, address: URL): string {
  const verb = verbs[method] ?? method;
  if (service === "route53") return route53Action(method, address.pathname);
  if (service !== "s3") return `${method} ${address.pathname}`;
  const [bucket, ...object] = address.pathname.split("/").filter((part) => part !== "");
  for (const key of address.searchParams.keys()) {
    const name = s3Subresources[key];
    // Objects have ACLs and tags too.
    if (name !== undefined) return verb + (object.length > 0 ? name.replace("Bucket", "Object") : name);
  }
  if (bucket === undefined) return "ListBuckets";
  if (object.length > 0) return `${verb}Object`;
  if (method === "PUT") return "CreateBucket";
  if (method === "POST") return address.searchParams.has("delete") ? "DeleteObjects" : "PostObject";
  if (method === "GET") return address.searchParams.has("versions") ? "ListObjectVersions" : "ListObjects";
  return `${verb}Bucket`;
}
