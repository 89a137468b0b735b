import { expect } from "chai";
import * as fc from "fast-check";

import type { Cloud, Instance, SecurityGroup, SecurityGroupRule } from "../../../tools/local/machines/cloud";
import { Network } from "../../../tools/local/machines/network/network";
import { Sandbox } from "../../../tools/local/machines/sandbox";
import { skipUnlessInstancesRun } from "../../support/instances";
import { instance, stageCloud } from "../../support/stage-cloud";
import { Hosts } from "./support/hosts";

const PORTS = [80, 81, 1024];
const GROUPS = ["sg-a", "sg-b", "sg-c"];
/** Two in one subnet, one in another. */
const PLACES = [
  { id: "i-1", subnetId: "subnet-public-a", privateAddress: "10.0.0.11" },
  { id: "i-2", subnetId: "subnet-public-a", privateAddress: "10.0.0.12" },
  { id: "i-3", subnetId: "subnet-public-b", privateAddress: "10.0.1.13" },
] as const;
const CIDRS = { "0.0.0.0/0": "", "10.0.0.0/24": "10.0.0.", "10.0.1.0/24": "10.0.1.", "10.0.0.12/32": "10.0.0.12" };

const ports = fc.constantFrom([80, 80], [81, 1023], [0, 65535], [1024, 1024], [0, 0]);
const ruleOf: fc.Arbitrary<SecurityGroupRule> = fc
  .oneof(
    { weight: 4, arbitrary: ports.map(([from = 0, to = 0]) => ({ protocol: "tcp", from, to })) },
    ports.map(([from = 0, to = 0]) => ({ protocol: "udp", from, to })),
    fc.constantFrom(...["-1", "icmp", "47"].map((protocol) => ({ protocol, from: -1, to: -1 }))),
  )
  .chain((traffic) =>
    fc.record({
      ...{ protocol: fc.constant(traffic.protocol), from: fc.constant(traffic.from), to: fc.constant(traffic.to) },
      cidrs: fc.subarray(Object.keys(CIDRS), { maxLength: 2 }),
      groupIds: fc.subarray(GROUPS, { maxLength: 1 }),
    }),
  );
const rules = fc.array(ruleOf, { maxLength: 3 });
const clouds: fc.Arbitrary<Cloud> = fc
  .tuple(
    fc.tuple(
      ...GROUPS.map((id) => fc.record({ id: fc.constant(id), name: fc.constant(id), ingress: rules, egress: rules })),
    ),
    fc.tuple(
      ...PLACES.map((place) => fc.subarray(GROUPS).map((securityGroupIds) => instance({ ...place, securityGroupIds }))),
    ),
  )
  .map(([securityGroups, instances]) => ({ ...stageCloud, securityGroups, instances, loadBalancers: [] }));

describe("random security groups", function () {
  this.timeout(120_000);
  let sandbox: Sandbox | undefined;
  let hosts: Hosts | undefined;

  before(function () {
    skipUnlessInstancesRun(this);
  });

  after(async () => {
    hosts?.stop();
    await sandbox?.stop();
  });

  it("allow exactly the connections that a rule on each side allows", async () => {
    const running = (sandbox = await Sandbox.start({ name: "test-security-groups", log: () => undefined }));
    const programs = (hosts = new Hosts(running));
    const network = new Network(running);
    await network.apply({ ...stageCloud, instances: PLACES.map((place) => instance(place)), loadBalancers: [] });
    for (const { id } of PLACES) await programs.serve(id, PORTS);

    const check = async (cloud: Cloud): Promise<void> => {
      await network.apply(cloud);
      const found = await Promise.all(cloud.instances.map(({ id }) => programs.reach(id, targetsOf(id))));
      expect(found.flat()).to.deep.equal(cloud.instances.flatMap((sender) => expected(cloud, sender)));
    };
    await fc.assert(fc.asyncProperty(clouds, check), { numRuns: 30, endOnFailure: true });
  });
});

/** `ADDRESS:PORT` of all servers but the sender's own. */
function targetsOf(sender: string): string[] {
  const others = PLACES.filter(({ id }) => id !== sender);
  return others.flatMap(({ privateAddress }) => PORTS.map((port) => `${privateAddress}:${port}`));
}

function expected(cloud: Cloud, sender: Instance): string[] {
  return targetsOf(sender.id).filter((target) => {
    const [address, port] = target.split(":");
    const receiver = cloud.instances.find(({ privateAddress }) => privateAddress === address);
    if (receiver === undefined) throw new Error(target);
    return (
      groupsOf(cloud, sender).some(({ egress }) => egress.some((it) => allows(it, Number(port), receiver))) &&
      groupsOf(cloud, receiver).some(({ ingress }) => ingress.some((it) => allows(it, Number(port), sender)))
    );
  });
}

function groupsOf({ securityGroups }: Cloud, { securityGroupIds }: Instance): SecurityGroup[] {
  return securityGroups.filter(({ id }) => securityGroupIds.includes(id));
}

/** Whether a rule allows a TCP connection to a port. */
function allows({ protocol, from, to, cidrs, groupIds }: SecurityGroupRule, port: number, other: Instance): boolean {
  const isCovered = protocol === "-1" || (protocol === "tcp" && from <= port && port <= to);
  const isNamed = cidrs.some((cidr) => other.privateAddress.startsWith(CIDRS[cidr as keyof typeof CIDRS]));
  return isCovered && (isNamed || groupIds.some((id) => other.securityGroupIds.includes(id)));
}
