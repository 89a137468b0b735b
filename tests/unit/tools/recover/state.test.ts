import { expect } from "chai";

import { logicalName, parseState } from "../../../../tools/recover/state";

const URN = "urn:pulumi:stg::shop::minimal-secure-web:network:Vpc$aws:ec2/subnet:Subnet::vpc-public-1a";

describe("A state as recovery reads it", () => {
  it("has the resources with an ID, the pending operations, and when it was written", () => {
    const deployment = {
      manifest: { time: "2026-11-28T11:10:58.090940447Z" },
      resources: [
        { urn: "urn:a", type: "minimal-secure-web:network:Vpc" },
        {
          urn: URN,
          type: "aws:ec2/subnet:Subnet",
          custom: true,
          id: "subnet-1",
          inputs: { a: 1 },
          outputs: { arn: "x" },
        },
      ],
      pending_operations: [
        { type: "creating", resource: { urn: URN, type: "aws:ec2/subnet:Subnet", inputs: { a: 1 } } },
      ],
    };
    expect(parseState(JSON.stringify({ deployment }))).to.deep.equal({
      resources: [{ urn: URN, type: "aws.ec2.Subnet", id: "subnet-1", inputs: { a: 1 }, outputs: { arn: "x" } }],
      pending: [{ kind: "creating", urn: URN, type: "aws.ec2.Subnet", inputs: { a: 1 } }],
      writtenAt: Date.parse("2026-11-28T11:10:58.090Z"),
    });
  });

  it("is empty for a stack that was never deployed", () => {
    expect(parseState('{"version":3,"deployment":{}}')).to.deep.equal({ resources: [], pending: [], writtenAt: 0 });
  });

  it("names a resource by the end of its URN", () => {
    expect(logicalName(URN)).to.equal("vpc-public-1a");
  });
});
