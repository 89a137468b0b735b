import { expect } from "chai";

import { stageSummary } from "../../../../tools/local/stage-summary";

describe("the summary of a deployed stage", () => {
  const summary = (outputs: string) =>
    stageSummary({
      ...{ stage: "stg", region: "ap-northeast-1", project: "/my project", outputs },
      emulator: { pid: 1, endpoint: "http://127.0.0.1:4567", port: 4567, requestLogFile: "/log/calls.jsonl" },
    });

  it("lists outputs one per line, lists with commas, and hidden secrets", () => {
    const json = '{"vpcId":"vpc-1","natPublicIps":["1.2.3.4","5.6.7.8"],"sshPrivateKey":"[secret]","n":1}';
    expect(summary(json).split("\n").slice(2, 6)).to.deep.equal([
      "  vpcId          vpc-1",
      "  natPublicIps   1.2.3.4, 5.6.7.8",
      "  sshPrivateKey  [secret]",
      "  n              1",
    ]);
  });

  it("gives commands for the emulator that a shell can run", () => {
    const text = summary("{}");
    expect(text).to.contain("aws --region ap-northeast-1 --endpoint-url http://127.0.0.1:4567 ec2 describe-instances");
    expect(text).to.contain("npm --prefix '/my project' run verify -- stg");
    expect(text).to.contain("/log/calls.jsonl").and.contain("npm run local -- stg --down");
  });
});
