import { isCall, listOf, type Patch } from "../api";
import { ec2Response } from "../api-response";
import { withParams } from "../api-request";
import { bodyOf, editXml, element, findAll, items, textAt, type XmlElement } from "../xml";

/**
 * An endpoint that has been deleted is reported among the unsuccessful items when it is deleted again. The emulator fails, since
 * the endpoint's routes are gone. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function deletedVpcEndpoints(): Patch {
  return {
    description: "a deleted VPC endpoint can be deleted again, without an effect",
    applies: (call) => isCall(call, "ec2", "DeleteVpcEndpoints"),
    handle: async (call, next, ask) => {
      const described = bodyOf(await ask("ec2", "DescribeVpcEndpoints", {}, call));
      const existing = items(described, "vpcEndpointSet")
        .filter((one) => !/^deleted$/i.test(textAt(one, "state") ?? ""))
        .map((one) => textAt(one, "vpcEndpointId"));
      const ids = listOf(call, "VpcEndpointId");
      const kept = ids.filter((id) => existing.includes(id));
      if (kept.length === ids.length) return next(call);
      const gone = ids.filter((id) => !kept.includes(id)).map(notFound);
      if (kept.length === 0) return ec2Response(call.action, [element("unsuccessful", gone)]);
      const changes = Object.fromEntries(ids.map((_, index) => [`VpcEndpointId.${index + 1}`, kept[index]]));
      return editXml(await next(withParams(call, changes)), (root) => {
        findAll(root, "unsuccessful")[0]?.children.push(...gone);
      });
    },
  };
}

function notFound(id: string): XmlElement {
  const error = [
    element("code", "InvalidVpcEndpoint.NotFound"),
    element("message", `The VPC endpoint '${id}' does not exist`),
  ];
  return element("item", [element("error", error), element("resourceId", id)]);
}
