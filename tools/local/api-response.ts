import { randomUUID } from "node:crypto";

import type { ApiResponse, ApiCall } from "./api";
import { element, printXml, type XmlElement } from "./xml";

/** A refusal in the shape in which the service that is called says it, so that every SDK can read it. */
export function errorResponse(call: ApiCall, status: number, code: string, message: string): ApiResponse {
  const id = randomUUID();
  if (call.headers["x-amz-target"] !== undefined) {
    const headers = {
      ...{ "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id },
      // CloudWatch's codes are those of the Query protocol, which it spoke before.
      ...(call.service === "monitoring" && { "x-amzn-query-error": `${code};Sender` }),
    };
    return { status, headers, body: Buffer.from(JSON.stringify({ __type: code, message })) };
  }
  return xmlResponse(status, printXml(errorDocument(call.service, id, code, message)));
}

/** An XML answer. */
export function xmlResponse(status: number, document: string): ApiResponse {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(document) };
}

function errorDocument(service: string, id: string, code: string, message: string): XmlElement {
  const said = [element("Code", code), element("Message", message)];
  if (service === "s3") return element("Error", [...said, element("RequestId", id)]);
  if (service === "ec2") {
    return element("Response", [element("Errors", [element("Error", said)]), element("RequestID", id)]);
  }
  return element("ErrorResponse", [element("Error", [element("Type", "Sender"), ...said]), element("RequestId", id)]);
}

/** A good answer in the Query protocol, whose result holds some elements. */
export function queryResponse(call: ApiCall, result: readonly XmlElement[]): ApiResponse {
  const metadata = element("ResponseMetadata", [element("RequestId", randomUUID())]);
  const root = element(`${call.action}Response`, [element(`${call.action}Result`, result), metadata]);
  return xmlResponse(200, printXml({ ...root, attributes: { xmlns: namespaces[call.service] ?? "" } }));
}

const namespaces: Readonly<Record<string, string>> = {
  autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
};
