import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import {
  certificateAlarm,
  loadBalancerAlarms,
  natGatewayAlarms,
  natInstanceAlarms,
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

/** A set of alarms, and of each: metric, what is bad, how often in a row, looked at every so many seconds, and what no data means. */
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

describe("Alarms", () => {
  it("about a NAT instance: it fails its status checks, or is charged for surplus CPU credits, which are counted every five minutes", async () => {
    const { facts, deployed } = await alarms((scope) => {
      natInstanceAlarms("nat", { ...scope, instanceId: "i-1" });
    });
    expect(facts).to.deep.equal({
      "nat-credits": ["AWS/EC2", "CPUSurplusCreditsCharged", "Sum", ">", 0, 2, 300, "notBreaching"],
      "nat-status": ["AWS/EC2", "StatusCheckFailed", "Maximum", ">", 0, 3, 60, "missing"],
    });
    expect(deployed.byName("nat-status").inputs.dimensions).to.deep.equal({ InstanceId: "i-1" });
  });

  it("about a NAT gateway: it is out of ports, or drops packets", async () => {
    const { facts, deployed } = await alarms((scope) => {
      natGatewayAlarms("nat", { ...scope, natGatewayId: "nat-1" });
    });
    expect(facts).to.deep.equal({
      "nat-drops": ["AWS/NATGateway", "PacketsDropCount", "Sum", ">", 100, 5, 60, "notBreaching"],
      "nat-ports": ["AWS/NATGateway", "ErrorPortAllocation", "Sum", ">", 0, 5, 60, "notBreaching"],
    });
    expect(deployed.byName("nat-ports").inputs.dimensions).to.deep.equal({ NatGatewayId: "nat-1" });
  });

  it("about the load balancer: no healthy server, errors, slow answers, a queue", async () => {
    const { facts, deployed } = await alarms((scope) => {
      loadBalancerAlarms("elb", { ...scope, loadBalancerName: "elb-1" });
    });
    expect(facts).to.deep.equal({
      "elb-errors": ["AWS/ELB", "HTTPCode_Backend_5XX", "Sum", ">", 10, 5, 60, "notBreaching"],
      "elb-healthy": ["AWS/ELB", "HealthyHostCount", "Minimum", "<", 1, 5, 60, "missing"],
      "elb-latency": ["AWS/ELB", "Latency", "Average", ">", 1, 5, 60, "notBreaching"],
      "elb-queue": ["AWS/ELB", "SurgeQueueLength", "Maximum", ">", 100, 5, 60, "notBreaching"],
    });
    expect(deployed.byName("elb-healthy").inputs.dimensions).to.deep.equal({ LoadBalancerName: "elb-1" });
  });

  it("about the group: fewer servers than its minimum for ten minutes", async () => {
    const { facts, deployed } = await alarms((scope) => {
      webGroupAlarms("web", { ...scope, groupName: "asg-1", min: 2 });
    });
    expect(facts).to.deep.equal({
      "web-size": ["AWS/AutoScaling", "GroupInServiceInstances", "Minimum", "<", 2, 10, 60, "missing"],
    });
    expect(deployed.byName("web-size").inputs.dimensions).to.deep.equal({ AutoScalingGroupName: "asg-1" });
  });

  it("about a certificate: its days left, reckoned from the time of a metric that is always there", async () => {
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

  it("are quiet in a new stage, whose metrics do not exist yet, and notify of a metric that stops", async () => {
    const { deployed } = await alarms((scope) => {
      natInstanceAlarms("nat", { ...scope, instanceId: "i-1" });
      natGatewayAlarms("gateway", { ...scope, natGatewayId: "nat-1" });
      loadBalancerAlarms("elb", { ...scope, loadBalancerName: "elb-1" });
      webGroupAlarms("web", { ...scope, groupName: "asg-1", min: 2 });
    });
    const all = deployed.all("aws.cloudwatch.MetricAlarm");
    expect(all.map(({ inputs }) => inputs.treatMissingData)).not.to.include("breaching");
    const notifying = all.filter(({ inputs }) => inputs.insufficientDataActions !== undefined);
    expect(notifying.map(({ name }) => name)).to.have.members(["nat-status", "elb-healthy", "web-size"]);
    for (const { name, inputs } of notifying) {
      expect(inputs.insufficientDataActions, name).to.deep.equal(["arn:topic"]);
      expect(inputs.treatMissingData, name).to.equal("missing");
    }
  });

  it("tell the topic of trouble and of its end, and say whose trouble it is", async () => {
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
