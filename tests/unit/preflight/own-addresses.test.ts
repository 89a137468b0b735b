import { ownAddresses } from "../../../preflight/own-addresses";
import { stageNameOf } from "../../support/names";
import type { ApiCall } from "../../support/waits";
import { fakeClients, issuesOf } from "./support";

const ONE = "eipalloc-11111111";
const TWO = "eipalloc-22222222";
const PLACE = "natEipAllocationIds.gateway.ap-northeast-1";
const ALLOCATE = "aws ec2 allocate-address --region ap-northeast-1 --domain vpc";

const tags = (Name: string, ManagedBy = "pulumi") =>
  Object.entries({ Name, ManagedBy, Service: "servicename", Stage: "prod" }).map(([Key, Value]) => ({ Key, Value }));

async function check(
  Addresses: readonly object[],
  NetworkInterfaces: readonly object[] = [],
  { ids = { a: ONE, c: TWO }, Vpcs = [{ VpcId: "vpc-1" }], vpcId }: Partial<Wanted> = {},
): Promise<{ issues: readonly string[]; calls: readonly ApiCall[] }> {
  const { clients, calls } = fakeClients({
    DescribeAddresses: [{ Addresses }],
    DescribeNetworkInterfaces: [{ NetworkInterfaces }],
    DescribeVpcs: [{ Vpcs }],
  });
  const wanted = {
    ...{ stageName: stageNameOf("prod"), region: "ap-northeast-1", kind: "gateway", vpcId },
    ids: new Map(Object.entries(ids).map(([letter, id]) => [`ap-northeast-1${letter}`, id])),
  };
  return { issues: (await issuesOf(ownAddresses(wanted, clients))).issues, calls };
}

interface Wanted {
  readonly ids: Readonly<Record<string, string>>;
  readonly Vpcs: { readonly VpcId: string }[];
  readonly vpcId: string;
}

describe("The user's own Elastic IPs", () => {
  it("may be free", async () => {
    const { issues, calls } = await check([{ AllocationId: ONE }, { AllocationId: TWO, NetworkInterfaceId: "" }]);
    expect(issues).to.deep.equal([]);
    const Filters = [{ Name: "allocation-id", Values: [ONE, TWO] }];
    expect(calls).to.deep.equal([["DescribeAddresses", { Filters }]]);
  });

  it("are not queried when there are none", async () => {
    expect(await check([], [], { ids: {} })).to.deep.equal({ issues: [], calls: [] });
  });

  it("have to exist in this account and region, without their ids in the message: they may be secret", async () => {
    expect((await check([{ AllocationId: TWO }])).issues).to.deep.equal([
      `${PLACE}a: this Elastic IP does not exist in this account in ap-northeast-1. Use another one, or allocate one: ${ALLOCATE}`,
    ]);
  });

  it("may be in use in the stage's VPC, by its NATs", async () => {
    const used = [
      { AllocationId: ONE, NetworkInterfaceId: "eni-1" },
      { AllocationId: TWO, NetworkInterfaceId: "eni-2" },
    ];
    const interfaces = ["eni-1", "eni-2"].map((NetworkInterfaceId) => ({ NetworkInterfaceId, VpcId: "vpc-1" }));
    expect((await check(used, interfaces)).issues).to.deep.equal([]);
    const { calls } = await check(used, interfaces, { vpcId: "vpc-1" });
    expect(calls).to.deep.include(["DescribeVpcs", { Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }] }]);
  });

  it("must not be in use elsewhere, before the stage has a VPC too", async () => {
    const used = [
      { AllocationId: ONE, NetworkInterfaceId: "eni-1", InstanceId: "i-1" },
      { AllocationId: TWO, NetworkInterfaceId: "eni-2" },
    ];
    const interfaces = [{ NetworkInterfaceId: "eni-1", VpcId: "vpc-2" }];
    for (const Vpcs of [[{ VpcId: "vpc-1" }], []]) {
      expect((await check(used, interfaces, { Vpcs })).issues).to.deep.equal([
        `${PLACE}a: this Elastic IP is in use outside this stage, by instance i-1. Disassociate it, or use another one: ${ALLOCATE}`,
        `${PLACE}c: this Elastic IP is in use outside this stage, by network interface eni-2. Disassociate it, or use another one: ${ALLOCATE}`,
      ]);
    }
  });

  it("must not be those that the program creates, and then would release", async () => {
    for (const name of [
      "servicename-prod-nat-gateway-1a",
      "servicename-prod-nat-instance-1a",
      "servicename-prod-bastion",
    ]) {
      expect((await check([{ AllocationId: ONE, Tags: tags(name) }, { AllocationId: TWO }])).issues).to.deep.equal([
        `${PLACE}a: this program created this Elastic IP, and releases it with this change. Allocate one of your own: ${ALLOCATE}`,
      ]);
    }
    const others = [tags("servicename-prod-mine"), tags("servicename-prod-bastion", "me"), []];
    for (const Tags of others) {
      expect((await check([{ AllocationId: ONE, Tags }, { AllocationId: TWO }])).issues).to.deep.equal([]);
    }
  });
});
