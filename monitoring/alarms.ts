import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tagsOf } from "../lib/naming";
import { partitionOf } from "../lib/regions";
import type { StageContext } from "../lib/stage-context";

/** What a set of alarms is about. None is created where the context has no topic. */
export interface AlarmScope {
  readonly context: Pick<StageContext, "stageName" | "region" | "alarmTopicArn">;
  /** Begins their descriptions: `shop-prod-nat-1a`. */
  readonly subject: string;
  readonly parent: pulumi.Resource;
}

interface Alarm {
  readonly key: string;
  readonly metric: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  readonly threshold: number;
  /** The alarm is on below the threshold, not above it. */
  readonly below?: boolean;
  /** Consecutive minutes. */
  readonly minutes: number;
  /** Minutes between two values of the metric; a shorter period misses values. @default 1 */
  readonly everyMinutes?: number;
  readonly meaning: string;
  /**
   * What missing data means. `"ok"`: nothing happened. `"unknown"`: the alarm goes to INSUFFICIENT_DATA and notifies the
   * topic. An alarm also starts in that state, but notifies only of changes. So a new stage, whose metrics do not exist
   * yet, sends no notification, which "breaching" would:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   * @default "ok"
   */
  readonly noData?: "ok" | "unknown";
}

const NAT_INSTANCE: readonly Alarm[] = [
  {
    key: "status",
    metric: "StatusCheckFailed",
    statistic: "Maximum",
    threshold: 0,
    minutes: 3,
    meaning: "fails EC2's status checks: private subnets may have no way out",
    noData: "unknown",
  },
  {
    // Not CPUCreditBalance: t3 and t4g start at 0 credits, and in unlimited mode they are charged, not throttled:
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    // Stopping a new instance causes a single charge, load causes two in a row.
    key: "credits",
    metric: "CPUSurplusCreditsCharged",
    statistic: "Sum",
    threshold: 0,
    minutes: 10,
    everyMinutes: 5,
    meaning: "is charged for surplus CPU credits: use a larger instance type",
  },
];

const NAT_GATEWAY: readonly Alarm[] = [
  {
    key: "ports",
    metric: "ErrorPortAllocation",
    statistic: "Sum",
    threshold: 0,
    minutes: 5,
    meaning: "has no port left for a connection: too many to one destination",
  },
  { key: "drops", metric: "PacketsDropCount", statistic: "Sum", threshold: 100, minutes: 5, meaning: "drops packets" },
];

const LOAD_BALANCER: readonly Alarm[] = [
  {
    key: "healthy",
    metric: "HealthyHostCount",
    statistic: "Minimum",
    threshold: 1,
    below: true,
    // The first servers are registered before they are healthy: they boot in one to two minutes.
    minutes: 5,
    meaning: "has no healthy web server: the site is down",
    noData: "unknown",
  },
  {
    key: "errors",
    metric: "HTTPCode_Backend_5XX",
    statistic: "Sum",
    threshold: 10,
    minutes: 5,
    meaning: "passes on errors (5xx) of web servers",
  },
  {
    key: "latency",
    metric: "Latency",
    statistic: "Average",
    threshold: 1,
    minutes: 5,
    meaning: "waits for web servers for longer than a second",
  },
  {
    key: "queue",
    metric: "SurgeQueueLength",
    statistic: "Maximum",
    threshold: 100,
    minutes: 5,
    meaning: "queues requests (it refuses them from 1,024 on)",
  },
];

export function natInstanceAlarms(name: string, scope: AlarmScope & { instanceId: pulumi.Input<string> }): void {
  createAlarms(name, scope, "AWS/EC2", NAT_INSTANCE, { InstanceId: scope.instanceId });
}

/**
 * Reboots the instance when its operating system does not respond, in stages without a topic too. EC2 restarts an
 * instance whose host failed by itself. Metric and periods as AWS recommends them, so that the two never meet:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/UsingAlarmActions.html
 */
export function natInstanceReboot(name: string, scope: AlarmScope & { instanceId: pulumi.Input<string> }): void {
  const { region } = scope.context;
  newAlarm(name, scope, "reboot", {
    alarmDescription: `${scope.subject} fails EC2's instance status check: EC2 reboots it`,
    namespace: "AWS/EC2",
    metricName: "StatusCheckFailed_Instance",
    dimensions: { InstanceId: scope.instanceId },
    statistic: "Maximum",
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    period: 60,
    evaluationPeriods: 3,
    // Missing values must not reboot it.
    treatMissingData: "missing",
    alarmActions: [`arn:${partitionOf(region) ?? "aws"}:automate:${region}:ec2:reboot`],
  });
}

export function natGatewayAlarms(name: string, scope: AlarmScope & { natGatewayId: pulumi.Input<string> }): void {
  createAlarms(name, scope, "AWS/NATGateway", NAT_GATEWAY, { NatGatewayId: scope.natGatewayId });
}

export function loadBalancerAlarms(name: string, scope: AlarmScope & { loadBalancerName: pulumi.Input<string> }): void {
  createAlarms(name, scope, "AWS/ELB", LOAD_BALANCER, { LoadBalancerName: scope.loadBalancerName });
}

/** @param scope.min servers that the group should have in service at least */
export function webGroupAlarms(
  name: string,
  scope: AlarmScope & { groupName: pulumi.Input<string>; min: number },
): void {
  const belowMinimum: Alarm = {
    key: "size",
    metric: "GroupInServiceInstances",
    statistic: "Minimum",
    threshold: scope.min,
    below: true,
    minutes: 10,
    meaning: "has had fewer servers in service than its minimum for ten minutes",
    noData: "unknown",
  };
  createAlarms(name, scope, "AWS/AutoScaling", [belowMinimum], { AutoScalingGroupName: scope.groupName });
}

/**
 * CloudWatch has no metric for certificates in IAM. Its metric math knows the time of each value of any metric, so this
 * alarm uses one that the load balancer always has:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @param scope.expiresAt RFC 3339
 */
export function certificateAlarm(
  name: string,
  scope: AlarmScope & { expiresAt: pulumi.Input<string>; warningDays: number; loadBalancerName: pulumi.Input<string> },
): void {
  const expiry = pulumi.output(scope.expiresAt).apply((time) => Math.floor(Date.parse(time) / 1000));
  createAlarm(name, scope, "expiry", {
    alarmDescription: `${scope.subject} expires in less than ${scope.warningDays} days: raise certificate.generation`,
    comparisonOperator: "LessThanThreshold",
    threshold: scope.warningDays,
    evaluationPeriods: 1,
    treatMissingData: "ignore",
    metricQueries: [
      {
        id: "days",
        label: "days left",
        expression: pulumi.interpolate`(${expiry} - EPOCH(hosts)) / 86400`,
        returnData: true,
      },
      {
        id: "hosts",
        metric: {
          namespace: "AWS/ELB",
          metricName: "HealthyHostCount",
          dimensions: { LoadBalancerName: scope.loadBalancerName },
          stat: "Minimum",
          period: 3600,
        },
      },
    ],
  });
}

function createAlarms(
  name: string,
  scope: AlarmScope,
  namespace: string,
  alarms: readonly Alarm[],
  dimensions: Record<string, pulumi.Input<string>>,
): void {
  for (const { key, minutes, everyMinutes = 1, ...alarm } of alarms) {
    createAlarm(name, scope, key, {
      alarmDescription: `${scope.subject} ${alarm.meaning}`,
      namespace,
      metricName: alarm.metric,
      dimensions,
      statistic: alarm.statistic,
      comparisonOperator: alarm.below ? "LessThanThreshold" : "GreaterThanThreshold",
      threshold: alarm.threshold,
      period: everyMinutes * 60,
      evaluationPeriods: minutes / everyMinutes,
      ...(alarm.noData === "unknown"
        ? { treatMissingData: "missing", insufficientDataActions: topicOf(scope) }
        : { treatMissingData: "notBreaching" }),
    });
  }
}

function createAlarm(name: string, scope: AlarmScope, key: string, args: aws.cloudwatch.MetricAlarmArgs): void {
  const [topicArn] = topicOf(scope);
  if (topicArn !== undefined) newAlarm(name, scope, key, { ...args, alarmActions: [topicArn], okActions: [topicArn] });
}

function newAlarm(name: string, scope: AlarmScope, key: string, args: aws.cloudwatch.MetricAlarmArgs): void {
  const tags = tagsOf(scope.context.stageName, { prefix: "alarm", suffix: `${name}-${key}` });
  new aws.cloudwatch.MetricAlarm(`${name}-${key}`, { ...args, tags }, { parent: scope.parent });
}

function topicOf({ context: { alarmTopicArn } }: AlarmScope): pulumi.Input<string>[] {
  return alarmTopicArn === undefined ? [] : [alarmTopicArn];
}
