import { expect } from "chai";

import { deletedVpcEndpoints } from "../../../../../tools/local/patches/vpc-endpoints";
import { textsOf } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const endpoint = (id: string, state: string) =>
  `<item><vpcEndpointId>${id}</vpcEndpointId><state>${state}</state></item>`;
const endpoints = endpoint("vpce-1", "deleted") + endpoint("vpce-2", "available");

async function deleted(...ids: readonly string[]): Promise<{ readonly passed: unknown; readonly notFound: unknown }> {
  const emulator = new FakeEmulator(deletedVpcEndpoints(), {
    DescribeVpcEndpoints: `<R><vpcEndpointSet>${endpoints}</vpcEndpointSet></R>`,
    DeleteVpcEndpoints: "<R><unsuccessful/></R>",
  });
  const params = Object.fromEntries(ids.map((id, index) => [`VpcEndpointId.${index + 1}`, id]));
  const root = await emulator.send("ec2", "DeleteVpcEndpoints", params);
  const passed = emulator.requests("DeleteVpcEndpoints").map((request) => request["VpcEndpointId.1"]);
  expect(textsOf(root, "code").every((code) => code === "InvalidVpcEndpoint.NotFound")).to.equal(true);
  return { passed, notFound: textsOf(root, "resourceId") };
}

describe("The deletion of a VPC endpoint in the emulator", () => {
  it("reports endpoints that are deleted or unknown, and deletes the others", async () => {
    expect(await deleted("vpce-2")).to.deep.equal({ passed: ["vpce-2"], notFound: [] });
    expect(await deleted("vpce-1")).to.deep.equal({ passed: [], notFound: ["vpce-1"] });
    expect(await deleted("vpce-1", "vpce-9", "vpce-2")).to.deep.equal({
      passed: ["vpce-2"],
      notFound: ["vpce-1", "vpce-9"],
    });
  });
});
