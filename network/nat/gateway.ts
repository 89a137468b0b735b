import * as aws from "@pulumi/aws";

import { natGatewayAlarms } from "../../alarms";
import { tagsOf } from "../../naming";
import { allocationIdOf } from "./elastic-ip";
import type { NatDesign } from "./way-out";

/** A NAT gateway per place: run by AWS, 0.062 USD per hour and per GB in Tokyo. */
export const natGateway: NatDesign = {
  hasSecurityGroup: false,
  leadsOut: true,
  create: (name, args, parent) =>
    args.places.map((place) => {
      // Its creation ends when AWS calls it available, so a route that depends on it leads to a working one.
      const gateway = new aws.ec2.NatGateway(
        `${name}-gateway-${place.suffix}`,
        {
          subnetId: place.publicSubnetId,
          allocationId: allocationIdOf(name, "gateway", place, args, parent),
          tags: tagsOf(args.owner, place.name),
        },
        { parent, dependsOn: [...args.publicWay] },
      );
      if (args.alarmTopicArn !== undefined) {
        natGatewayAlarms(`${name}-gateway-${place.suffix}`, {
          owner: args.owner,
          subject: place.name,
          natGatewayId: gateway.id,
          topicArn: args.alarmTopicArn,
          parent,
        });
      }
      return {
        suffix: place.suffix,
        target: { natGatewayId: gateway.id },
        publicIp: gateway.publicIp,
        ready: [gateway],
      };
    }),
};
