import { expect } from "chai";

import { createRejecter } from "../../../../../tools/local/rejections";
import { vpc } from "../../../../../tools/local/rejections/vpc";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

describe("the quota of a VPC", () => {
  for (const [action, set, code, describe] of [
    ["CreateSubnet", "subnetSet", "SubnetLimitExceeded", "DescribeSubnets"],
    ["CreateRouteTable", "routeTableSet", "RouteTableLimitExceeded", "DescribeRouteTables"],
  ] as const) {
    for (const [present, expected] of [
      [199, undefined],
      [200, code],
    ] as const) {
      it(`${expected === undefined ? "allows" : "does not allow"} ${action} with ${present} present`, async () => {
        const emulator = new FakeEmulator(createRejecter(vpc, []), {
          [action]: "<R/>",
          [describe]: `<R><${set}>${"<item/>".repeat(present)}</${set}></R>`,
          DescribeAvailabilityZones: "<R/>",
        });
        const root = await emulator.send("ec2", action, { VpcId: "vpc-1", CidrBlock: "10.0.0.0/24" });
        expect(textAt(root, "Errors/Error/Code")).to.equal(expected);
      });
    }
  }
});
