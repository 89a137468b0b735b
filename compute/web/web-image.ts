import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { architectureOf, type WebSettings } from "../../config";
import type { AmazonLinux } from "../../lib/amazon-linux";
import { beforeChange } from "../../lib/hooks";
import { hardenedInstance } from "../../lib/instance-hardening";
import { tagsOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";
import type { SecurityGroups } from "../../network";
import type { Login } from "../login/login";
import { waitUntilFinished } from "./image-readiness";
import type { ImagePlan } from "./image-version";
import { ARCHIVE_NAME } from "./site-archive";
import { SiteFiles } from "./site-files";

export interface WebImageArgs {
  readonly context: StageContext;
  readonly settings: Pick<WebSettings, "instanceType">;
  readonly plan: Pick<ImagePlan, "archive" | "userData" | "versions">;
  readonly vpc: { readonly firstZone: { readonly privateSubnet: { readonly id: pulumi.Input<string> } } };
  readonly securityGroups: Pick<SecurityGroups, "idOf">;
  readonly amazonLinux: Pick<AmazonLinux, "idOf">;
  readonly login: Pick<Login, "keyName">;
  /** A private instance downloads packages only after these. */
  readonly privateEgress: readonly pulumi.Resource[];
}

interface BuildInput {
  readonly files: readonly pulumi.Resource[];
  readonly iamInstanceProfile?: pulumi.Input<string>;
  readonly userData: pulumi.Input<string>;
}

/**
 * The web image: a build instance in a private subnet installs everything and powers itself off, and an AMI is created
 * from the stopped instance.
 *
 * An image belongs to its version, not to the build instance, which may be replaced or lost without changing any image.
 */
export class WebImage extends pulumi.ComponentResource {
  private readonly ids: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(
    private readonly name: string,
    private readonly args: WebImageArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:compute:WebImage", name, {}, opts);
    const [current, previous] = args.plan.versions;
    this.ids = new Map([
      [current, this.createImage(current, this.createBuildInstance().id)],
      ...(previous === undefined ? [] : [[previous, this.retainImage(previous)] as const]),
    ]);
    this.registerOutputs({});
  }

  /** @throws Error for a version whose image is not retained */
  idOf(version: string): pulumi.Output<string> {
    const id = this.ids.get(version);
    if (id === undefined) throw new Error(`the image of version ${version} is not retained`);
    return id;
  }

  private createBuildInstance(): aws.ec2.Instance {
    const { settings, vpc, securityGroups, amazonLinux, login, privateEgress } = this.args;
    const { files, ...input } = this.createFiles();
    return new aws.ec2.Instance(
      this.name,
      {
        ...hardenedInstance(this.tags()),
        ami: amazonLinux.idOf(architectureOf(settings.instanceType)),
        instanceType: settings.instanceType,
        subnetId: vpc.firstZone.privateSubnet.id,
        vpcSecurityGroupIds: [securityGroups.idOf("web")],
        ...(login.keyName === undefined ? {} : { keyName: login.keyName }),
        ...input,
        userDataReplaceOnChange: true,
      },
      {
        parent: this,
        dependsOn: [...privateEgress, ...files],
        // A new type in place would only restart it, and its user data would not run again.
        replaceOnChanges: ["instanceType"],
      },
    );
  }

  /** What the build instance starts with, and what it needs first. */
  private createFiles(): BuildInput {
    const { context, plan } = this.args;
    if (plan.archive === undefined) return { files: [], userData: plan.userData() };
    const { hidden } = plan.archive;
    if (hidden.length > 0) void pulumi.log.info(`web.files leaves out what is hidden: ${hidden.join(", ")}`, this);
    const { archive, bucketName, instanceProfileName } = new SiteFiles(`${this.name}-files`, {
      context,
      archive: plan.archive,
    });
    return {
      files: [archive],
      iamInstanceProfile: instanceProfileName,
      userData: bucketName.apply((bucket) => plan.userData({ bucket, key: ARCHIVE_NAME, region: context.region })),
    };
  }

  private createImage(version: string, sourceInstanceId: pulumi.Input<string>): pulumi.Output<string> {
    // Only before its creation: when its tags change later, the build instance may be gone.
    const { context } = this.args;
    const { beforeCreate = [] } = beforeChange(`${this.name}-machine-has-finished`, (image) =>
      waitUntilFinished(image, context.clients),
    );
    return new aws.ec2.AmiFromInstance(
      `${this.name}-${version}`,
      {
        sourceInstanceId,
        description: `Web server of ${context.stageName.service} ${context.stageName.stage}, recipe ${version}`,
        // The build instance is off: there is nothing to reboot.
        snapshotWithoutReboot: true,
        tags: this.tags(),
      },
      // After a rename of the stage, the description stays: its change would need a permission that also shares images.
      { parent: this, hooks: { beforeCreate }, ignoreChanges: ["sourceInstanceId", "description"] },
    ).id;
  }

  /** An existing image stays in the state unchanged, for which only its logical name is needed. */
  private retainImage(version: string): pulumi.Output<string> {
    const { beforeCreate = [] } = beforeChange(`${this.name}-previous-image-exists`, () => rejectCreation(version));
    return new aws.ec2.AmiFromInstance(
      `${this.name}-${version}`,
      { sourceInstanceId: "gone" },
      {
        parent: this,
        hooks: { beforeCreate },
        ignoreChanges: ["sourceInstanceId", "description", "snapshotWithoutReboot", "name", "tags"],
      },
    ).id;
  }

  private tags(): Record<string, string> {
    return tagsOf(this.args.context.stageName, { suffix: "web" });
  }
}

/**
 * The previous image would be created only after someone deleted it in AWS, when a refresh has noticed.
 * @throws Error always: its build instance is gone
 */
export function rejectCreation(version: string): Promise<never> {
  return Promise.reject(
    new Error(
      `the previous web image, of version ${version}, was deleted in AWS and cannot be created again, because its build ` +
        "instance is gone. To continue without it, raise imageGeneration by one, set previousImage to false if it is true, " +
        "and run pulumi up again",
    ),
  );
}
