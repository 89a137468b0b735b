import * as fc from "fast-check";
import type {
  NetworkSpec,
  LoadBalancerSpec,
  GroupSpec,
  PeerSpec,
  RuleSpec,
  TableSpec,
  TargetSpec,
} from "./network-spec";

type What = Pick<RuleSpec, "protocol" | "ports">;

/** Mostly the first, which opens paths, and sometimes one of the unusual others. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const PARTS: readonly What[] = [
  { protocol: "-1", ports: undefined },
  { protocol: "tcp", ports: [80, 80] },
  { protocol: "tcp", ports: [443, 443] },
  { protocol: "tcp", ports: [22, 100] },
  { protocol: "tcp", ports: [0, 65_535] },
  { protocol: "udp", ports: [53, 53] },
  { protocol: "icmp", ports: [8, 0] },
  { protocol: "icmp", ports: [-1, -1] },
  { protocol: "47", ports: undefined },
];

const RANGES: readonly string[] = [
  ...["0.0.0.0/1", "128.0.0.0/1", "203.0.113.0/24", "203.0.113.128/25", "192.168.0.0/16"],
  ...["10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/26", "10.0.1.0/26", "10.0.1.32/27", "10.1.0.0/26"],
];

const ROUTED: readonly string[] = [
  ...["0.0.0.0/1", "128.0.0.0/1", "203.0.113.0/24", "10.0.0.0/16", "10.0.1.0/26", "10.0.1.32/27"],
];

const PORTS: readonly LoadBalancerSpec["ports"][] = [
  [[80, 80]],
  [
    [443, 80],
    [80, 80],
  ],
  [[443, 8080]],
];

function peer(groups: number): fc.Arbitrary<PeerSpec> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant({ range: "0.0.0.0/0" }) },
    { weight: 4, arbitrary: fc.constantFrom(...RANGES).map((range) => ({ range })) },
    { weight: 3, arbitrary: fc.nat({ max: groups - 1 }).map((number) => ({ group: number })) },
    { weight: 1, arbitrary: fc.constantFrom<PeerSpec>({ ipv6: "::/0" }, { ipv6: "2001:db8::/48" }, { s3: true }) },
  );
}

function group(groups: number): fc.Arbitrary<GroupSpec> {
  const everything: RuleSpec = { protocol: "-1", ports: undefined, peer: { range: "0.0.0.0/0" } };
  const rule = fc.tuple(fc.constantFrom(...PARTS), peer(groups)).map(([what, to]): RuleSpec => ({ ...what, peer: to }));
  const some = fc.uniqueArray(rule, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) });
  // A few rules rarely match those at the other end: open groups make paths.
  const rules = fc.oneof(some, fc.constant([everything]));
  return fc.record({ in: rules, out: rules });
}

/** A table with a default route, or most of one, and sometimes a more specific route to another target. */
function table(usual: TargetSpec): fc.Arbitrary<TableSpec> {
  const to = mostly<TargetSpec>(usual, "internet", { instance: 0 }, { natGateway: 0 });
  const first = fc.record({ range: mostly("0.0.0.0/0", "128.0.0.0/1"), to });
  const elsewhere = fc.constantFrom<TargetSpec>("internet", { instance: 0 }, { natGateway: 0 });
  const others = fc.array(fc.record({ range: fc.constantFrom(...ROUTED), to: elsewhere }), { maxLength: 1 });
  return fc
    .tuple(first, others, fc.boolean())
    .map(([one, more, hasS3Endpoint]) => ({
      vpc: 0,
      routes: [one, ...more.filter(({ range }) => range !== one.range)],
      hasS3Endpoint,
    }));
}

function subnet(
  number: number,
  tables: fc.Arbitrary<number | undefined>,
): fc.Arbitrary<NetworkSpec["subnets"][number]> {
  return fc
    .tuple(tables, mostly(false, true))
    .map(([of, mapsPublicIps]) => ({ vpc: 0, range: `10.0.${number}.0/26`, table: of, mapsPublicIps }));
}

/**
 * A random small network: a VPC of three subnets with NATs of both kinds, instances, an auto scaling group and a load
 * balancer, and a second VPC with one instance. Routes lead only to instance 0 and the NAT gateway, which are in subnets
 * where their address makes no difference.
 */
export const randomNetwork: fc.Arbitrary<NetworkSpec> = fc.constantFrom(2, 3).chain((groups) => {
  const members = fc.subarray([0, 1, 2].slice(0, groups), { minLength: 1, maxLength: 2 });
  const instance = (subnets: fc.Arbitrary<number>, forwards: fc.Arbitrary<boolean>) =>
    fc.record({ subnet: subnets, groups: members, elasticIp: mostly(true, false), forwards });
  return fc.record({
    tables: fc.tuple(
      table("internet"),
      fc.oneof(table({ natGateway: 0 }), table({ instance: 0 })),
      fc.constant<TableSpec>({ vpc: 1, routes: [{ range: "0.0.0.0/0", to: "internet" }], hasS3Endpoint: false }),
    ),
    subnets: fc.tuple(
      subnet(0, mostly<number | undefined>(0, 1)),
      subnet(1, mostly<number | undefined>(1, 0, undefined)),
      subnet(2, mostly<number | undefined>(1, 0)),
      fc.constant({ vpc: 1, range: "10.1.0.0/26", table: 2, mapsPublicIps: true }),
    ),
    groups: fc.array(group(groups), { minLength: groups, maxLength: groups }),
    instances: fc.tuple(
      instance(mostly(0, 2), mostly(true, false)),
      instance(fc.constantFrom(0, 1, 2), fc.constant(false)),
      instance(fc.constant(3), fc.constant(false)),
    ),
    natGateways: fc.tuple(fc.record({ subnet: mostly(0, 2) })),
    autoScalingGroups: fc.tuple(
      fc.record({
        subnets: fc.subarray([1, 2], { minLength: 1 }),
        groups: members,
        associatesPublicIp: fc.constantFrom(undefined, false, true),
        loadBalancers: mostly([0], []),
      }),
    ),
    loadBalancers: fc.tuple(
      fc.record({
        subnets: fc.subarray([0, 1], { minLength: 1 }),
        groups: members,
        internal: mostly(false, true),
        ports: fc.constantFrom(...PORTS),
        healthPort: fc.constantFrom(80, 22),
      }),
    ),
  });
});
