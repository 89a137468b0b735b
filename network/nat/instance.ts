import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { architectureOf } from "../../config";
import { hardenedInstance } from "../../lib/instance-hardening";
import { tagsOf } from "../../lib/naming";
import { stashedValue } from "../../lib/stashed-value";
import { userDataFrom } from "../../lib/user-data";
import { natInstanceAlarms, natInstanceReboot } from "../../monitoring";
import type { NatPlacement, NatProvider, NatProviderArgs } from "./provider";

/** Amazon Linux instances that forward packets of the private subnets from their own address. */
export const natInstance: NatProvider = {
  kind: "instance",
  hasSecurityGroup: true,
  hasInternetEgress: true,
  create: (args, parent) =>
    args.placements.map((placement) => {
      const { suffix, logicalName, name } = placement;
      const instance = createInstance(placement, args, parent);
      const association = new aws.ec2.EipAssociation(
        logicalName,
        {
          allocationId: placement.allocationId,
          networkInterfaceId: instance.primaryNetworkInterfaceId,
          // A new instance takes the address over from the one that it replaces, which still exists.
          allowReassociation: true,
        },
        // The old instance loses the address with this, so the new one must be ready first.
        { parent, hooks: args.waitUntilReady },
      );
      const alarmScope = { context: args.context, subject: name, instanceId: instance.id, parent };
      natInstanceReboot(logicalName, alarmScope);
      natInstanceAlarms(logicalName, alarmScope);
      return {
        suffix,
        target: { networkInterfaceId: instance.primaryNetworkInterfaceId },
        publicIp: association.publicIp,
        ready: [instance, association],
      };
    }),
};

/** A failed host needs nothing here: by default EC2 restarts the same instance, with its address, on another. */
function createInstance(
  { suffix, logicalName, name, publicSubnetId }: NatPlacement,
  args: NatProviderArgs,
  parent: pulumi.Resource,
): aws.ec2.Instance {
  const { instanceType } = args.settings;
  return new aws.ec2.Instance(
    logicalName,
    {
      ...hardenedInstance(tagsOf(args.context.stageName, name)),
      ami: args.amazonLinux.idOf(architectureOf(instanceType)),
      instanceType,
      subnetId: publicSubnetId,
      vpcSecurityGroupIds: [args.securityGroups.idOf("nat")],
      ...(args.login.keyName === undefined ? {} : { keyName: args.login.keyName }),
      // It forwards packets of other instances, which the check would drop.
      sourceDestCheck: false,
      monitoring: args.context.detailedMonitoring,
      userData: userDataFrom(path.join(__dirname, "nat.sh"), { VPC_CIDR: args.vpcCidr }),
      userDataReplaceOnChange: true,
    },
    {
      parent,
      // Its packages come through the S3 endpoint, before it has an address.
      dependsOn: [...args.publicRouting],
      // A new type in place would mean minutes without a NAT.
      replaceOnChanges: ["instanceType"],
      // The id of the last unhealthy instance, stashed in the state: another one replaces the instance, and the
      // health of the new one does not.
      replacementTrigger: stashedValue(`${logicalName}-last-broken`, args.unhealthyNatInstances.get(suffix), {
        initial: "none",
        parent,
      }),
    },
  );
}
