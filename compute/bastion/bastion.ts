import * as path from "node:path";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nameOf, tagsOf, type StageName } from "../../lib/naming";
import { userDataFrom } from "../../lib/user-data";
import { hardenedInstance } from "../../lib/instance-hardening";

/** Arguments of {@link Bastion}. */
export interface BastionArgs {
  readonly stageName: StageName;
  readonly subnetId: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly imageId: pulumi.Input<string>;
  readonly instanceType: string;
  readonly keyName: pulumi.Input<string>;
  /** Hours after which it powers itself off; 0 = never. */
  readonly hours: number;
  readonly detailedMonitoring: boolean;
  /** What must stand before it reaches the internet, and go after it. */
  readonly publicRouting: readonly pulumi.Resource[];
}

/** The one machine that people log in to from outside. It exists while the setting `bastion` is on. */
export class Bastion extends pulumi.ComponentResource {
  readonly publicIp: pulumi.Output<string>;

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:Bastion", name, {}, opts);
    const tags = tagsOf(args.stageName, nameOf(args.stageName, { suffix: "bastion" }));
    const instance = new aws.ec2.Instance(
      name,
      {
        ...hardenedInstance(tags),
        ami: args.imageId,
        instanceType: args.instanceType,
        subnetId: args.subnetId,
        vpcSecurityGroupIds: [args.securityGroupId],
        keyName: args.keyName,
        monitoring: args.detailedMonitoring,
        userData: userDataFrom(path.join(__dirname, "bastion.sh"), { HOURS: String(args.hours) }),
        userDataReplaceOnChange: true,
      },
      // In place, a new type means minutes without a bastion, and a restart begins its hours anew.
      { parent: this, replaceOnChanges: ["instanceType"] },
    );
    const address = new aws.ec2.Eip(
      name,
      { domain: "vpc", tags },
      { parent: this, dependsOn: [...args.publicRouting] },
    );
    new aws.ec2.EipAssociation(
      name,
      { allocationId: address.id, networkInterfaceId: instance.primaryNetworkInterfaceId, allowReassociation: true },
      { parent: this },
    );
    this.publicIp = address.publicIp;
    this.registerOutputs({ publicIp: this.publicIp });
  }
}
