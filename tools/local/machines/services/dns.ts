import { API_ADDRESS, DNS_ADDRESS, S3_ADDRESS, SITE_ADDRESS } from "../addresses";
import type { Cloud } from "../cloud";

/** Files of dnsmasq: its configuration, and the names that it reads again on SIGHUP. */
export interface DnsFiles {
  readonly config: string;
  readonly hosts: string;
}

/** The domain of the private DNS names in a region. */
export function privateDomain(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}

/**
 * The Amazon DNS server: AWS's own names, the load balancers' names with their public addresses, the private names of the
 * VPC. Nothing else exists.
 * @param hostsFile path of the `hosts` in the sandbox
 */
export function dnsFiles(
  { vpc, loadBalancers }: Pick<Cloud, "vpc" | "loadBalancers">,
  region: string,
  hostsFile: string,
): DnsFiles {
  const s3 = [...new Set([region, "us-east-1"])].flatMap((name) => [`s3.${name}`, `s3.dualstack.${name}`]);
  const config = [
    ...["no-resolv", "no-hosts", "no-poll", "bind-interfaces", "cache-size=0", "local-ttl=1"],
    `listen-address=${DNS_ADDRESS}`,
    `addn-hosts=${hostsFile}`,
    // Names that are not in `hosts` do not exist.
    ...["address=/#/", "address=/elb.amazonaws.com/", `address=/${region}.elb.amazonaws.com/`],
    `address=/amazonaws.com/${API_ADDRESS}`,
    ...["s3", ...s3].map((name) => `address=/${name}.amazonaws.com/${S3_ADDRESS}`),
    `address=/checkip.amazonaws.com/${SITE_ADDRESS}`,
    // ip-10-0-1-5 in the domain is 10.0.1.5, and back.
    ...(vpc === undefined ? [] : [`synth-domain=${privateDomain(region)},${vpc.cidr},ip-`]),
  ];
  const hosts = loadBalancers.flatMap(({ dnsName, nodes }) =>
    nodes.map(({ publicAddress }) => `${publicAddress} ${dnsName.toLowerCase()}`),
  );
  return { config: text(config), hosts: text(hosts) };
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
