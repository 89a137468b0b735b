import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { architectureOf, type BastionSettings } from "../../config";
import type { AmazonLinux } from "../../lib/amazon-linux";
import { hardenedInstance } from "../../lib/instance-hardening";
import { tagsOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";
import { userDataFrom } from "../../lib/user-data";
import type { SecurityGroups, Vpc } from "../../network";
import type { Login } from "../login/login";

export interface BastionArgs {
  readonly context: StageContext;
  readonly settings: Pick<BastionSettings, "hours" | "instanceType">;
  readonly vpc: Pick<Vpc, "publicRouting"> & {
    readonly firstZone: { readonly publicSubnet: { readonly id: pulumi.Input<string> } };
  };
  readonly securityGroups: Pick<SecurityGroups, "idOf">;
  readonly amazonLinux: Pick<AmazonLinux, "idOf">;
  readonly login: Pick<Login, "keyName">;
}

/** The only instance that accepts SSH from outside the VPC. It exists while the setting `bastion` is on. */
export class Bastion extends pulumi.ComponentResource {
  readonly publicIp: pulumi.Output<string>;

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("minimal-secure-web:compute:Bastion", name, {}, opts);
    const { instanceType, hours } = args.settings;
    const tags = tagsOf(args.context.stageName, { suffix: "bastion" });
    const instance = new aws.ec2.Instance(
      name,
      {
        ...hardenedInstance(tags),
        ami: args.amazonLinux.idOf(architectureOf(instanceType)),
        instanceType,
        subnetId: args.vpc.firstZone.publicSubnet.id,
        vpcSecurityGroupIds: [args.securityGroups.idOf("bastion")],
        ...(args.login.keyName === undefined ? {} : { keyName: args.login.keyName }),
        monitoring: args.context.detailedMonitoring,
        userData: userDataFrom(path.join(__dirname, "bastion.sh"), { HOURS: String(hours) }),
        userDataReplaceOnChange: true,
      },
      // A new type in place would mean minutes without a bastion, and the restart would reset its hours.
      { parent: this, replaceOnChanges: ["instanceType"] },
    );
    const address = new aws.ec2.Eip(
      name,
      { domain: "vpc", tags },
      { parent: this, dependsOn: [...args.vpc.publicRouting] },
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
