import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";

import { readCidr } from "../../../lib/cidr";
import { API_ADDRESS, INTERNET, INTERNET_GATEWAY, PUBLIC_ADDRESSES, S3_ADDRESS, SITE_ADDRESS } from "./addresses";
import type { Cloud } from "./cloud";
import type { Network } from "./network/network";
import type { Sandbox } from "./sandbox";

/** The operator's address while no security group allows SSH from the internet. */
const ELSEWHERE = "198.51.100.1";
const SSH = 22;

/**
 * The computer of the stage's operator: a host on the internet with an address from which the bastion accepts SSH. It
 * resolves the names of load balancers and of the AWS APIs.
 */
export class Operator {
  private applied = "";
  /** The names that this computer has. */
  private readonly ownHosts = fs.readFileSync("/etc/hosts", "utf8").trimEnd();
  /** Its address. */
  address = ELSEWHERE;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly network: Network,
  ) {}

  async update(cloud: Cloud): Promise<void> {
    const address = addressOf(cloud);
    const hosts = `${this.ownHosts}\n${hostsOf(cloud)}`;
    if (`${address}\n${hosts}` === this.applied) return;
    await this.network.addInternetAddress(address);
    // Programs that are started in the sandbox see this file; this computer keeps its own.
    await this.sandbox.run(
      `cat >/run/hosts && (mountpoint -q /etc/hosts || mount --bind /run/hosts /etc/hosts)
ip -n ${INTERNET} route replace ${PUBLIC_ADDRESSES} via ${INTERNET_GATEWAY.own} src ${address}`,
      { input: hosts },
    );
    this.applied = `${address}\n${hosts}`;
    this.address = address;
  }

  /** Starts a command on the operator's computer. */
  begin(command: readonly string[], folder: string, environment: NodeJS.ProcessEnv): ChildProcess {
    return this.sandbox.spawn(["env", "-C", folder, ...command], {
      netns: INTERNET,
      env: { ...environment, ...OPERATOR_ENVIRONMENT },
      stdio: ["pipe", "pipe", "pipe"],
    });
  }
}

/** Makes the AWS SDKs call the emulator, which does not say there that it is one. */
export const OPERATOR_ENVIRONMENT: NodeJS.ProcessEnv = {
  AWS_ENDPOINT_URL: `http://${API_ADDRESS}`,
  NO_PROXY: API_ADDRESS,
  no_proxy: API_ADDRESS,
};

/** The first address from which a security group allows SSH. */
function addressOf({ securityGroups }: Cloud): string {
  const rules = securityGroups.flatMap(({ ingress }) => ingress);
  const ranges = rules
    .filter(({ protocol, from }) => protocol === "tcp" && from === SSH)
    .flatMap(({ cidrs }) => cidrs)
    .filter((cidr) => !cidr.startsWith("0.0.0.0"));
  const [first] = ranges;
  const reading = first === undefined ? undefined : readCidr(first);
  if (reading === undefined || "problem" in reading) return ELSEWHERE;
  const { first: number, prefix } = reading.cidr;
  // The first address of a range is its network's.
  const address = prefix < 31 ? number + 1 : number;
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join(".");
}

function hostsOf({ region, loadBalancers }: Cloud): string {
  const services = ["ec2", "elasticloadbalancing", "autoscaling", "sts", "ssm", "monitoring"];
  return [
    ...loadBalancers.flatMap(({ dnsName, nodes }) => nodes.map(({ publicAddress }) => `${publicAddress} ${dnsName}`)),
    ...services.map((service) => `${API_ADDRESS} ${service}.${region}.amazonaws.com`),
    `${API_ADDRESS} iam.amazonaws.com`,
    `${S3_ADDRESS} s3.${region}.amazonaws.com`,
    `${SITE_ADDRESS} checkip.amazonaws.com`,
    "",
  ].join("\n");
}
