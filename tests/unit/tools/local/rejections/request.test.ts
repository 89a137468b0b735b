import { expect } from "chai";

import { readCall } from "../../../../../tools/local/api-request";
import { Request } from "../../../../../tools/local/rejections/request";
import { queryCall } from "../support";

const json = (body: unknown) =>
  new Request(
    readCall("POST", "/", { "x-amz-target": "Logs_20140328.CreateLogGroup" }, Buffer.from(JSON.stringify(body))),
  );

describe("the parameters of a call", () => {
  it("come from the form in the Query protocol, where an empty one counts as absent", () => {
    const request = new Request(queryCall("ec2", "RunInstances", { ImageId: "ami-1", KeyName: "", "SubnetId.1": "a" }));
    expect(request.text("ImageId")).to.equal("ami-1");
    expect(request.text("KeyName")).to.equal(undefined);
    expect(request.raw("KeyName")).to.equal("");
    expect(request.list("SubnetId")).to.deep.equal(["a"]);
  });

  it("look the same in the JSON protocol", () => {
    const request = json({
      retentionInDays: 8,
      tags: { a: "b" },
      Dimensions: [{ Name: "n", Value: "v" }],
      list: ["x"],
    });
    expect(request.text("retentionInDays")).to.equal("8");
    expect(request.text("tags.a")).to.equal("b");
    expect(request.structures("Dimensions.member")).to.deep.equal([{ Name: "n", Value: "v" }]);
    expect(request.list("list.member")).to.deep.equal(["x"]);
  });
});
