import type { EC2Client } from "@aws-sdk/client-ec2";
import { waitUntilFinished } from "../../../../compute/web/image-readiness";
import { fakeApi, waited, type ApiCall, type Waited } from "../../../support/waits";

const REBUILD =
  "Fix the script, or replace the build instance with: pulumi up --replace '**aws:ec2/instance:Instance::web'";
const BY_ITSELF = "Client.InstanceInitiatedShutdown";

async function wait(
  answers: Readonly<Record<string, readonly unknown[]>>,
): Promise<Waited & { calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<EC2Client>({ GetConsoleOutput: [{}], ...answers });
  const clients = { ec2: () => Promise.resolve(client) };
  const result = await waited(() => waitUntilFinished({ sourceInstanceId: "i-1", description: "" }, clients));
  return { ...result, calls };
}

const instanceIn = (Name: string, Code?: string) => ({
  Reservations: [{ Instances: [{ State: { Name }, ...(Code === undefined ? {} : { StateReason: { Code } }) }] }],
});

const READY = "minimal-secure-web: web server is ready";

const consoleSays = (...lines: string[]) => ({ Output: Buffer.from(lines.join("\r\n")).toString("base64") });

describe("An image of a web server", () => {
  it("is created at once when the build instance has finished its script and powered itself off", async () => {
    const { calls, ...result } = await wait({
      DescribeInstances: [instanceIn("stopped", BY_ITSELF)],
      GetConsoleOutput: [consoleSays("[ 41.2] cloud-init", READY, "[ 60.1] reboot: Power down")],
    });
    expect(result).to.deep.equal({ said: [], seconds: 0 });
    expect(calls).to.deep.equal([
      ["DescribeInstances", { InstanceIds: ["i-1"] }],
      ["GetConsoleOutput", { InstanceId: "i-1", Latest: true }],
    ]);
  });

  it("waits while the instance starts, runs and stops, and remembers what its console said", async () => {
    const states = [
      instanceIn("pending"),
      instanceIn("running"),
      instanceIn("stopping"),
      instanceIn("stopped", BY_ITSELF),
    ];
    const { said, seconds, error } = await wait({
      DescribeInstances: states,
      GetConsoleOutput: [{}, consoleSays(READY), new Error("a failed call")],
    });
    expect(error).to.be.undefined;
    expect(said).to.deep.equal([
      "web server i-1: is still being set up (0 s)",
      "web server i-1: is still being set up (2 s)",
      "web server i-1: is still being set up (4 s)",
    ]);
    expect(seconds).to.equal(6);
  });

  it("waits until EC2 posts the console of the stopped instance, which needs a call without Latest", async () => {
    const posted = [{}, new Error("UnsupportedOperation"), {}, {}, consoleSays(READY)];
    const { said, seconds, error, calls } = await wait({
      DescribeInstances: [instanceIn("stopped", BY_ITSELF)],
      GetConsoleOutput: [...posted.slice(0, 4), {}, ...posted.slice(4)],
    });
    expect(error).to.be.undefined;
    expect(seconds).to.equal(10);
    expect(said).to.deep.equal([
      `web server i-1: has powered off, but its console does not show "${READY}" (0 s)`,
      `web server i-1: has powered off, but its console does not show "${READY}" (5 s)`,
    ]);
    expect(calls.slice(-2)).to.deep.equal([
      ["GetConsoleOutput", { InstanceId: "i-1", Latest: true }],
      ["GetConsoleOutput", { InstanceId: "i-1" }],
    ]);
  });

  it("is not created when something else powered the instance off, such as the user's own script", async () => {
    const { error, seconds } = await wait({
      DescribeInstances: [instanceIn("stopped", BY_ITSELF)],
      GetConsoleOutput: [{}, {}, consoleSays("cloud-init: Installed", "[ 60.1] reboot: Power down")],
    });
    expect(seconds).to.equal(5);
    expect(error).to.equal(
      "web server i-1 was powered off before its script had finished: " +
        `its console ends without "${READY}". ${REBUILD}`,
    );
  });

  it("is not created when the script failed before something powered the instance off", async () => {
    const { error } = await wait({
      DescribeInstances: [instanceIn("stopped", BY_ITSELF)],
      GetConsoleOutput: [{}, consoleSays("minimal-secure-web: web server FAILED in line 70", "reboot: Power down")],
    });
    expect(error).to.equal(`web server i-1 says: minimal-secure-web: web server FAILED in line 70. ${REBUILD}`);
  });

  it("is not created when the console is empty or cannot be read for ten minutes after the stop", async () => {
    const unauthorized = Object.assign(new Error("You are not authorized."), { name: "UnauthorizedOperation" });
    const rows = [
      [{}, `its console does not show "${READY}"`],
      [unauthorized, "its console cannot be read (UnauthorizedOperation; allow ec2:GetConsoleOutput)"],
    ] as const;
    for (const [answer, why] of rows) {
      const { error, seconds } = await wait({
        DescribeInstances: [instanceIn("running"), instanceIn("stopped", BY_ITSELF)],
        GetConsoleOutput: [answer],
      });
      expect(seconds).to.equal(602);
      expect(error).to.equal(
        `web server i-1: has powered off, but ${why} after 600 s. ` +
          `See its console: aws ec2 get-console-output --instance-id i-1. ${REBUILD}`,
      );
    }
  });

  it("is not created from an instance that was stopped from outside, which may be half-finished", async () => {
    for (const reason of ["Client.UserInitiatedShutdown", "Server.SpotInstanceShutdown", undefined]) {
      const { error, seconds } = await wait({
        DescribeInstances: [instanceIn("running"), instanceIn("stopped", reason)],
      });
      expect(error).to.equal(`web server i-1 was stopped by something else before its script had finished. ${REBUILD}`);
      expect(seconds).to.equal(2);
    }
  });

  it("is not created from an instance that is shutting down, terminated or gone", async () => {
    const rows: readonly (readonly [object, string])[] = [
      [instanceIn("shutting-down"), "shutting-down"],
      [instanceIn("terminated", BY_ITSELF), "terminated"],
      [{ Reservations: [] }, "gone"],
      [{}, "gone"],
    ];
    for (const [answer, state] of rows) {
      expect((await wait({ DescribeInstances: [answer] })).error).to.equal(`web server i-1 is ${state}. ${REBUILD}`);
    }
  });

  it("fails at once when the console says that the script has failed", async () => {
    const failed = consoleSays("cloud-init: Installed", "minimal-secure-web: web server FAILED in line 23", "login:");
    const { error, seconds, calls } = await wait({
      DescribeInstances: [instanceIn("running")],
      GetConsoleOutput: [{}, consoleSays("minimal-secure-web: web server waits for its packages (attempt 1)"), failed],
    });
    expect(error).to.equal(`web server i-1 says: minimal-secure-web: web server FAILED in line 23. ${REBUILD}`);
    expect(seconds).to.equal(4);
    expect(calls.at(-1)).to.deep.equal(["GetConsoleOutput", { InstanceId: "i-1", Latest: true }]);
  });

  it("ignores other failures on the console, and console reads that fail", async () => {
    const { error } = await wait({
      DescribeInstances: [instanceIn("running"), instanceIn("running"), instanceIn("stopped", BY_ITSELF)],
      GetConsoleOutput: [new Error("RequestLimitExceeded"), consoleSays("[FAILED] Failed to start something.", READY)],
    });
    expect(error).to.be.undefined;
  });

  it("times out after twenty minutes, and says where to look and what to do", async () => {
    const { error, seconds } = await wait({ DescribeInstances: [instanceIn("running")] });
    expect(seconds).to.equal(1200);
    expect(error).to.equal(
      "web server i-1: is still being set up after 1200 s. " +
        `See its console: aws ec2 get-console-output --latest --instance-id i-1. ${REBUILD}`,
    );
  });
});
