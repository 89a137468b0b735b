import * as path from "node:path";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { LoadBalancerSettings, WebSettings } from "../../config";
import { beforeChange } from "../../lib/hooks";
import { metadataOptions, ROOT_DEVICE, rootVolume } from "../../lib/instance-hardening";
import { tagsOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";
import { userDataFrom } from "../../lib/user-data";
import type { SecurityGroups } from "../../network";
import { tagSnapshots } from "./snapshot-tags";

export interface LaunchTemplateArgs {
  readonly context: StageContext;
  readonly settings: Pick<WebSettings, "instanceType" | "parameters">;
  readonly imageId: pulumi.Input<string>;
  readonly securityGroups: Pick<SecurityGroups, "idOf">;
  readonly keyName: pulumi.Input<string> | undefined;
  readonly instanceProfileArn: pulumi.Input<string> | undefined;
  /** What visitors get over HTTP, and whether browsers are to use HTTPS only. */
  readonly visitors: Pick<LoadBalancerSettings, "http" | "hsts">;
  readonly instanceTags: Readonly<Record<string, string>>;
  readonly parent: pulumi.Resource;
}

/** A year, the least that browsers' own lists of such sites take: https://hstspreload.org/ */
const HSTS_SECONDS = String(365 * 24 * 60 * 60);

/** What each web server is launched with. */
export function createLaunchTemplate(name: string, args: LaunchTemplateArgs): aws.ec2.LaunchTemplate {
  const { context, settings, keyName, instanceProfileArn, visitors } = args;
  const { parameters } = settings;
  return new aws.ec2.LaunchTemplate(
    name,
    {
      imageId: args.imageId,
      instanceType: settings.instanceType,
      ...(keyName === undefined ? {} : { keyName }),
      ...(instanceProfileArn === undefined ? {} : { iamInstanceProfile: { arn: instanceProfileArn } }),
      networkInterfaces: [
        {
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
          securityGroups: [args.securityGroups.idOf("web")],
        },
      ],
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: {
            encrypted: String(rootVolume.encrypted),
            volumeType: rootVolume.volumeType,
            volumeSize: rootVolume.volumeSize,
            deleteOnTermination: String(rootVolume.deleteOnTermination),
          },
        },
      ],
      metadataOptions,
      monitoring: { enabled: context.detailedMonitoring },
      ebsOptimized: "true",
      userData: Buffer.from(startUserData({ ...visitors, parameters, region: context.region })).toString("base64"),
      // The provider's default tags do not reach instances and volumes that a group launches.
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: args.instanceTags })),
      updateDefaultVersion: true,
      tags: tagsOf(context.stageName, { prefix: "lt" }),
    },
    {
      parent: args.parent,
      // Not after the creation of the image: if the hook failed then, the next `pulumi up` would continue without it.
      hooks: beforeChange(`${name}-image-has-tagged-snapshots`, ({ imageId }) =>
        tagSnapshots(imageId as string, tagsOf(context.stageName, { suffix: "web" }), context.clients),
      ),
    },
  );
}

export interface StartOptions extends Pick<LoadBalancerSettings, "http" | "hsts"> {
  readonly parameters?: WebSettings["parameters"] | undefined;
  readonly region: string;
}

/** User data of a web server that starts from the image. */
export function startUserData({ http, hsts, parameters, region }: StartOptions): string {
  const scripts = [
    ...(parameters === undefined ? [] : ["parameters.sh"]),
    "web-start.sh",
    ...(hsts ? ["web-hsts.sh"] : []),
  ];
  return userDataFrom(
    scripts.map((script) => path.join(__dirname, script)),
    {
      ...(parameters === undefined ? {} : { PARAMETERS: parameters.join(" "), PARAMETERS_REGION: region }),
      HTTP_MODE: http,
      ...(hsts ? { HSTS_SECONDS } : {}),
    },
  );
}
