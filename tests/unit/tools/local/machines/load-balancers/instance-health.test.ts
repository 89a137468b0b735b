import { expect } from "chai";

import {
  combined,
  IN_OTHER_ZONE,
  notRunning,
  reportOf,
  type InstanceHealth,
  type NodeView,
} from "../../../../../../tools/local/machines/load-balancers/instance-health";

const NEW: NodeView = { isUp: false, wasUp: false, lastCheckPassed: false, registeredFor: 0, isDraining: false };
const FAILED = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively.";

function text({ state, reasonCode, description }: InstanceHealth): string {
  return `${state} ${reasonCode} ${description}`;
}

describe("The health of an instance behind a load balancer", () => {
  const rows: readonly (readonly [string, Partial<NodeView>, string])[] = [
    ["new", {}, "OutOfService ELB Instance registration is still in progress."],
    [
      "new, with a check passed",
      { lastCheckPassed: true },
      "OutOfService ELB Instance registration is still in progress.",
    ],
    ["new, and has failed all checks", { registeredFor: 26 }, `OutOfService ELB ${FAILED}`],
    ["healthy", { isUp: true, wasUp: true }, "InService N/A N/A"],
    ["healthy before", { wasUp: true }, `OutOfService ELB ${FAILED}`],
    [
      "healthy before, with a check passed since",
      { wasUp: true, lastCheckPassed: true },
      "OutOfService ELB Instance has not passed the configured HealthyThreshold number of health checks consecutively.",
    ],
    ["draining", { isDraining: true }, "InService N/A Instance deregistration currently in progress."],
  ];
  for (const [what, view, expected] of rows) {
    it(`is "${expected}" for one that is ${what}`, () => {
      expect(text(reportOf({ ...NEW, ...view }, 25))).to.equal(expected);
    });
  }

  it("is in service only when all nodes say so", () => {
    const [up, down] = [reportOf({ ...NEW, isUp: true }, 25), reportOf(NEW, 25)];
    expect(combined([up, up])).to.equal(up);
    expect(combined([up, down])).to.equal(down);
    const draining = reportOf({ ...NEW, isDraining: true }, 25);
    expect(combined([up, draining])).to.equal(draining);
    expect(combined([])).to.equal(IN_OTHER_ZONE);
  });

  it("is out of service because of the instance where EC2 does not run it", () => {
    expect(text(notRunning("pending")!)).to.equal("OutOfService Instance Instance is in pending state.");
    expect(text(notRunning("stopping")!)).to.equal("OutOfService Instance Instance is in stopped state.");
    expect(notRunning("running")).to.equal(undefined);
  });
});
