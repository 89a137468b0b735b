import { expect } from "chai";

import type { RecoveryClients } from "../../../../tools/recover/clients";
import { deleteItems, type ExecutionIo } from "../../../../tools/recover/execute";
import type { Item } from "../../../../tools/recover/item";
import { nameOf } from "../../../../tools/recover/report";
import { messageOf } from "../../../support/waits";
import { item } from "./support";

/** A call of the API, as its command's name and input. */
interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** Clients that answer each call by its name, and a clock that only sleeping moves. */
function fakeIo(answers: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>> = {}) {
  const calls: string[] = [];
  const said: string[] = [];
  let now = 0;
  const interrupt = new AbortController();
  const client = () =>
    Promise.resolve({
      // An answer that throws rejects the call.
      send: async (command: unknown) => {
        await Promise.resolve();
        const { constructor, input } = command as Sent;
        const name = constructor.name.replace(/Command$/, "");
        if (!name.startsWith("Describe")) calls.push(`${name} ${Object.values(input).flat().join(" ")}`);
        return answers[name]?.(input) ?? {};
      },
    });
  const io: ExecutionIo = {
    clients: new Proxy({}, { get: () => client }) as unknown as RecoveryClients,
    say: (line) => said.push(line),
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    signal: interrupt.signal,
    nameOf,
  };
  return { io, calls, said, interrupt };
}

const awsError = (name: string) => Object.assign(new Error(`AWS says ${name}`), { name });
const decided = (...items: readonly Item[]) => items.map((each) => ({ item: each, reason: "test" }));

describe("The deletion of resources", () => {
  it("goes in their order, whatever order they are given in", async () => {
    const { io, calls, said } = fakeIo();
    await deleteItems(
      decided(item("aws.ec2.Vpc", "vpc-1"), item("aws.ec2.Subnet", "subnet-1"), item("aws.ec2.Eip", "eip-1")),
      io,
    );
    expect(calls).to.deep.equal(["ReleaseAddress eip-1", "DeleteSubnet subnet-1", "DeleteVpc vpc-1"]);
    expect(said).to.deep.equal(["Deleted Elastic IP eip-1", "Deleted subnet subnet-1", "Deleted VPC vpc-1"]);
  });

  it("leaves to AWS what goes with its owner, but not snapshots", async () => {
    const { io, calls } = fakeIo();
    const items = [
      item("aws.ec2.Vpc", "vpc-1"),
      item("aws.ec2.RouteTable", "rtb-main", { ownerId: "vpc-1" }),
      item("aws.ec2.DefaultSecurityGroup", "sg-default", { ownerId: "vpc-1" }),
      item("aws.ec2.AmiFromInstance", "ami-1"),
      item("aws.ebs.Snapshot", "snap-1", { ownerId: "ami-1" }),
    ];
    await deleteItems(decided(...items), io);
    expect(calls).to.deep.equal(["DeregisterImage ami-1", "DeleteSnapshot snap-1", "DeleteVpc vpc-1"]);
  });

  it("revokes the rules of all groups before it deletes the first, since groups refer to each other", async () => {
    const rules = (input: Readonly<Record<string, unknown>>) => {
      const [filter] = input.Filters as [{ Values: [string] }];
      return { SecurityGroupRules: [{ SecurityGroupRuleId: `sgr-${filter.Values[0]}`, IsEgress: true }] };
    };
    const { io, calls } = fakeIo({ DescribeSecurityGroupRules: rules });
    await deleteItems(decided(item("aws.ec2.SecurityGroup", "sg-1"), item("aws.ec2.SecurityGroup", "sg-2")), io);
    expect(calls.slice(0, 2)).to.deep.equal([
      "RevokeSecurityGroupEgress sg-1 sgr-sg-1",
      "RevokeSecurityGroupEgress sg-2 sgr-sg-2",
    ]);
    expect(calls.filter((call) => call.startsWith("DeleteSecurityGroup"))).to.have.length(2);
  });

  it("takes a resource that is gone already as deleted, as after an interruption", async () => {
    const gone = () => {
      throw awsError("InvalidVpcID.NotFound");
    };
    const { io, said } = fakeIo({ DeleteVpc: gone });
    await deleteItems(decided(item("aws.ec2.Vpc", "vpc-1")), io);
    expect(said).to.deep.equal(["Deleted VPC vpc-1"]);
  });

  it("takes an AMI that has been deregistered as deleted: AWS calls it unavailable", async () => {
    const { io, said } = fakeIo({
      DeregisterImage: () => {
        throw awsError("InvalidAMIID.Unavailable");
      },
    });
    await deleteItems(decided(item("aws.ec2.AmiFromInstance", "ami-1")), io);
    expect(said).to.deep.equal(["Deleted AMI ami-1"]);
  });

  // The SDK sends a call again whose response is lost, and AWS does not find what the first one has removed.
  for (const [type, step, error, last, reads] of [
    [
      ...(["aws.ec2.Eip", "DisassociateAddress", "InvalidAssociationID.NotFound", "ReleaseAddress"] as const),
      { DescribeAddresses: { Addresses: [{ AssociationId: "eipassoc-1" }] } },
    ],
    [
      ...(["aws.ec2.SecurityGroup", "RevokeSecurityGroupEgress", "InvalidSecurityGroupRuleId.NotFound"] as const),
      "DeleteSecurityGroup",
      { DescribeSecurityGroupRules: { SecurityGroupRules: [{ SecurityGroupRuleId: "sgr-1", IsEgress: true }] } },
    ],
    [
      ...(["aws.iam.InstanceProfile", "RemoveRoleFromInstanceProfile", "NoSuchEntityException"] as const),
      "DeleteInstanceProfile",
      { GetInstanceProfile: { InstanceProfile: { Roles: [{ RoleName: "shop-stg-web-1" }] } } },
    ],
    [
      ...([
        "aws.ec2.InternetGateway",
        "DetachInternetGateway",
        "Gateway.NotAttached",
        "DeleteInternetGateway",
      ] as const),
      {},
    ],
  ] as const) {
    it(`deletes a resource whose last step but one is done already: ${step}, ${last}`, async () => {
      const answers = Object.fromEntries(Object.entries(reads).map(([call, answer]) => [call, () => answer]));
      const { io, calls } = fakeIo({
        ...answers,
        [step]: () => {
          throw awsError(error);
        },
      });
      await deleteItems(decided(item(type, "x-1", { vpcId: "vpc-1" })), io);
      expect(calls.at(-1)).to.match(new RegExp(`^${last} x-1$`));
    });
  }

  it("fails for an error that is only listed in a response, and names the call and the code", async () => {
    const refused = { Code: "AccessDenied", Message: "Not allowed." };
    for (const [type, call, answer] of [
      ["aws.ec2.FlowLog", "DeleteFlowLogs", { Unsuccessful: [{ ResourceId: "x-1", Error: refused }] }],
      ["aws.ec2.VpcEndpoint", "DeleteVpcEndpoints", { Unsuccessful: [{ ResourceId: "x-1", Error: refused }] }],
      ["aws.s3.Bucket", "DeleteObjects", { Errors: [{ Key: "a", ...refused }] }],
    ] as const) {
      const ListObjectVersions = () => ({ Versions: [{ Key: "a", VersionId: "1" }] });
      const { io, said } = fakeIo({ ListObjectVersions, [call]: () => answer });
      const message = await messageOf(() => deleteItems(decided(item(type, "x-1")), io));
      expect(message).to.contain(`x-1 could not be deleted: ${call}: AccessDenied: Not allowed. docs/iam/recover.json`);
      expect(said, type).to.deep.equal([]);
    }
  });

  it("takes one of them as deleted if it is gone already", async () => {
    const gone = { Code: "InvalidFlowLogId.NotFound", Message: "These flow log ids in the input list are not found." };
    const { io, said } = fakeIo({ DeleteFlowLogs: () => ({ Unsuccessful: [{ ResourceId: "fl-1", Error: gone }] }) });
    await deleteItems(decided(item("aws.ec2.FlowLog", "fl-1")), io);
    expect(said).to.deep.equal(["Deleted flow log fl-1"]);
  });

  it("empties a bucket again into which the load balancer has written meanwhile", async () => {
    let left = 1;
    const { io, calls } = fakeIo({
      DeleteBucket: () => {
        if (left-- > 0) throw awsError("BucketNotEmpty");
      },
    });
    await deleteItems(decided(item("aws.s3.Bucket", "logs")), io);
    expect(calls).to.deep.equal([
      ...["ListObjectVersions logs", "DeleteBucket logs", "ListObjectVersions logs", "DeleteBucket logs"],
    ]);
  });

  it("waits while AWS is still deleting, and says what it waits for", async () => {
    const states = Array.from({ length: 12 }, () => "deleting");
    const { io, said } = fakeIo({
      DescribeNatGateways: () => ({ NatGateways: [{ State: states.pop() ?? "deleted" }] }),
    });
    await deleteItems(decided(item("aws.ec2.NatGateway", "nat-1")), io);
    expect(said[0]).to.match(/^Waiting for NAT gateway nat-1: is deleting \(\d+ s of 900 s at most\)$/);
    expect(said.at(-1)).to.equal("Deleted NAT gateway nat-1");
  });

  it("tries again while something else uses the resource", async () => {
    let left = 3;
    const { io, said } = fakeIo({
      DeleteSubnet: () => {
        if (left-- > 0) throw awsError("DependencyViolation");
      },
    });
    await deleteItems(decided(item("aws.ec2.Subnet", "subnet-1")), io);
    expect(said).to.deep.equal(["Deleted subnet subnet-1"]);
  });

  it("ends after a limit, and names the network interfaces that use the resource", async () => {
    const { io, calls } = fakeIo({
      DeleteSubnet: () => {
        throw awsError("DependencyViolation");
      },
      DescribeNetworkInterfaces: () => ({
        NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", Description: "RDSNetworkInterface" }],
      }),
    });
    const items = decided(item("aws.ec2.Subnet", "subnet-1"), item("aws.ec2.Vpc", "vpc-1"));
    expect(await messageOf(() => deleteItems(items, io))).to.match(
      /^subnet subnet-1: AWS reports DependencyViolation after 60\d s\. These network interfaces use it: eni-1 \(RDSNetworkInterface\)\. Delete what they belong to, then run the command again\.$/,
    );
    expect(calls).to.not.include("DeleteVpc vpc-1");
  });

  it("fails at once for other errors, and deletes nothing that comes later", async () => {
    const { io, calls } = fakeIo({
      DeleteSubnet: () => {
        throw awsError("UnauthorizedOperation");
      },
    });
    const items = decided(item("aws.ec2.Subnet", "subnet-1"), item("aws.ec2.Vpc", "vpc-1"));
    expect(await messageOf(() => deleteItems(items, io))).to.equal(
      "subnet subnet-1 could not be deleted: AWS says UnauthorizedOperation. " +
        "docs/iam/recover.json has the permissions that recovery needs",
    );
    expect(calls).to.deep.equal(["DeleteSubnet subnet-1"]);
  });

  it("empties a bucket, all versions and deletion markers, before it deletes it", async () => {
    const pages = [
      { Versions: [{ Key: "a", VersionId: "1" }], DeleteMarkers: [{ Key: "b", VersionId: "2" }] },
      { Versions: [{ Key: "c", VersionId: "3" }] },
    ];
    const deleted: unknown[] = [];
    const { io, calls } = fakeIo({
      ListObjectVersions: () => pages.shift() ?? {},
      DeleteObjects: ({ Delete }) => {
        deleted.push(...(Delete as { Objects: { Key: string }[] }).Objects.map(({ Key }) => Key));
      },
    });
    await deleteItems(decided(item("aws.s3.Bucket", "shop-stg-logs-1", { holdsData: true })), io);
    expect(deleted).to.deep.equal(["a", "b", "c"]);
    expect(calls.at(-1)).to.equal("DeleteBucket shop-stg-logs-1");
  });

  it("deletes a DNS record with exactly the values that were read, also while another change of its zone is under way", async () => {
    const recordSet = { Name: "example.com.", Type: "A" as const, TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] };
    const batches: unknown[] = [];
    const { io, said } = fakeIo({
      ChangeResourceRecordSets: (input) => {
        batches.push(input);
        if (batches.length < 2) throw awsError("PriorRequestNotComplete");
      },
    });
    const record = item("aws.route53.Record", "example.com A in Z01", { parentId: "Z01", recordSet, name: "" });
    await deleteItems(decided(record), io);
    const Changes = [{ Action: "DELETE", ResourceRecordSet: recordSet }];
    const batch = { HostedZoneId: "Z01", ChangeBatch: { Changes } };
    expect(batches).to.deep.equal([batch, batch]);
    expect(said).to.deep.equal(["Deleted DNS record example.com A in Z01"]);
  });

  it("begins nothing more after an interruption", async () => {
    const { io, calls, interrupt } = fakeIo({
      DeleteSubnet: () => {
        interrupt.abort(new Error("Interrupted"));
      },
    });
    const items = decided(item("aws.ec2.Subnet", "subnet-1"), item("aws.ec2.Vpc", "vpc-1"));
    expect(await messageOf(() => deleteItems(items, io))).to.equal("Interrupted");
    expect(calls).to.deep.equal(["DeleteSubnet subnet-1"]);
  });
});
