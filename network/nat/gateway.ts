import * as aws from "@pulumi/aws";
import { tagsOf } from "../../lib/naming";
import { natGatewayAlarms } from "../../monitoring";
import type { NatProvider } from "./provider";

/** NAT gateways: 0.062 USD per hour and per GB in Tokyo. */
export const natGateway: NatProvider = {
  kind: "gateway",
  hasSecurityGroup: false,
  hasInternetEgress: true,
  create: ({ context, placements, publicRouting }, parent) =>
    placements.map(({ suffix, logicalName, name, publicSubnetId, allocationId }) => {
      // Its creation ends when AWS calls it available, so a route that depends on it has a working target.
      const gateway = new aws.ec2.NatGateway(
        logicalName,
        { subnetId: publicSubnetId, allocationId, tags: tagsOf(context.stageName, name) },
        { parent, dependsOn: [...publicRouting] },
      );
      natGatewayAlarms(logicalName, { context, subject: name, natGatewayId: gateway.id, parent });
      return { suffix, target: { natGatewayId: gateway.id }, publicIp: gateway.publicIp, ready: [gateway] };
    }),
};
