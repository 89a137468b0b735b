import { NOT_KNOWN } from "../graph";
import { accepted, ALWAYS, each, unless, whereProtected, whole, type Rule } from "./rule";
import { isYes, items, part } from "./stack";

const BALANCER = "aws.elb.LoadBalancer";
const GROUP = "aws.autoscaling.Group";

/** What must hold of the load balancer and the group behind it. */
export const LOAD_BALANCER: readonly Rule[] = [
  {
    id: "drains",
    title: "The load balancer lets requests end, uses all zones alike, and refuses ambiguous requests",
    severity: "medium",
    why: "A change of servers costs no request, and no request is smuggled past it.",
    sources: ["FSBP ELB.7", "FSBP ELB.9", "FSBP ELB.14", "CKV_AWS_138", "CKV_AWS_328"],
    verdict: ALWAYS,
    check: each([BALANCER], ({ properties }) => [
      ...unless(isYes(properties.connectionDraining), "connectionDraining is not on"),
      ...unless(isYes(properties.crossZoneLoadBalancing), "crossZoneLoadBalancing is not on"),
      ...unless(
        properties.desyncMitigationMode === "defensive" || properties.desyncMitigationMode === "strictest",
        "desyncMitigationMode is not defensive or strictest",
      ),
    ]),
  },
  {
    id: "health-check",
    title: "The load balancer asks web servers whether they are well, and the group replaces those that are not",
    severity: "medium",
    why: "A machine that runs and does not answer is replaced without anybody.",
    sources: ["FSBP AutoScaling.1", "CKV2_AWS_15", "prowler autoscaling_group_elb_health_check_enabled"],
    verdict: ALWAYS,
    check: each([BALANCER, GROUP], ({ type, properties }) => {
      if (type === BALANCER)
        return unless(part(properties.healthCheck, "target") !== undefined, "it has no health check");
      const { healthCheckType, healthCheckGracePeriod, loadBalancers } = properties;
      return [
        ...unless(loadBalancers === NOT_KNOWN || items(loadBalancers).length > 0, "no load balancer looks after it"),
        ...unless(healthCheckType === "ELB", "healthCheckType is not ELB"),
        ...unless(typeof healthCheckGracePeriod === "number" && healthCheckGracePeriod > 0, "it has no grace period"),
      ];
    }),
  },
  {
    id: "launch-template",
    title: "Web servers are launched by a template, and bear the group's tags",
    severity: "medium",
    why: "Launch configurations know neither the newer settings nor versions.",
    sources: ["FSBP AutoScaling.9", "CKV_AWS_315", "CKV_AWS_153"],
    verdict: ALWAYS,
    check: each([GROUP], ({ properties }) => [
      ...unless(properties.launchTemplate !== undefined, "it has no launch template"),
      ...unless(
        items(properties.tags).length > 0 &&
          items(properties.tags).every((tag) => isYes(part(tag, "propagateAtLaunch"))),
        "its tags do not reach the machines",
      ),
    ]),
  },
  {
    id: "access-logs",
    title: "The load balancer writes access logs",
    severity: "medium",
    why: "They tell who asked for what, also when the web servers are gone.",
    sources: ["FSBP ELB.5", "prowler elb_logging_enabled", "CKV_AWS_92"],
    verdict: whereProtected("logs cost by the gigabyte; `accessLogs` switches them on"),
    check: each([BALANCER], ({ properties: { accessLogs } }) =>
      unless(
        part(accessLogs, "bucket") !== undefined && part(accessLogs, "enabled") !== false,
        "it writes no access logs",
      ),
    ),
  },
  {
    id: "must-outlive-mistakes",
    title: "VPC, subnets and load balancer of a protected stage are protected themselves",
    severity: "medium",
    why: "What others depend on by address or name cannot be made again the same.",
    sources: [],
    verdict: whereProtected("a stage without `protect` can be removed at once"),
    check: whole((stack) =>
      stack
        .all("aws.ec2.Vpc", "aws.ec2.Subnet", BALANCER)
        .filter((resource) => stack.isProtected && !resource.protected)
        .map((resource) => ({ resource, text: "it is not protected" })),
    ),
  },
  {
    id: "load-balancer-internal",
    title: "The load balancer does not face the internet",
    severity: "medium",
    why: "What faces the internet is attacked.",
    sources: ["prowler elb_internet_facing", "AWS-0053"],
    verdict: accepted("it is the one thing that is meant to: this is a public web site"),
    check: each([BALANCER], ({ properties: { internal } }) => unless(isYes(internal), "it faces the internet")),
  },
  {
    id: "several-instance-types",
    title: "The group can launch machines of several types",
    severity: "low",
    why: "A zone can be out of one type.",
    sources: ["FSBP AutoScaling.6", "prowler autoscaling_group_multiple_instance_types"],
    verdict: accepted("the image is tested on one type; another is a change of one setting"),
    check: each([GROUP], ({ properties: { mixedInstancesPolicy } }) =>
      unless(mixedInstancesPolicy !== undefined, "it has one type"),
    ),
  },
];
