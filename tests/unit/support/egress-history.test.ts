import type { LoggedCall } from "../../../tools/local/request-log";
import { egressHistory } from "../../support/egress-history";

type Step = readonly [action: string, params: Record<string, string>, response?: unknown];

const run = (id: string, eni: string): Step => [
  "RunInstances",
  {},
  { instancesSet: [{ instanceId: id, networkInterfaceSet: [{ networkInterfaceId: eni }] }] },
];
const checked = (id: string, status = "ok"): Step => [
  "DescribeInstanceStatus",
  {},
  {
    instanceStatusSet: [
      {
        instanceId: id,
        instanceStatus: { details: [{ name: "reachability", status: "passed" }], status },
        systemStatus: { status: "ok" },
      },
    ],
  },
];
const associate = (allocation: string, eni: string, association = `assoc-${eni}`): Step => [
  "AssociateAddress",
  { AllocationId: allocation, NetworkInterfaceId: eni },
  { associationId: association },
];
const gateway = (id: string, allocation: string): Step => [
  "CreateNatGateway",
  { AllocationId: allocation },
  { natGateway: { natGatewayId: id, state: "pending" } },
];
const described = (id: string, state = "available"): Step => [
  "DescribeNatGateways",
  {},
  { natGatewaySet: [{ natGatewayId: id, state }] },
];
const route = (action: string, target: Record<string, string> = {}): Step => [
  action,
  { RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0", ...target },
];
const toEni = (eni: string) => ({ NetworkInterfaceId: eni });
const toGateway = (id: string) => ({ NatGatewayId: id });

/** A stage with a NAT instance, in the right order. */
const INSTANCE: readonly Step[] = [
  run("i-1", "eni-1"),
  checked("i-1", "initializing"),
  checked("i-1"),
  associate("eipalloc-i", "eni-1"),
  route("CreateRoute", toEni("eni-1")),
];
const NEW_GATEWAY: readonly Step[] = [
  gateway("nat-1", "eipalloc-g"),
  described("nat-1", "pending"),
  described("nat-1"),
];
const OLD_INSTANCE_GOES: readonly Step[] = [
  ["DisassociateAddress", { AssociationId: "assoc-eni-1" }],
  ["ReleaseAddress", { AllocationId: "eipalloc-i" }],
  ["TerminateInstances", { "InstanceId.1": "i-1" }],
];

const CALL = { service: "ec2", accessKeyId: "local", status: 200 };

/** The history of calls with a second between two of them. */
function historyOf(...steps: readonly Step[]) {
  const calls = steps.map(([action, params, response], index): LoggedCall => {
    const at = new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
    return { ...CALL, seq: index + 1, at, ms: 10, action, params, response };
  });
  return egressHistory(calls);
}

describe("The egress history", () => {
  it("has no violation in the right order, and measures how long the route took to follow", () => {
    const { violations, moves, routes } = historyOf(
      ...INSTANCE,
      ...NEW_GATEWAY,
      route("ReplaceRoute", toGateway("nat-1")),
      ...OLD_INSTANCE_GOES,
    );
    expect(violations).to.deep.equal([]);
    expect(moves).to.deep.equal([
      { table: "rtb-1", to: "eni-1", sinceReadyMs: 2000 },
      { table: "rtb-1", from: "eni-1", to: "nat-1", sinceReadyMs: 1000 },
    ]);
    expect([...routes]).to.deep.equal([["rtb-1", "nat-1"]]);
  });

  it("measures the gap of an instance that takes over the address of the previous one", () => {
    const { violations, moves } = historyOf(
      ...INSTANCE,
      run("i-2", "eni-2"),
      checked("i-2"),
      associate("eipalloc-i", "eni-2"),
      route("ReplaceRoute", toEni("eni-2")),
      ["DisassociateAddress", { AssociationId: "assoc-eni-1" }],
      ["TerminateInstances", { "InstanceId.1": "i-1" }],
    );
    expect(violations).to.deep.equal([]);
    expect(moves.at(-1)).to.deep.equal({ table: "rtb-1", from: "eni-1", to: "eni-2", sinceReadyMs: 2000, gapMs: 1010 });
  });

  it("follows a deleted route", () => {
    const { violations, moves, routes } = historyOf(...INSTANCE, route("DeleteRoute"), ...OLD_INSTANCE_GOES);
    expect(violations).to.deep.equal([]);
    expect(moves.at(-1)).to.deep.equal({ table: "rtb-1", from: "eni-1" });
    expect([...routes]).to.deep.equal([]);
  });

  it("ignores public routes and rejected calls", () => {
    expect(historyOf(route("CreateRoute", { GatewayId: "igw-1" })).moves).to.deep.equal([]);
    const rejected: LoggedCall = {
      ...{ ...CALL, seq: 1, at: new Date(0).toISOString(), ms: 1, action: "CreateRoute", status: 400 },
      params: { RouteTableId: "rtb-1", DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1" },
    };
    expect(egressHistory([rejected]).violations).to.deep.equal([]);
  });

  const wrong: readonly (readonly [readonly Step[], string])[] = [
    [
      [...INSTANCE, ...NEW_GATEWAY.slice(0, 2), route("ReplaceRoute", toGateway("nat-1"))],
      "call 8, ReplaceRoute: rtb-1 points to nat-1, which is not ready",
    ],
    [
      [...INSTANCE.slice(0, 2), associate("eipalloc-i", "eni-1"), route("CreateRoute", toEni("eni-1"))],
      "call 4, CreateRoute: rtb-1 points to i-1, which is not ready",
    ],
    [
      [...INSTANCE.slice(0, 3), route("CreateRoute", toEni("eni-1"))],
      "call 4, CreateRoute: rtb-1 points to i-1, which has no address",
    ],
    [
      [
        ...INSTANCE,
        ...NEW_GATEWAY,
        ["DeleteNatGateway", { NatGatewayId: "nat-1" }],
        route("ReplaceRoute", toGateway("nat-1")),
      ],
      "call 10, ReplaceRoute: rtb-1 points to nat-1, which is deleted",
    ],
    [
      [...INSTANCE, ...NEW_GATEWAY, route("CreateRoute", toGateway("nat-1"))],
      "call 9, CreateRoute: rtb-1 gets a second default route",
    ],
    [
      [...INSTANCE, ["TerminateInstances", { "InstanceId.1": "i-1" }]],
      "call 6, TerminateInstances: i-1 is deleted while a default route points to it",
    ],
    [
      [...INSTANCE, ["DisassociateAddress", { AssociationId: "assoc-eni-1" }]],
      "call 6, DisassociateAddress: eni-1 loses its address while a default route points to it",
    ],
    [
      [...INSTANCE, ["ReleaseAddress", { AllocationId: "eipalloc-i" }]],
      "call 6, ReleaseAddress: eni-1 has its address released while a default route points to it",
    ],
    [
      [...NEW_GATEWAY, route("CreateRoute", toGateway("nat-1")), ["DeleteNatGateway", { NatGatewayId: "nat-1" }]],
      "call 5, DeleteNatGateway: nat-1 is deleted while a default route points to it",
    ],
    [
      [...NEW_GATEWAY, run("i-1", "eni-1"), associate("eipalloc-g", "eni-1")],
      "call 5, AssociateAddress: eni-1 gets an address that nat-1 holds",
    ],
    [
      [...INSTANCE, gateway("nat-1", "eipalloc-i")],
      "call 6, CreateNatGateway: a NAT gateway gets an address that eni-1 holds",
    ],
    [
      [...INSTANCE, run("i-2", "eni-2"), associate("eipalloc-i", "eni-2")],
      "call 7, AssociateAddress: i-2 takes over an address before it is ready",
    ],
    [
      [...INSTANCE, ...NEW_GATEWAY, route("DeleteRoute"), route("ReplaceRoute", toGateway("nat-1"))],
      "call 10, ReplaceRoute: rtb-1 has no route to replace",
    ],
  ];
  for (const [steps, violation] of wrong) {
    it(`finds "${violation}"`, () => {
      expect(historyOf(...steps).violations).to.deep.equal([violation]);
    });
  }
});
