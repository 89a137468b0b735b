import * as path from "node:path";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { webGroupAlarms } from "../../monitoring";
import { userDataFrom } from "../../lib/user-data";
import { metadataOptions, ROOT_DEVICE, rootVolume } from "../../lib/instance-hardening";
import type { HttpMode } from "../../config";
import { type AwsClients } from "../../lib/aws";
import { beforeChange } from "../../lib/hooks";
import { nameOf, tagsOf, type StageName } from "../../lib/naming";
import { rollOut, type LaunchVersion } from "./rollout";

/** Arguments of {@link WebGroup}. */
export interface WebGroupArgs {
  readonly stageName: StageName;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
  readonly loadBalancerName: pulumi.Input<string>;
  /** The golden image. */
  readonly imageId: pulumi.Input<string>;
  readonly instanceType: string;
  readonly keyName: pulumi.Input<string> | undefined;
  /** Instance profile; absent: web servers have no role. */
  readonly instanceProfileArn?: pulumi.Input<string> | undefined;
  readonly http: HttpMode;
  readonly min: number;
  readonly max: number;
  /** SNS topic that alarms go to; absent: no alarms. */
  readonly alarmTopicArn?: pulumi.Input<string> | undefined;
  readonly detailedMonitoring: boolean;
  /** What must stand before a web server works: its way out and the rules of its security group. */
  readonly privateEgress: readonly pulumi.Resource[];
  readonly clients: AwsClients;
}

/**
 * Seconds for which a new server is not replaced for failing the load balancer's health checks: a boot, `web-start.sh`
 * and two health checks take less.
 */
const GRACE_SECONDS = 120;

/**
 * Seconds for which a new server must stay healthy before it counts, and an old one goes for it. Within the grace period
 * auto scaling calls every server healthy, so this is longer: by two minutes, in which auto scaling finds an unhealthy
 * server, also where it counts the grace period from `InService` and the warm-up from the launch.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html
 */
const WARM_UP_SECONDS = GRACE_SECONDS + 120;

/** Seconds after the last replacement in which a rollout can still be rolled back. */
const BAKE_SECONDS = 120;

/** Average CPU, in per cent, that a group with room to grow aims at. */
const CPU_TARGET = 60;

/** Metrics of the group itself: free, and the only ones that tell how many servers it has. */
const GROUP_METRICS: aws.autoscaling.Metric[] = [
  "GroupDesiredCapacity",
  "GroupInServiceInstances",
  "GroupMaxSize",
  "GroupMinSize",
  "GroupPendingInstances",
  "GroupTerminatingInstances",
  "GroupTotalInstances",
];

/** Web servers in the private subnets: started from the golden image, watched by the load balancer, replaced when ill. */
export class WebGroup extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>;
  /** The image that its servers start from. */
  readonly imageId: pulumi.Output<string>;
  /** Created or updated only after the rollout of its version. */
  readonly rollout: pulumi.Stash;

  constructor(
    private readonly name: string,
    private readonly args: WebGroupArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:loadbalancer:WebGroup", name, {}, opts);
    const template = this.createTemplate();
    const group = this.createGroup(template);
    this.rollout = this.createRollOut(template, group);
    this.groupName = group.name;
    this.imageId = pulumi.output(args.imageId);
    if (args.max > args.min) this.createScaling(group);
    if (args.alarmTopicArn !== undefined) {
      webGroupAlarms(name, {
        stageName: args.stageName,
        subject: this.physicalName(),
        groupName: group.name,
        min: args.min,
        topicArn: args.alarmTopicArn,
        parent: this,
      });
    }
    this.registerOutputs({ groupName: this.groupName });
  }

  private createTemplate(): aws.ec2.LaunchTemplate {
    const { args } = this;
    const userData = userDataFrom(path.join(__dirname, "web-start.sh"), {
      HTTP_MODE: args.http,
    });
    return new aws.ec2.LaunchTemplate(
      this.name,
      {
        imageId: args.imageId,
        instanceType: args.instanceType,
        ...(args.keyName === undefined ? {} : { keyName: args.keyName }),
        ...(args.instanceProfileArn === undefined ? {} : { iamInstanceProfile: { arn: args.instanceProfileArn } }),
        networkInterfaces: [
          {
            associatePublicIpAddress: "false",
            deleteOnTermination: "true",
            securityGroups: [args.securityGroupId],
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
        monitoring: { enabled: args.detailedMonitoring },
        ebsOptimized: "true",
        userData: Buffer.from(userData).toString("base64"),
        // A provider's tags do not reach what a group launches.
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: this.serverTags() })),
        updateDefaultVersion: true,
        tags: tagsOf(args.stageName, nameOf(args.stageName, { prefix: "lt" })),
      },
      { parent: this },
    );
  }

  private createGroup(template: aws.ec2.LaunchTemplate): aws.autoscaling.Group {
    const { args } = this;
    return new aws.autoscaling.Group(
      this.name,
      {
        name: this.physicalName(),
        // The number, not `$Latest`: there must be something to go back to.
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        vpcZoneIdentifiers: [...args.subnetIds],
        // The desired capacity between them is auto scaling's own business.
        minSize: args.min,
        maxSize: args.max,
        loadBalancers: [args.loadBalancerName],
        healthCheckType: "ELB",
        healthCheckGracePeriod: GRACE_SECONDS,
        defaultInstanceWarmup: WARM_UP_SECONDS,
        // Launch before terminating, also where a health check failed or zones are rebalanced:
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-maintenance-policy-overview-and-considerations.html
        instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
        // The provider gives up at the first launch that fails, as it may in a new account while the service-linked
        // role of auto scaling is being created. The rollout's hook waits for servers instead.
        ignoreFailedScalingActivities: true,
        waitForCapacityTimeout: "0",
        enabledMetrics: GROUP_METRICS,
        tags: Object.entries(this.serverTags()).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      {
        parent: this,
        dependsOn: [...args.privateEgress],
        // Deleting it drains and terminates servers first.
        customTimeouts: { delete: "20m" },
        // From its creation on the version is the refresh's own business. The provider would write it into the group
        // before it starts a refresh, and AWS would then go back from the new version to the new version:
        // https://github.com/hashicorp/terraform-provider-aws/issues/34189
        ignoreChanges: ["launchTemplate"],
      },
    );
  }

  /**
   * Keeps the version that all servers run. Before it takes one, servers are replaced, and must have answered: a site
   * that does not work fails the `up`, and each one after it.
   */
  private createRollOut(template: aws.ec2.LaunchTemplate, group: aws.autoscaling.Group): pulumi.Stash {
    return new pulumi.Stash(
      `${this.name}-version`,
      { input: { groupName: group.name, templateId: template.id, version: template.latestVersion.apply(String) } },
      {
        parent: this,
        hooks: beforeChange(`${this.name}-is-rolled-out`, ({ input }) =>
          rollOut(
            { ...(input as LaunchVersion), warmUpSeconds: WARM_UP_SECONDS, bakeSeconds: BAKE_SECONDS },
            this.args.clients,
          ),
        ),
      },
    );
  }

  private createScaling(group: aws.autoscaling.Group): void {
    new aws.autoscaling.Policy(
      `${this.name}-cpu`,
      {
        autoscalingGroupName: group.name,
        policyType: "TargetTrackingScaling",
        targetTrackingConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
          targetValue: CPU_TARGET,
        },
      },
      { parent: this },
    );
  }

  private physicalName(): string {
    return nameOf(this.args.stageName, { prefix: "asg" });
  }

  private serverTags(): Record<string, string> {
    return tagsOf(this.args.stageName, nameOf(this.args.stageName, { prefix: "as", suffix: "web" }));
  }
}
