import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LoadBalancerSettings, WebSettings } from "../../config";
import { beforeChange } from "../../lib/hooks";
import { nameOf, tagsOf } from "../../lib/naming";
import type { StageContext } from "../../lib/stage-context";
import { webGroupAlarms } from "../../monitoring";
import type { SecurityGroups } from "../../network";
import type { Login } from "../login/login";
import { createLaunchTemplate } from "./launch-template";
import { rollout } from "./rollout";
import { ServerRole } from "./server-role";
import type { LaunchVersion } from "./serving";

export interface WebGroupArgs {
  readonly context: StageContext;
  readonly settings: Pick<WebSettings, "min" | "max" | "instanceType" | "parameters" | "secretArns">;
  readonly vpc: { readonly privateSubnetIds: readonly pulumi.Input<string>[] };
  readonly securityGroups: Pick<SecurityGroups, "idOf">;
  readonly loadBalancer: { readonly loadBalancerName: pulumi.Input<string> };
  /** The web image. */
  readonly imageId: pulumi.Input<string>;
  readonly login: Pick<Login, "keyName" | "instanceProfileArn" | "roleName">;
  /** What visitors get over HTTP, and whether browsers are to use HTTPS only. */
  readonly visitors: Pick<LoadBalancerSettings, "http" | "hsts">;
  /** A web server works only after these: its NAT and the rules of its security group. */
  readonly privateEgress: readonly pulumi.Resource[];
}

/** The health check grace period: a boot, `web-start.sh` and two health checks take less. */
const GRACE_SECONDS = 120;

/**
 * The instance warm-up. Within the grace period Auto Scaling reports every instance as healthy, so this is two minutes
 * longer: in that time Auto Scaling finds an unhealthy instance, even where it counts the grace period from `InService`
 * and the warm-up from the launch.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html
 */
const WARM_UP_SECONDS = GRACE_SECONDS + 120;

/** How long the instance refresh watches new servers; in the bake time, after the last replacement, it can still roll back. */
export const ROLLOUT_TIMES = { warmUpSeconds: WARM_UP_SECONDS, bakeSeconds: 120 };

/** Average CPU utilization, in percent. */
const CPU_TARGET = 60;

/** The group's own metrics: free, and the only ones with the number of its instances. */
const GROUP_METRICS: aws.autoscaling.Metric[] = [
  "GroupDesiredCapacity",
  "GroupInServiceInstances",
  "GroupMaxSize",
  "GroupMinSize",
  "GroupPendingInstances",
  "GroupTerminatingInstances",
  "GroupTotalInstances",
];

/** Web servers in the private subnets: launched from the web image, checked by the load balancer, replaced when unhealthy. */
export class WebGroup extends pulumi.ComponentResource {
  readonly groupName: pulumi.Output<string>;
  readonly imageId: pulumi.Output<string>;
  /** Created or updated only after the rollout of the launch template's version. */
  readonly rollout: pulumi.Stash;

  constructor(
    private readonly name: string,
    private readonly args: WebGroupArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:loadbalancer:WebGroup", name, {}, opts);
    const { context, imageId, login, securityGroups, settings, visitors } = args;
    const template = createLaunchTemplate(name, {
      ...{ context, imageId, securityGroups, settings, visitors },
      keyName: login.keyName,
      instanceProfileArn: this.instanceProfileArn(),
      instanceTags: this.instanceTags(),
      parent: this,
    });
    const group = this.createGroup(template);
    this.rollout = this.createRollout(template, group);
    this.groupName = group.name;
    this.imageId = pulumi.output(imageId);
    if (settings.max > settings.min) this.createScaling(group);
    webGroupAlarms(name, {
      context,
      subject: this.physicalName(),
      groupName: group.name,
      min: settings.min,
      parent: this,
    });
    this.registerOutputs({ groupName: this.groupName });
  }

  private instanceProfileArn(): pulumi.Input<string> | undefined {
    const { context, login, settings } = this.args;
    const { parameters = [], secretArns = [] } = settings;
    if (parameters.length + secretArns.length === 0) return login.instanceProfileArn;
    return new ServerRole(`${this.name}-role`, { context, login, parameters, secretArns }).instanceProfileArn;
  }

  private createGroup(template: aws.ec2.LaunchTemplate): aws.autoscaling.Group {
    const { args } = this;
    return new aws.autoscaling.Group(
      this.name,
      {
        name: this.physicalName(),
        // The number and not `$Latest`, which could not be rolled back.
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        vpcZoneIdentifiers: [...args.vpc.privateSubnetIds],
        // Auto Scaling sets the desired capacity between them.
        minSize: args.settings.min,
        maxSize: args.settings.max,
        loadBalancers: [args.loadBalancer.loadBalancerName],
        healthCheckType: "ELB",
        healthCheckGracePeriod: GRACE_SECONDS,
        defaultInstanceWarmup: WARM_UP_SECONDS,
        // Launch before terminating, even after a failed health check or when zones are rebalanced:
        // https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-maintenance-policy-overview-and-considerations.html
        instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
        // The provider fails at the first launch that fails, as it may in a new account while the service-linked role
        // of Auto Scaling is being created. The rollout's hook waits for healthy instances instead.
        ignoreFailedScalingActivities: true,
        waitForCapacityTimeout: "0",
        enabledMetrics: GROUP_METRICS,
        tags: Object.entries(this.instanceTags()).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      {
        parent: this,
        dependsOn: [...args.privateEgress],
        // A deletion drains and terminates instances first.
        customTimeouts: { delete: "20m" },
        // After the creation only instance refreshes set the version. The provider would write it into the group before
        // it starts a refresh, and AWS would then roll back from the new version to the new version:
        // https://github.com/hashicorp/terraform-provider-aws/issues/34189
        ignoreChanges: ["launchTemplate"],
      },
    );
  }

  /**
   * Stashes the version that all instances run. Its hook replaces instances first and waits until they respond, so a
   * failing site fails this `up` and every later one.
   */
  private createRollout(template: aws.ec2.LaunchTemplate, group: aws.autoscaling.Group): pulumi.Stash {
    return new pulumi.Stash(
      `${this.name}-version`,
      { input: { groupName: group.name, templateId: template.id, version: template.latestVersion.apply(String) } },
      {
        parent: this,
        hooks: beforeChange(`${this.name}-is-rolled-out`, ({ input }) =>
          rollout({ ...(input as LaunchVersion), ...ROLLOUT_TIMES }, this.args.context.clients),
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
    return nameOf(this.args.context.stageName, { prefix: "asg" });
  }

  private instanceTags(): Record<string, string> {
    return tagsOf(this.args.context.stageName, { prefix: "as", suffix: "web" });
  }
}
