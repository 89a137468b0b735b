import type { EC2Client } from "@aws-sdk/client-ec2";
import { waitUntilReady } from "../../../../network/nat/readiness";
import { fakeApi, waited, type ApiCall, type Waited } from "../../../support/waits";

async function wait(
  route: Readonly<Record<string, unknown>>,
  answers: Readonly<Record<string, readonly unknown[]>>,
): Promise<Waited & { calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<EC2Client>({ GetConsoleOutput: [new Error("UnsupportedOperation")], ...answers });
  const result = await waited(() => waitUntilReady(route, { ec2: () => Promise.resolve(client) }));
  return { ...result, calls };
}

const gateway = (State: string, FailureMessage?: string) => ({ NatGateways: [{ State, FailureMessage }] });

const interfaceOf = (InstanceId?: string) => ({ NetworkInterfaces: [{ Attachment: { InstanceId } }] });

const says = (...lines: string[]) => ({ Output: Buffer.from(lines.join("\r\n")).toString("base64") });

const READY = "minimal-secure-web: NAT is ready";

const unauthorized = Object.assign(new Error("You are not authorized."), { name: "UnauthorizedOperation" });

const status = (state: string, instance = "ok", system = "ok") => ({
  InstanceStatuses: [
    { InstanceState: { Name: state }, InstanceStatus: { Status: instance }, SystemStatus: { Status: system } },
  ],
});

describe("A route to a NAT gateway", () => {
  const route = { natGatewayId: "nat-1", routeTableId: "rtb-1" };

  it("points to it at once if the gateway is available", async () => {
    const { calls, ...result } = await wait(route, { DescribeNatGateways: [gateway("available")] });
    expect(result).to.deep.equal({ said: [], seconds: 0 });
    expect(calls).to.deep.equal([["DescribeNatGateways", { NatGatewayIds: ["nat-1"] }]]);
  });

  it("waits while the gateway is pending", async () => {
    const answers = { DescribeNatGateways: [gateway("pending"), gateway("pending"), gateway("available")] };
    const { calls, ...result } = await wait(route, answers);
    expect(result).to.deep.equal({
      said: ["NAT gateway nat-1: is not available yet (0 s)", "NAT gateway nat-1: is not available yet (5 s)"],
      seconds: 10,
    });
    expect(calls).to.have.length(3);
  });

  it("is rejected for a gateway that has failed, is being deleted or does not exist", async () => {
    const rows: readonly (readonly [object, string])[] = [
      [
        gateway("failed", "Network vpc-1 has no Internet gateway attached"),
        "failed: Network vpc-1 has no Internet gateway attached",
      ],
      [gateway("deleting"), "deleting: no reason given"],
      [gateway("deleted"), "deleted: no reason given"],
      [{ NatGateways: [] }, "gone: no reason given"],
      [{}, "gone: no reason given"],
    ];
    for (const [answer, message] of rows) {
      const { error, seconds } = await wait(route, { DescribeNatGateways: [gateway("pending"), answer] });
      expect(error).to.equal(`NAT gateway nat-1 is ${message}. Run: pulumi up --refresh`);
      expect(seconds).to.equal(5);
    }
  });

  it("times out after ten minutes, and says where to look", async () => {
    const { error, seconds } = await wait(route, { DescribeNatGateways: [gateway("pending")] });
    expect(seconds).to.equal(600);
    expect(error).to.equal(
      "NAT gateway nat-1: is not available yet after 600 s. " +
        "See its state: aws ec2 describe-nat-gateways --nat-gateway-ids nat-1",
    );
  });
});

describe("A route to a NAT instance", () => {
  const route = { networkInterfaceId: "eni-1", routeTableId: "rtb-1" };

  it("points to it at once if the console of a running instance shows that its user data has finished", async () => {
    const { calls, ...result } = await wait(route, {
      DescribeNetworkInterfaces: [interfaceOf("i-1")],
      GetConsoleOutput: [says("[ 1.0] Linux", `[ 40.1] ${READY}`, "login:")],
      DescribeInstanceStatus: [status("running", "initializing", "initializing")],
    });
    expect(result).to.deep.equal({ said: [], seconds: 0 });
    expect(calls).to.deep.equal([
      ["DescribeNetworkInterfaces", { NetworkInterfaceIds: ["eni-1"] }],
      ["GetConsoleOutput", { InstanceId: "i-1", Latest: true }],
      ["DescribeInstanceStatus", { InstanceIds: ["i-1"], IncludeAllInstances: true }],
    ]);
  });

  it("waits for the user data even if both status checks have passed or a console read fails", async () => {
    const { said, seconds, error } = await wait(route, {
      DescribeNetworkInterfaces: [interfaceOf("i-1")],
      GetConsoleOutput: [{}, new Error("RequestLimitExceeded"), says("Linux"), says(READY), says(READY)],
      DescribeInstanceStatus: [
        status("pending", "not-applicable", "not-applicable"),
        status("running"),
        status("running"),
        status("pending"),
        status("running"),
      ],
    });
    expect(error).to.be.undefined;
    expect(seconds).to.equal(20);
    const missing = `NAT instance i-1: has not written "${READY}" to its console`;
    expect(said).to.deep.equal([
      "NAT instance i-1: is not running yet (0 s)",
      `${missing} (the console cannot be read: RequestLimitExceeded) (5 s)`,
      `${missing} (10 s)`,
      "NAT instance i-1: is not running yet (15 s)",
    ]);
  });

  it("relies on the status checks, and says so, if the console shows nothing of the user data for five minutes", async () => {
    for (const [answer, why] of [
      [says("a line of the kernel"), ""],
      [unauthorized, " (the console cannot be read: UnauthorizedOperation)"],
    ] as const) {
      const { said, seconds, error } = await wait(route, {
        DescribeNetworkInterfaces: [interfaceOf("i-1")],
        GetConsoleOutput: [answer],
        DescribeInstanceStatus: [status("running")],
      });
      expect(error).to.be.undefined;
      expect(seconds).to.equal(300);
      expect(said.at(-1)).to.equal(
        `NAT instance i-1 has not written "${READY}" to its console${why}. ` +
          "It is treated as ready because it passes EC2's status checks",
      );
    }
  });

  it("waits on if the console shows nothing and a status check has not passed", async () => {
    for (const checks of [status("running", "initializing"), status("running", "ok", "impaired")]) {
      const { seconds, error } = await wait(route, {
        DescribeNetworkInterfaces: [interfaceOf("i-1")],
        GetConsoleOutput: [says("a line of the kernel")],
        DescribeInstanceStatus: [checks],
      });
      expect(seconds).to.equal(600);
      expect(error).to.contain("and has not passed EC2's status checks after 600 s");
    }
  });

  it("never relies on the status checks once the user data has reported anything but that it is ready", async () => {
    const waits = says("minimal-secure-web: NAT waits for its packages (attempt 1)");
    const { seconds, error } = await wait(route, {
      DescribeNetworkInterfaces: [interfaceOf("i-1")],
      GetConsoleOutput: [waits, says("pushed out by 64 KB of something else")],
      DescribeInstanceStatus: [status("running")],
    });
    expect(seconds).to.equal(600);
    expect(error).to.match(
      /^NAT instance i-1: has not written "minimal-secure-web: NAT is ready" to its console after/,
    );
  });

  it("is rejected for an instance that is stopping, stopped or does not exist", async () => {
    const rows: readonly (readonly [object, string])[] = [
      [status("stopping"), "stopping"],
      [status("stopped"), "stopped"],
      [status("shutting-down"), "shutting-down"],
      [status("terminated"), "terminated"],
      [{ InstanceStatuses: [] }, "gone"],
    ];
    for (const [answer, state] of rows) {
      const answers = { DescribeNetworkInterfaces: [interfaceOf("i-1")], DescribeInstanceStatus: [answer] };
      const { error, seconds } = await wait(route, answers);
      expect(error).to.equal(`NAT instance i-1 is ${state}. Run: pulumi up --refresh`);
      expect(seconds).to.equal(0);
    }
  });

  it("is rejected for an instance whose user data has failed, unless it has recovered", async () => {
    const answers = { DescribeNetworkInterfaces: [interfaceOf("i-1")], DescribeInstanceStatus: [status("running")] };
    const failed = "[ 31.2] cloud-init[1200]: minimal-secure-web: NAT FAILED in line 21";
    const errors: (string | undefined)[] = [];
    for (const row of [says(failed), says(READY, failed), says(failed, READY)]) {
      errors.push((await wait(route, { ...answers, GetConsoleOutput: [row] })).error);
    }
    const message =
      'NAT instance i-1 says "minimal-secure-web: NAT FAILED in line 21". Terminate it, then run: pulumi up --refresh';
    expect(errors).to.deep.equal([message, message, undefined]);
  });

  it("is rejected for a network interface without an instance", async () => {
    for (const answer of [interfaceOf(), { NetworkInterfaces: [{}] }, { NetworkInterfaces: [] }]) {
      const { error, calls } = await wait(route, { DescribeNetworkInterfaces: [answer] });
      expect(error).to.equal("network interface eni-1 is not attached to an instance. Run: pulumi up --refresh");
      expect(calls).to.have.length(1);
    }
  });

  it("times out after ten minutes, and says where to look", async () => {
    const answers = {
      DescribeNetworkInterfaces: [interfaceOf("i-1")],
      DescribeInstanceStatus: [status("running", "impaired")],
    };
    const { error, seconds } = await wait(route, answers);
    expect(seconds).to.equal(600);
    expect(error).to.equal(
      `NAT instance i-1: has not written "${READY}" to its console (the console cannot be read: UnsupportedOperation) ` +
        "and has not passed EC2's status checks after 600 s. " +
        "See its console: aws ec2 get-console-output --latest --instance-id i-1",
    );
  });
});

describe("A route to anything else", () => {
  it("needs no wait and no AWS call", async () => {
    const { calls, error } = await wait({ gatewayId: "igw-1" }, {});
    expect(error).to.be.undefined;
    expect(calls).to.deep.equal([]);
  });
});
