import { randomUUID } from "node:crypto";

import type { ApiAnswer, ApiCall } from "./api";
import { element, printXml, type XmlElement } from "./xml";

/** A refusal in the shape in which the service that is called says it, so that every SDK can read it. */
export function errorAnswer(call: ApiCall, status: number, code: string, message: string): ApiAnswer {
  const id = randomUUID();
  if (call.headers["x-amz-target"] !== undefined) {
    const headers = {
      ...{ "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id },
      // CloudWatch's codes are those of the Query protocol, which it spoke before.
      ...(call.service === "monitoring" && { "x-amzn-query-error": `${code};Sender` }),
    };
    return { status, headers, body: Buffer.from(JSON.stringify({ __type: code, message })) };
  }
  return xmlAnswer(status, printXml(errorDocument(call.service, id, code, message)));
}

/** An XML answer. */
export function xmlAnswer(status: number, document: string): ApiAnswer {
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
export function queryAnswer(call: ApiCall, result: readonly XmlElement[]): ApiAnswer {
  const metadata = element("ResponseMetadata", [element("RequestId", randomUUID())]);
  const root = element(`${call.action}Response`, [element(`${call.action}Result`, result), metadata]);
  return xmlAnswer(200, printXml({ ...root, attributes: { xmlns: namespaces[call.service] ?? "" } }));
}

const namespaces: Readonly<Record<string, string>> = {
  autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
};
