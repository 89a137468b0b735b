import { randomUUID } from "node:crypto";

import type { ApiCall, ApiResponse } from "./api";
import { element, printXml, type XmlElement } from "./xml";

/** An error in the format of the service that is called, so that every SDK can read it. */
export function errorResponse(call: ApiCall, status: number, code: string, message: string): ApiResponse {
  const id = randomUUID();
  if (call.headers["x-amz-target"] !== undefined) {
    const headers = {
      ...{ "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id },
      // CloudWatch's codes are those of the Query protocol, which it used before.
      ...(call.service === "monitoring" && { "x-amzn-query-error": `${code};Sender` }),
    };
    return { status, headers, body: Buffer.from(JSON.stringify({ __type: code, message })) };
  }
  return xmlResponse(status, errorDocument(call.service, id, code, message));
}

function xmlResponse(status: number, root: XmlElement): ApiResponse {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(printXml(root)) };
}

function errorDocument(service: string, id: string, code: string, message: string): XmlElement {
  const details = [element("Code", code), element("Message", message)];
  if (service === "s3") return element("Error", [...details, element("RequestId", id)]);
  if (service === "ec2") {
    return element("Response", [element("Errors", [element("Error", details)]), element("RequestID", id)]);
  }
  return element("ErrorResponse", [
    element("Error", [element("Type", "Sender"), ...details]),
    element("RequestId", id),
  ]);
}

/** A successful response of EC2. */
export function ec2Response(action: string, content: readonly XmlElement[]): ApiResponse {
  const root = element(`${action}Response`, [element("requestId", randomUUID()), ...content]);
  return xmlResponse(200, { ...root, attributes: { xmlns: "http://ec2.amazonaws.com/doc/2016-11-15/" } });
}

/** A successful response in the Query protocol. */
export function queryResponse(call: ApiCall, result: readonly XmlElement[]): ApiResponse {
  const metadata = element("ResponseMetadata", [element("RequestId", randomUUID())]);
  const root = element(`${call.action}Response`, [element(`${call.action}Result`, result), metadata]);
  return xmlResponse(200, { ...root, attributes: { xmlns: namespaces[call.service] ?? "" } });
}

const namespaces: Readonly<Record<string, string>> = {
  autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
  elasticloadbalancing: "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
};
