import * as pulumi from "@pulumi/pulumi";
import {
  certificateAlarm,
  loadBalancerAlarms,
  natGatewayAlarms,
  natInstanceAlarms,
  natInstanceReboot,
  webGroupAlarms,
  type AlarmScope,
} from "../../../monitoring";
import { deploy, tag, type Deployment } from "../../support";
import { contextOf } from "../../support/context";

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("minimal-secure-web:test:Parent", "parent");
    this.registerOutputs({});
  }
}

/** Creates alarms. Facts: metric, statistic, threshold, periods, seconds of a period and the meaning of missing data. */
async function alarms(
  create: (scope: AlarmScope) => void,
): Promise<{ facts: Record<string, readonly unknown[]>; deployed: Deployment }> {
  const scope = { context: contextOf("prod", { alarmTopicArn: "arn:topic" }), subject: "the-thing" };
  const deployed = await deploy(() => {
    create({ ...scope, parent: new Parent() });
  });
  const facts = deployed.all("aws.cloudwatch.MetricAlarm").map(({ name, inputs }) => {
    const { namespace, metricName, statistic, comparisonOperator, threshold, evaluationPeriods, period } = inputs;
    const sign = comparisonOperator === "GreaterThanThreshold" ? ">" : "<";
    return [
      name,
      [namespace, metricName, statistic, sign, threshold, evaluationPeriods, period, inputs.treatMissingData],
    ] as const;
  });
  return { facts: Object.fromEntries(facts), deployed };
}

function allAlarms(scope: AlarmScope): void {
  natInstanceAlarms("nat", { ...scope, instanceId: "i-1" });
  natGatewayAlarms("gateway", { ...scope, natGatewayId: "nat-1" });
  loadBalancerAlarms("elb", { ...scope, loadBalancerName: "elb-1" });
  webGroupAlarms("web", { ...scope, groupName: "asg-1", min: 2 });
}

describe("Alarms", () => {
  it("have these metrics, thresholds, periods and dimensions", async () => {
    const { facts, deployed } = await alarms(allAlarms);
    expect(facts).to.deep.equal({
      "nat-credits": ["AWS/EC2", "CPUSurplusCreditsCharged", "Sum", ">", 0, 2, 300, "notBreaching"],
      "nat-status": ["AWS/EC2", "StatusCheckFailed", "Maximum", ">", 0, 3, 60, "missing"],
      "gateway-drops": ["AWS/NATGateway", "PacketsDropCount", "Sum", ">", 100, 5, 60, "notBreaching"],
      "gateway-ports": ["AWS/NATGateway", "ErrorPortAllocation", "Sum", ">", 0, 5, 60, "notBreaching"],
      "elb-errors": ["AWS/ELB", "HTTPCode_Backend_5XX", "Sum", ">", 10, 5, 60, "notBreaching"],
      "elb-healthy": ["AWS/ELB", "HealthyHostCount", "Minimum", "<", 1, 5, 60, "missing"],
      "elb-latency": ["AWS/ELB", "Latency", "Average", ">", 1, 5, 60, "notBreaching"],
      "elb-queue": ["AWS/ELB", "SurgeQueueLength", "Maximum", ">", 100, 5, 60, "notBreaching"],
      "web-size": ["AWS/AutoScaling", "GroupInServiceInstances", "Minimum", "<", 2, 10, 60, "missing"],
    });
    const names = ["nat-status", "gateway-ports", "elb-healthy", "web-size"];
    expect(names.map((name) => deployed.byName(name).inputs.dimensions)).to.deep.equal([
      { InstanceId: "i-1" },
      { NatGatewayId: "nat-1" },
      { LoadBalancerName: "elb-1" },
      { AutoScalingGroupName: "asg-1" },
    ]);
  });

  it("of a certificate compute its remaining days from the time of a metric that always exists", async () => {
    const { deployed } = await alarms((scope) => {
      const certificate = { expiresAt: "2036-11-24T00:00:00Z", warningDays: 60, loadBalancerName: "elb-1" };
      certificateAlarm("certificate", { ...scope, ...certificate });
    });
    const { inputs } = deployed.byName("certificate-expiry");
    expect([inputs.comparisonOperator, inputs.threshold]).to.deep.equal(["LessThanThreshold", 60]);
    const [days, hosts] = inputs.metricQueries as [Record<string, unknown>, Record<string, unknown>];
    expect(days).to.deep.include({ expression: "(2111097600 - EPOCH(hosts)) / 86400", returnData: true });
    expect(hosts).to.deep.include({
      id: "hosts",
      metric: {
        namespace: "AWS/ELB",
        metricName: "HealthyHostCount",
        dimensions: { LoadBalancerName: "elb-1" },
        stat: "Minimum",
        period: 3600,
      },
    });
  });

  it("notify of missing data for the metrics that never stop", async () => {
    const { deployed } = await alarms(allAlarms);
    const all = deployed.all("aws.cloudwatch.MetricAlarm");
    const notifying = all.filter(({ inputs }) => inputs.insufficientDataActions !== undefined);
    expect(notifying.map(({ name }) => name)).to.have.members(["nat-status", "elb-healthy", "web-size"]);
    for (const { inputs } of notifying) expect(inputs.insufficientDataActions).to.deep.equal(["arn:topic"]);
  });

  it("of a NAT instance that does not respond reboots it after three minutes, also without a topic", async () => {
    for (const [region, partition] of [
      ["ap-northeast-1", "aws"],
      ["cn-north-1", "aws-cn"],
    ] as const) {
      const context = { ...contextOf("stg"), region };
      const deployed = await deploy(() => {
        natInstanceReboot("nat", { context, subject: "the-thing", parent: new Parent(), instanceId: "i-1" });
      });
      const { inputs } = deployed.byName("nat-reboot");
      expect(inputs).to.deep.include({
        ...{ namespace: "AWS/EC2", metricName: "StatusCheckFailed_Instance", dimensions: { InstanceId: "i-1" } },
        ...{ statistic: "Maximum", comparisonOperator: "GreaterThanThreshold", threshold: 0 },
        ...{ period: 60, evaluationPeriods: 3, treatMissingData: "missing" },
        alarmActions: [`arn:${partition}:automate:${region}:ec2:reboot`],
        alarmDescription: "the-thing fails EC2's instance status check: EC2 reboots it",
      });
      expect(inputs).to.not.have.any.keys("okActions", "insufficientDataActions");
    }
  });

  it("notify the topic of ALARM and OK, with the name of the resource", async () => {
    const { deployed } = await alarms((scope) => {
      webGroupAlarms("web", { ...scope, groupName: "asg-1", min: 2 });
    });
    const alarm = deployed.only("aws.cloudwatch.MetricAlarm");
    const { alarmActions, okActions, actionsEnabled, alarmDescription } = alarm.inputs;
    expect([alarmActions, okActions]).to.deep.equal([["arn:topic"], ["arn:topic"]]);
    expect(actionsEnabled).to.be.undefined;
    expect(alarmDescription).to.equal("the-thing has had fewer servers in service than its minimum for ten minutes");
    expect(tag(alarm, "Name")).to.equal("alarm-servicename-prod-web-size");
    expect(deployed.parentOf(alarm)?.name).to.equal("parent");
  });
});
