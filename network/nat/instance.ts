import * as path from "node:path";

import * as aws from "@pulumi/aws";

import { natInstanceAlarms } from "../../alarms";
import { guestScript, hardenedInstance } from "../../compute";
import { tagsOf } from "../../naming";
import { allocationIdOf } from "./elastic-ip";
import type { NatDesign, NatKindArgs, WayOutPlace } from "./way-out";

/** A plain Amazon Linux machine per place that sends the private subnets' packets on under its own address. */
export const natInstance: NatDesign = {
  hasSecurityGroup: true,
  leadsOut: true,
  create: (name, args, parent) =>
    args.places.map((place) => {
      const logicalName = `${name}-instance-${place.suffix}`;
      const instance = new aws.ec2.Instance(logicalName, instanceArgs(place, args), {
        parent,
        // Its packages come through the S3 endpoint, before it has an address.
        dependsOn: [...args.publicWay],
      });
      const association = new aws.ec2.EipAssociation(
        logicalName,
        {
          allocationId: allocationIdOf(name, "instance", place, args, parent),
          networkInterfaceId: instance.primaryNetworkInterfaceId,
          // A new machine takes the address over from the one that it replaces, which is still there.
          allowReassociation: true,
        },
        { parent },
      );
      if (args.alarmTopicArn !== undefined) {
        natInstanceAlarms(logicalName, {
          owner: args.owner,
          subject: place.name,
          instanceId: instance.id,
          topicArn: args.alarmTopicArn,
          parent,
        });
      }
      return {
        suffix: place.suffix,
        target: { networkInterfaceId: instance.primaryNetworkInterfaceId },
        publicIp: association.publicIp,
        ready: [instance, association],
      };
    }),
};

/** A failed host needs nothing here: by default EC2 starts the same machine, with its address, on another. */
function instanceArgs(place: WayOutPlace, args: NatKindArgs): aws.ec2.InstanceArgs {
  const { machine } = args;
  return {
    ...hardenedInstance(tagsOf(args.owner, place.name)),
    ami: machine.imageId,
    instanceType: machine.instanceType,
    subnetId: place.publicSubnetId,
    vpcSecurityGroupIds: [args.securityGroupId()],
    ...(machine.keyName === undefined ? {} : { keyName: machine.keyName }),
    // It sends packets that are not its own: the one machine for which AWS must not compare addresses.
    sourceDestCheck: false,
    monitoring: machine.detailedMonitoring,
    userData: guestScript(path.join(__dirname, "nat.sh"), { VPC_CIDR: machine.vpcCidr }),
    userDataReplaceOnChange: true,
  };
}
