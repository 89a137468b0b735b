import * as path from "node:path";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { natInstanceAlarms } from "../../monitoring";
import { userDataFrom } from "../../lib/user-data";
import { hardenedInstance } from "../../lib/instance-hardening";
import { stashedValue } from "../../lib/stashed-value";
import { tagsOf } from "../../lib/naming";
import type { NatProvider, NatProviderArgs, NatPlacement } from "./provider";

/** A plain Amazon Linux machine per place that sends the private subnets' packets on under its own address. */
export const natInstance: NatProvider = {
  kind: "instance",
  hasSecurityGroup: true,
  hasInternetEgress: true,
  hasElasticIp: true,
  create: (args, parent) =>
    args.places.map((place) => {
      const { suffix, logicalName } = place;
      const instance = createInstance(place, args, parent);
      const association = new aws.ec2.EipAssociation(
        logicalName,
        {
          allocationId: place.allocationId,
          networkInterfaceId: instance.primaryNetworkInterfaceId,
          // A new machine takes the address over from the one that it replaces, which is still there.
          allowReassociation: true,
        },
        // The old machine is without it from then on, so the new one must be ready to the last.
        { parent, hooks: args.whenReady },
      );
      if (args.alarmTopicArn !== undefined) {
        natInstanceAlarms(logicalName, {
          stageName: args.stageName,
          subject: place.name,
          instanceId: instance.id,
          topicArn: args.alarmTopicArn,
          parent,
        });
      }
      return {
        suffix,
        target: { networkInterfaceId: instance.primaryNetworkInterfaceId },
        publicIp: association.publicIp,
        ready: [instance, association],
      };
    }),
};

/** A failed host needs nothing here: by default EC2 starts the same machine, with its address, on another. */
function createInstance(place: NatPlacement, args: NatProviderArgs, parent: pulumi.Resource): aws.ec2.Instance {
  const { machine } = args;
  return new aws.ec2.Instance(
    place.logicalName,
    {
      ...hardenedInstance(tagsOf(args.stageName, place.name)),
      ami: machine.imageId,
      instanceType: machine.instanceType,
      subnetId: place.publicSubnetId,
      vpcSecurityGroupIds: [args.securityGroupId()],
      ...(machine.keyName === undefined ? {} : { keyName: machine.keyName }),
      // It sends packets that are not its own: the one machine for which AWS must not compare addresses.
      sourceDestCheck: false,
      monitoring: machine.detailedMonitoring,
      userData: userDataFrom(path.join(__dirname, "nat.sh"), { VPC_CIDR: machine.vpcCidr }),
      userDataReplaceOnChange: true,
    },
    {
      parent,
      // Its packages come through the S3 endpoint, before it has an address.
      dependsOn: [...args.publicRouting],
      // In place, a new type means minutes without a machine.
      replaceOnChanges: ["instanceType"],
      replacementTrigger: lastUnhealthy(place, args, parent),
    },
  );
}

/**
 * The machine of this place that was last found broken, kept in the state: it changes, and so has the machine replaced,
 * when another is found broken, and not when the new one is found well.
 */
function lastUnhealthy(
  { suffix, logicalName }: NatPlacement,
  { machine }: NatProviderArgs,
  parent: pulumi.Resource,
): pulumi.Output<unknown> {
  return stashedValue(`${logicalName}-last-broken`, machine.broken.get(suffix), { initial: "none", parent });
}
