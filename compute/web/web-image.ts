import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type AwsClients } from "../../lib/aws";
import { beforeChange } from "../../lib/hooks";
import { nameOf, tagsOf, type StageName } from "../../lib/naming";
import { hardenedInstance } from "../../lib/instance-hardening";
import { waitUntilFinished } from "./image-readiness";
import type { KeptImageVersions } from "./image-version";

/** Arguments of {@link WebImage}. */
export interface WebImageArgs {
  readonly stageName: StageName;
  readonly subnetId: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  /** The Amazon Linux that the image starts from. */
  readonly baseImageId: pulumi.Input<string>;
  readonly instanceType: string;
  readonly keyName: pulumi.Input<string> | undefined;
  /** Installs everything and, when all of it is well, powers the machine off. */
  readonly userData: string;
  /** The imageVersion that makes the image, and the one whose image is kept to go back to. */
  readonly imageVersions: KeptImageVersions;
  /** What must stand before a private machine gets its packages. */
  readonly privateEgress: readonly pulumi.Resource[];
  readonly clients: AwsClients;
}

/**
 * The golden image: a web server in a private subnet installs everything, powers itself off when it is done, and an
 * image is made of the stopped machine.
 *
 * An image belongs to its imageVersion, not to the machine: that one may be replaced or lost and no image changes.
 */
export class WebImage extends pulumi.ComponentResource {
  private readonly ids: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(
    private readonly name: string,
    private readonly args: WebImageArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:compute:WebImage", name, {}, opts);
    const [current, previous] = args.imageVersions;
    this.ids = new Map([
      [current, this.createImage(current, this.createMachine().id)],
      ...(previous === undefined ? [] : [[previous, this.keepImage(previous)] as const]),
    ]);
    this.registerOutputs({});
  }

  /**
   * The id of a imageVersion's image.
   * @throws Error for a imageVersion whose image is not kept
   */
  idOf(imageVersion: string): pulumi.Output<string> {
    const id = this.ids.get(imageVersion);
    if (id === undefined) throw new Error(`no image of the imageVersion ${imageVersion} is kept`);
    return id;
  }

  private createMachine(): aws.ec2.Instance {
    const { args } = this;
    return new aws.ec2.Instance(
      this.name,
      {
        ...hardenedInstance(this.tags()),
        ami: args.baseImageId,
        instanceType: args.instanceType,
        subnetId: args.subnetId,
        vpcSecurityGroupIds: [args.securityGroupId],
        ...(args.keyName === undefined ? {} : { keyName: args.keyName }),
        userData: args.userData,
        userDataReplaceOnChange: true,
      },
      {
        parent: this,
        dependsOn: [...args.privateEgress],
        // Resized in place, it would only be started again, and would never finish.
        replaceOnChanges: ["instanceType"],
      },
    );
  }

  private createImage(imageVersion: string, sourceInstanceId: pulumi.Input<string>): pulumi.Output<string> {
    // Only before it is made: by the time of a later change, of its tags say, the machine may be gone.
    const { beforeCreate = [] } = beforeChange(`${this.name}-machine-has-finished`, (image) =>
      waitUntilFinished(image, this.args.clients),
    );
    return new aws.ec2.AmiFromInstance(
      `${this.name}-${imageVersion}`,
      {
        sourceInstanceId,
        description: `Web server of ${this.args.stageName.service} ${this.args.stageName.stage}, recipe ${imageVersion}`,
        // The machine is off: there is nothing to reboot.
        snapshotWithoutReboot: true,
        tags: this.tags(),
      },
      { parent: this, hooks: { beforeCreate }, ignoreChanges: ["sourceInstanceId"] },
    ).id;
  }

  /** An image that exists: only its name is needed to keep it in the state, and nothing of it changes. */
  private keepImage(imageVersion: string): pulumi.Output<string> {
    return new aws.ec2.AmiFromInstance(
      `${this.name}-${imageVersion}`,
      { sourceInstanceId: "gone" },
      { parent: this, ignoreChanges: ["sourceInstanceId", "description", "snapshotWithoutReboot", "name", "tags"] },
    ).id;
  }

  private tags(): Record<string, string> {
    return tagsOf(this.args.stageName, nameOf(this.args.stageName, { suffix: "web" }));
  }
}
