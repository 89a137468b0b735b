import { expect } from "chai";

import { createRejecter } from "../../../../../tools/local/rejections";
import { resourceIds } from "../../../../../tools/local/rejections/resource-ids";
import { textAt } from "../../../../../tools/local/xml";
import { FakeEmulator, type Responses } from "../support";

/** Nothing exists. */
const NOTHING: Responses = Object.fromEntries(
  ["Vpcs", "RouteTables", "SecurityGroups", "Images", "Snapshots", "InternetGateways", "KeyPairs"].map((kind) => [
    `Describe${kind}`,
    "<R/>",
  ]),
);

describe("an ID that does not exist", () => {
  for (const [action, params, code, message] of [
    ["DeleteVpc", { VpcId: "vpc-1" }, "InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist"],
    [
      "DeleteRouteTable",
      { RouteTableId: "rtb-1" },
      "InvalidRouteTableID.NotFound",
      "The routeTable ID 'rtb-1' does not exist",
    ],
    ["CreateRoute", { GatewayId: "igw-1" }, "InvalidGatewayID.NotFound", "The gateway ID 'igw-1' does not exist"],
    ["DeleteSecurityGroup", { GroupId: "sg-1" }, "InvalidGroup.NotFound", "The security group 'sg-1' does not exist"],
    [
      "RunInstances",
      { ImageId: "ami-00000000" },
      "InvalidAMIID.NotFound",
      "The image id '[ami-00000000]' does not exist",
    ],
    ["RunInstances", { KeyName: "me" }, "InvalidKeyPair.NotFound", "The key pair 'me' does not exist"],
    ["DeleteSnapshot", { SnapshotId: "snap-1" }, "InvalidSnapshot.NotFound", "The snapshot 'snap-1' does not exist."],
    ["RunInstances", { ImageId: "ami-x" }, "InvalidAMIID.Malformed", 'Invalid id: "ami-x"'],
  ] as const) {
    it(`gets AWS's message from ${action}: ${message}`, async () => {
      const emulator = new FakeEmulator(createRejecter(resourceIds, []), NOTHING);
      const root = await emulator.send("ec2", action, { ...params });
      expect(textAt(root, "Errors/Error/Code")).to.equal(code);
      expect(textAt(root, "Errors/Error/Message")).to.equal(message);
    });
  }
});
