import { resultsIn } from "../../../e2e/support/prowler/read";

const EC2 = "arn:aws:ec2:ap-northeast-1:123456789012";

function finding(uid: string, status: string, labels?: string[]): object {
  return {
    metadata: { event_code: "check" },
    finding_info: { title: "asks" },
    status_code: status,
    resources: [{ uid, ...(labels === undefined ? {} : { labels }) }],
  };
}

function resourcesIn(...findings: object[]): string[] {
  return resultsIn(JSON.stringify(findings), () => true).map(({ resource }) => resource);
}

describe("prowler's report", () => {
  it("has a result per resource, without manual checks", () => {
    const vpc = `${EC2}:vpc/vpc-1`;
    const report = JSON.stringify([finding(vpc, "PASS"), finding(vpc, "FAIL"), finding(vpc, "MANUAL")]);
    expect(resultsIn(report, () => true)).to.deep.equal([
      { check: "check", title: "asks", resource: "vpc", passed: true },
      { check: "check", title: "asks", resource: "vpc", passed: false },
    ]);
  });

  it("names resources by type and Name, because IDs differ in every run", () => {
    const group = "arn:aws:autoscaling:ap-northeast-1:123456789012:autoScalingGroup:1-2:autoScalingGroupName/asg";
    const balancer = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:loadbalancer/elb";
    expect(
      resourcesIn(
        finding(`${EC2}:instance/i-1`, "PASS", ["Stage:stg", "Name:shop-stg-web"]),
        finding(`${EC2}:network-acl/acl-1`, "PASS", []),
        finding("arn:aws:s3:::logs-1", "PASS", ["Name:logs"]),
        finding("arn:aws:sns:ap-northeast-1:123456789012:alarms-1", "PASS"),
        finding(group, "PASS"),
        finding(balancer, "PASS", ["Name:elb-shop"]),
      ),
    ).to.deep.equal([
      "instance/shop-stg-web",
      "network-acl",
      "bucket/logs",
      "topic",
      "autoScalingGroup",
      "loadbalancer/elb-shop",
    ]);
  });

  it("finds a log group by the name in its ARN", () => {
    const logs = "arn:aws:logs:ap-northeast-1:123456789012:log-group:flow-logs-1:*";
    const report = JSON.stringify([finding(logs, "FAIL")]);
    const [result] = resultsIn(report, (id) => id === "flow-logs-1");
    expect(result?.resource).to.equal("log-group");
  });

  it("leaves out resources of others", () => {
    const report = JSON.stringify([finding(`${EC2}:vpc/vpc-1`, "FAIL"), finding(`${EC2}:vpc/vpc-2`, "FAIL")]);
    expect(resultsIn(report, (id) => id === "vpc-2")).to.have.length(1);
  });
});
