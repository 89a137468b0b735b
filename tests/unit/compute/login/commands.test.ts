import { loginCommands } from "../../../../compute";
import { deploy, resolve } from "../../../support";

const context = { stageName: { service: "shop", stage: "stg" }, region: "ap-northeast-1" };

/** Finds the address of a running web server, since auto scaling replaces them. */
const ADDRESS =
  "$(aws ec2 describe-instances --region ap-northeast-1 " +
  "--filters Name=tag:Name,Values=as-shop-stg-web Name=instance-state-name,Values=running " +
  "--query 'Reservations[0].Instances[0].PrivateIpAddress' --output text)";

async function commands(): Promise<{ sshCommand: string; portForwardCommand: string }> {
  const { made } = await deploy(() => loginCommands(context, "203.0.113.9"));
  return { sshCommand: await resolve(made.sshCommand), portForwardCommand: await resolve(made.portForwardCommand) };
}

describe("Login commands", () => {
  it("log in to a web server through the bastion with the agent forwarded", async () => {
    const { sshCommand } = await commands();
    expect(sshCommand).to.equal(`ssh -A -J ec2-user@203.0.113.9 ec2-user@${ADDRESS}`);
  });

  it("forward local port 50022 to a web server's SSH without a shell", async () => {
    const { portForwardCommand } = await commands();
    expect(portForwardCommand).to.equal(`ssh -N -L 50022:${ADDRESS}:22 ec2-user@203.0.113.9`);
  });
});
