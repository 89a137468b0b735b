import * as aws from "@pulumi/aws";

import { natGatewayAlarms } from "../../monitoring";
import { tagsOf } from "../../lib/naming";
import type { NatProvider } from "./provider";

/** A NAT gateway per place: run by AWS, 0.062 USD per hour and per GB in Tokyo. */
export const natGateway: NatProvider = {
  kind: "gateway",
  hasSecurityGroup: false,
  hasInternetEgress: true,
  hasElasticIp: true,
  create: ({ stageName, places, publicRouting, alarmTopicArn }, parent) =>
    places.map(({ suffix, logicalName, name, publicSubnetId, allocationId }) => {
      // Its creation ends when AWS calls it available, so a route that depends on it leads to a working one.
      const gateway = new aws.ec2.NatGateway(
        logicalName,
        { subnetId: publicSubnetId, allocationId, tags: tagsOf(stageName, name) },
        { parent, dependsOn: [...publicRouting] },
      );
      if (alarmTopicArn !== undefined) {
        natGatewayAlarms(logicalName, {
          stageName,
          subject: name,
          natGatewayId: gateway.id,
          topicArn: alarmTopicArn,
          parent,
        });
      }
      return { suffix, target: { natGatewayId: gateway.id }, publicIp: gateway.publicIp, ready: [gateway] };
    }),
};
