import { expect } from "chai";

import type { Inventory } from "../../../../tools/recover/item";
import {
  deletesUnexplainedInstances,
  orphanedSnapshots,
  planDestruction,
  usersOfVpc,
  planRecovery,
  unexplained,
  type Plan,
} from "../../../../tools/recover/plan";
import type { State } from "../../../../tools/recover/state";
import { creating, item, resource, stateWith, vpcWith } from "./support";

/** The plan of a recovery that is not refused. */
function planOf(state: State, inventory: Inventory): Plan {
  const plan = planRecovery(state, inventory);
  if ("refusal" in plan) throw new Error(plan.refusal);
  return plan;
}

const deletedBy = (plan: Plan) => plan.deletions.map(({ item: { id } }) => id);
const keptBy = (plan: Plan) => plan.kept.map(({ item: { id }, reason }) => `${id}: ${reason}`);

const VPC = resource("aws.ec2.Vpc", "vpc-1");

describe("The plan of a recovery", () => {
  it("has nothing to do for a healthy stage, with what AWS creates beside its resources", () => {
    const group = item("aws.ec2.SecurityGroup", "sg-1");
    const instance = item("aws.ec2.Instance", "i-1", { ownerId: "asg-shop-stg", isRunning: true });
    const inventory = [
      ...vpcWith(
        "vpc-1",
        group,
        instance,
        item("aws.ec2.NetworkInterface", "eni-1", { ownerId: "i-1", tagged: false }),
      ),
      item("aws.autoscaling.Group", "asg-shop-stg"),
      item("aws.ebs.Volume", "vol-1", { ownerId: "i-1" }),
      item("aws.ec2.AmiFromInstance", "ami-1"),
      item("aws.ebs.Snapshot", "snap-1", { ownerId: "ami-1", tagged: false }),
      item("aws.iam.ServerCertificate", "shop-stg-certificate-1", { aliases: ["ASCA1"] }),
    ];
    const state = stateWith([
      VPC,
      resource("aws.ec2.SecurityGroup", "sg-1"),
      resource("aws.autoscaling.Group", "asg-shop-stg"),
      resource("aws.ec2.AmiFromInstance", "ami-1"),
      resource("aws.iam.ServerCertificate", "ASCA1"),
    ]);
    expect(planOf(state, inventory)).to.deep.equal({ clear: [], deletions: [], kept: [] });
  });

  it("names what others have created in its VPC, which a deletion of the stage would meet, and leaves it", () => {
    const foreign = { tagged: false };
    const inventory = vpcWith(
      "vpc-1",
      item("aws.ec2.Instance", "i-9", { ...foreign, isRunning: true }),
      item("aws.ec2.NetworkInterface", "eni-8", { ...foreign, ownerId: "i-9" }),
      item("aws.ec2.NetworkInterface", "eni-9", foreign),
      item("aws.ec2.NetworkInterface", "eni-7", { ...foreign, ownerId: "elb-of-others" }),
      item("aws.ec2.Route", "rtb-1:10.9.0.0/16", { ...foreign, parentId: "rtb-1" }),
    );
    const plan = planOf(stateWith([VPC]), inventory);
    expect(plan.deletions).to.deep.equal([]);
    const why = "not part of the stage, and pulumi destroy fails until it is deleted";
    expect(keptBy(plan)).to.deep.equal([`i-9: ${why}`, `eni-9: ${why}`, `eni-7: ${why}`]);
  });

  it("has nothing to do without a state and without resources", () => {
    expect(planOf(stateWith([]), [])).to.deep.equal({ clear: [], deletions: [], kept: [] });
  });

  describe("for an interrupted creation", () => {
    it("deletes what it created and clears the operation", () => {
      const operation = creating("aws.ec2.Subnet", "subnet-shop-stg-public-1a");
      const subnet = item("aws.ec2.Subnet", "subnet-1", { name: "subnet-shop-stg-public-1a" });
      const plan = planOf(stateWith([VPC], [operation]), vpcWith("vpc-1", subnet));
      expect(plan.clear).to.deep.equal([operation]);
      expect(plan.deletions.map(({ reason }) => reason)).to.deep.equal([
        "its creation was interrupted (subnet-shop-stg-public-1a)",
      ]);
      expect(deletedBy(plan)).to.deep.equal(["subnet-1"]);
    });

    it("only clears the operation when AWS has nothing", () => {
      const operation = creating("aws.ec2.Subnet", "subnet-shop-stg-public-1a");
      const plan = planOf(stateWith([VPC], [operation]), vpcWith("vpc-1"));
      expect(plan).to.deep.equal({ clear: [operation], deletions: [], kept: [] });
    });

    it("leaves the resource that the state has under the same name, as while it is replaced", () => {
      const state = stateWith(
        [VPC, resource("aws.ec2.Instance", "i-old")],
        [creating("aws.ec2.Instance", "shop-stg-nat")],
      );
      const instances = ["i-old", "i-new"].map((id) => item("aws.ec2.Instance", id, { name: "shop-stg-nat" }));
      expect(deletedBy(planOf(state, vpcWith("vpc-1", ...instances)))).to.deep.equal(["i-new"]);
    });

    it("deletes a running instance, even if a route leads to it by now", () => {
      const nat = item("aws.ec2.Instance", "i-1", {
        name: "shop-stg-nat",
        isRunning: true,
        usedBy: ["rtb-1:0.0.0.0/0"],
      });
      const state = stateWith([VPC], [creating("aws.ec2.Instance", "shop-stg-nat")]);
      expect(deletedBy(planOf(state, vpcWith("vpc-1", nat)))).to.deep.equal(["i-1"]);
    });

    it("deletes nothing for other operations, which the refresh clears", () => {
      const operation = { ...creating("aws.ec2.Subnet", "subnet-shop-stg-public-1a"), kind: "updating" };
      const subnet = item("aws.ec2.Subnet", "subnet-1", { name: "subnet-shop-stg-public-1a" });
      const state = stateWith([VPC, resource("aws.ec2.Subnet", "subnet-1")], [operation]);
      expect(planOf(state, vpcWith("vpc-1", subnet))).to.deep.equal({ clear: [operation], deletions: [], kept: [] });
    });

    it("finds parts without tags by their parents", () => {
      const parts = [
        item("aws.ec2.Route", "rtb-1:0.0.0.0/0", { parentId: "rtb-1", key: "0.0.0.0/0", tagged: false }),
        item("aws.ec2.RouteTableAssociation", "rtbassoc-1", { parentId: "rtb-1", key: "subnet-1", tagged: false }),
      ];
      const state = stateWith(
        [VPC, resource("aws.ec2.RouteTable", "rtb-1"), resource("aws.ec2.Subnet", "subnet-1")],
        [
          creating("aws.ec2.Route", "route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }),
          creating("aws.ec2.RouteTableAssociation", "association", { subnetId: "subnet-1", routeTableId: "rtb-1" }),
        ],
      );
      const inventory = vpcWith(
        "vpc-1",
        item("aws.ec2.RouteTable", "rtb-1"),
        item("aws.ec2.Subnet", "subnet-1"),
        ...parts,
      );
      expect(deletedBy(planOf(state, inventory))).to.deep.equal(["rtb-1:0.0.0.0/0", "rtbassoc-1"]);
    });

    it("finds a bucket without tags by the prefix of its name", () => {
      const state = stateWith([VPC], [creating("aws.s3.Bucket", "accesslogs", { bucketPrefix: "shop-stg-logs-" })]);
      const bucket = item("aws.s3.Bucket", "shop-stg-logs-1", { tagged: false });
      expect(deletedBy(planOf(state, [...vpcWith("vpc-1"), bucket]))).to.deep.equal(["shop-stg-logs-1"]);
    });

    it("is not found in another VPC with the same names", () => {
      const subnet = item("aws.ec2.Subnet", "subnet-2", { name: "subnet-shop-stg-public-1a" });
      const state = stateWith([VPC], [creating("aws.ec2.Subnet", "subnet-shop-stg-public-1a")]);
      const { deletions } = planOf(state, [...vpcWith("vpc-1"), ...vpcWith("vpc-2", subnet)]);
      expect(deletions.map(({ reason }) => reason)).to.not.include("its creation was interrupted");
      expect(new Set(deletions.map(({ item: { vpcId } }) => vpcId))).to.deep.equal(new Set(["vpc-2"]));
    });

    it("is waited for only where AWS may still create something that would be found", () => {
      const subnet = creating("aws.ec2.Subnet", "subnet-shop-stg-public-1a");
      const stash = creating("pulumi.Stash", "amazon-linux");
      const update = { ...subnet, kind: "updating" };
      const state = stateWith([VPC], [subnet, stash, update]);
      expect(unexplained(state, planOf(state, vpcWith("vpc-1")))).to.deep.equal([subnet]);
      const found = item("aws.ec2.Subnet", "subnet-1", { name: "subnet-shop-stg-public-1a" });
      expect(unexplained(state, planOf(state, vpcWith("vpc-1", found)))).to.deep.equal([]);
    });
  });

  describe("for a VPC", () => {
    it("deletes an empty one whose creation was interrupted, with its default security group", () => {
      const state = stateWith([], [creating("aws.ec2.Vpc", "vpc-shop-stg")]);
      const plan = planOf(state, vpcWith("vpc-1"));
      expect(deletedBy(plan)).to.have.members(["vpc-1", "sg-default-vpc-1", "rtb-main-vpc-1"]);
    });

    it("refuses one with contents when the state has none, even while it creates one", () => {
      for (const pending of [[], [creating("aws.ec2.Vpc", "vpc-shop-stg")]]) {
        const plan = planRecovery(stateWith([], pending), vpcWith("vpc-1", item("aws.ec2.Subnet", "subnet-1")));
        expect(plan).to.deep.equal({
          refusal: "the state has no VPC, but AWS has 4 resources with the tags of this stage",
        });
      }
    });

    it("deletes an empty one whose attributes could not be set, which leaves only the provider in the state", () => {
      const provider = { ...VPC, type: "pulumi.providers.aws", id: "default" };
      const plan = planOf(stateWith([provider]), vpcWith("vpc-1"));
      expect(deletedBy(plan)).to.have.members(["vpc-1", "sg-default-vpc-1", "rtb-main-vpc-1"]);
    });

    it("refuses an empty one when the state has never been deployed", () => {
      expect(planRecovery(stateWith([]), vpcWith("vpc-1"))).to.have.keys("refusal");
    });

    it("refuses resources outside a VPC when the state has none, even while it creates one", () => {
      const state = stateWith([], [creating("aws.ec2.Vpc", "vpc-shop-stg")]);
      expect(planRecovery(state, [item("aws.ec2.KeyPair", "key")])).to.have.keys("refusal");
    });

    it("refuses another with running instances, whatever the state has", () => {
      const twin = vpcWith("vpc-2", item("aws.ec2.Instance", "i-1", { isRunning: true }));
      for (const state of [
        stateWith([]),
        stateWith([VPC]),
        stateWith([VPC], [creating("aws.ec2.Vpc", "vpc-shop-stg")]),
      ]) {
        expect(planRecovery(state, [...vpcWith("vpc-1"), ...twin])).to.have.keys("refusal");
      }
    });

    it("deletes another without running instances, with its contents, in an order that AWS accepts", () => {
      const contents = [
        item("aws.ec2.RouteTable", "rtb-1"),
        item("aws.ec2.InternetGateway", "igw-1"),
        item("aws.ec2.SecurityGroup", "sg-1", { usedBy: ["i-1"] }),
        item("aws.ec2.Subnet", "subnet-1"),
        item("aws.ec2.Instance", "i-1"),
        item("aws.ec2.NatGateway", "nat-1"),
        item("aws.ec2.VpcEndpoint", "vpce-1", { tagged: false }),
      ];
      const plan = planOf(stateWith([VPC]), [...vpcWith("vpc-1"), ...vpcWith("vpc-2", ...contents)]);
      expect(deletedBy(plan).filter((id) => !/default|main/.test(id))).to.deep.equal([
        "i-1",
        "nat-1",
        "vpce-1",
        "sg-1",
        "rtb-1",
        "subnet-1",
        "igw-1",
        "vpc-2",
      ]);
      expect(new Set(plan.deletions.map(({ reason }) => reason))).to.deep.equal(
        new Set(["in a VPC that the state does not use"]),
      );
    });
  });

  it("deletes running instances that no pending operation explains only after a question", () => {
    const running = (more: object = {}) =>
      item("aws.ec2.Instance", "i-1", { vpcId: "vpc-1", isRunning: true, ...more });
    const nat = { name: "shop-stg-nat" };
    const unexplained = planOf(stateWith([VPC]), vpcWith("vpc-1", running(nat)));
    expect([deletedBy(unexplained), deletesUnexplainedInstances(unexplained)]).to.deep.equal([["i-1"], true]);
    const pending = creating("aws.ec2.Instance", "shop-stg-nat");
    const explained = planOf(stateWith([VPC], [pending]), vpcWith("vpc-1", running(nat)));
    expect([deletedBy(explained), deletesUnexplainedInstances(explained)]).to.deep.equal([["i-1"], false]);
  });

  describe("for what a lost response left", () => {
    it("deletes what has the tags, is not in the state, and is not used", () => {
      const left = [
        item("aws.vpc.SecurityGroupIngressRule", "sgr-2", { parentId: "sg-1" }),
        item("aws.ec2.SecurityGroup", "sg-2"),
      ];
      const inventory = [
        ...vpcWith("vpc-1", item("aws.ec2.SecurityGroup", "sg-1"), ...left),
        item("aws.ec2.LaunchTemplate", "lt-2"),
      ];
      const plan = planOf(stateWith([VPC, resource("aws.ec2.SecurityGroup", "sg-1")]), inventory);
      expect(deletedBy(plan)).to.deep.equal(["lt-2", "sgr-2", "sg-2"]);
    });

    it("deletes a group of servers that the next update could not create under its name, with its servers", () => {
      const inventory = [
        ...vpcWith("vpc-1", item("aws.ec2.Instance", "i-1", { ownerId: "asg-shop-stg", isRunning: true })),
        item("aws.autoscaling.Group", "asg-shop-stg"),
        item("aws.ec2.LaunchTemplate", "lt-1", { usedBy: ["asg-shop-stg"] }),
      ];
      const plan = planOf(stateWith([VPC, resource("aws.ec2.LaunchTemplate", "lt-1")]), inventory);
      expect(deletedBy(plan)).to.deep.equal(["asg-shop-stg", "i-1"]);
    });

    it("deletes one that only another leftover uses, and an AMI's snapshot with it", () => {
      const inventory = [
        ...vpcWith("vpc-1"),
        item("aws.ec2.AmiFromInstance", "ami-2", { usedBy: ["lt-2"] }),
        item("aws.ebs.Snapshot", "snap-2", { ownerId: "ami-2", tagged: false }),
        item("aws.ec2.LaunchTemplate", "lt-2"),
      ];
      expect(deletedBy(planOf(stateWith([VPC]), inventory))).to.deep.equal(["ami-2", "snap-2", "lt-2"]);
    });

    it("keeps what is used, and what only that uses", () => {
      const inventory = [
        ...vpcWith("vpc-1"),
        item("aws.ec2.AmiFromInstance", "ami-2", { usedBy: ["lt-2"] }),
        item("aws.ec2.LaunchTemplate", "lt-2", { usedBy: ["asg-other"] }),
      ];
      const plan = planOf(stateWith([VPC]), inventory);
      expect(deletedBy(plan)).to.deep.equal([]);
      expect(keptBy(plan)).to.have.members(["lt-2: used by asg-other", "ami-2: used by lt-2"]);
    });

    it("keeps a bucket with objects, and a volume", () => {
      const inventory = [
        ...vpcWith("vpc-1"),
        item("aws.s3.Bucket", "shop-stg-logs-1", { holdsData: true }),
        item("aws.ebs.Volume", "vol-1"),
      ];
      const plan = planOf(stateWith([VPC]), inventory);
      expect(deletedBy(plan)).to.deep.equal([]);
      expect(keptBy(plan)).to.deep.equal(["shop-stg-logs-1: it is not empty", "vol-1: it may hold data"]);
    });

    it("deletes a part without tags when the state has its parent, but no such part of it", () => {
      const parts = [
        item("aws.ec2.RouteTableAssociation", "rtbassoc-2", { parentId: "rtb-1", key: "subnet-1", tagged: false }),
        item("aws.ec2.Route", "rtb-1:0.0.0.0/0", { parentId: "rtb-1", key: "0.0.0.0/0", tagged: false }),
      ];
      const inventory = vpcWith(
        "vpc-1",
        item("aws.ec2.RouteTable", "rtb-1"),
        item("aws.ec2.Subnet", "subnet-1"),
        ...parts,
      );
      const resources = [VPC, resource("aws.ec2.RouteTable", "rtb-1"), resource("aws.ec2.Subnet", "subnet-1")];
      expect(deletedBy(planOf(stateWith(resources), inventory))).to.deep.equal(["rtb-1:0.0.0.0/0", "rtbassoc-2"]);
    });

    it("keeps a part without tags when the state has such a part, or not its parent", () => {
      const route = item("aws.ec2.Route", "rtb-1:0.0.0.0/0", { parentId: "rtb-1", key: "0.0.0.0/0", tagged: false });
      const inventory = vpcWith("vpc-1", item("aws.ec2.RouteTable", "rtb-1", { tagged: false }), route);
      const outputs = { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" };
      const known = [VPC, resource("aws.ec2.RouteTable", "rtb-1"), resource("aws.ec2.Route", "r-1", { outputs })];
      for (const resources of [known, [VPC]]) {
        expect(planOf(stateWith(resources), inventory)).to.deep.include({ clear: [], deletions: [] });
      }
    });
  });

  it("keeps a part that a person has added: a route, a policy, the association of a subnet", () => {
    const part = (type: "aws.ec2.Route" | "aws.ec2.RouteTableAssociation", key: string) =>
      item(type, `rtb-1:${key}`, { parentId: "rtb-1", key, tagged: false });
    const inventory = [
      ...vpcWith(
        "vpc-1",
        item("aws.ec2.RouteTable", "rtb-1"),
        item("aws.ec2.Subnet", "subnet-9", { tagged: false }),
        part("aws.ec2.Route", "10.9.0.0/16"),
        part("aws.ec2.RouteTableAssociation", "subnet-9"),
      ),
      item("aws.iam.Role", "shop-stg-web-1"),
      item("aws.iam.RolePolicy", "shop-stg-web-1:debug", { parentId: "shop-stg-web-1", key: "debug", tagged: false }),
    ];
    const resources = [VPC, resource("aws.ec2.RouteTable", "rtb-1"), resource("aws.iam.Role", "shop-stg-web-1")];
    expect(deletedBy(planOf(stateWith(resources), inventory))).to.deep.equal([]);
  });

  it("leaves what AWS is deleting already, as an old NAT instance after an update", () => {
    const old = item("aws.ec2.Instance", "i-1", { isEnding: true });
    expect(planOf(stateWith([VPC]), vpcWith("vpc-1", old))).to.deep.equal({ clear: [], deletions: [], kept: [] });
    expect(planDestruction([old]).map(({ item: { id } }) => id)).to.deep.equal(["i-1"]);
  });
});

describe("The snapshots of an AMI whose deletion was interrupted", () => {
  const outputs = { ebsBlockDevices: [{ snapshotId: "snap-1" }, { snapshotId: "" }] };
  const state = stateWith([VPC, resource("aws.ec2.AmiFromInstance", "ami-1", { outputs })]);

  it("are known from the state, once AWS does not have the AMI any more", () => {
    expect([...orphanedSnapshots(state, vpcWith("vpc-1"))]).to.deep.equal([["snap-1", "ami-1"]]);
    expect([...orphanedSnapshots(state, [item("aws.ec2.AmiFromInstance", "ami-1")])]).to.deep.equal([]);
    expect([...orphanedSnapshots(stateWith([VPC, resource("aws.ec2.AmiFromInstance", "ami-2")]), [])]).to.deep.equal(
      [],
    );
  });

  it("are deleted", () => {
    const snapshot = item("aws.ebs.Snapshot", "snap-1", { ownerId: "ami-1", tagged: false });
    const { deletions } = planOf(state, [...vpcWith("vpc-1"), snapshot]);
    expect(deletions).to.deep.equal([{ item: snapshot, reason: "its AMI ami-1 has been deleted" }]);
  });

  it("are deleted after the stage too, but not beside an AMI that AWS has and the state does not", () => {
    const snapshot = item("aws.ebs.Snapshot", "snap-1", { ownerId: "ami-1" });
    const { deletions } = planOf(stateWith([]), [snapshot]);
    expect(deletions).to.deep.equal([{ item: snapshot, reason: "its AMI ami-1 has been deleted" }]);
    const plan = planRecovery(stateWith([]), [snapshot, item("aws.ec2.AmiFromInstance", "ami-1")]);
    expect(plan).to.have.property("refusal");
  });
});

describe("The plan of a destruction", () => {
  it("deletes everything, in an order that AWS accepts, and says what has no tags", () => {
    const inventory = [
      ...vpcWith("vpc-1", item("aws.ec2.Subnet", "subnet-1"), item("aws.ec2.Instance", "i-1", { tagged: false })),
      item("aws.s3.Bucket", "shop-stg-logs-1", { holdsData: true }),
      item("aws.elb.LoadBalancer", "elb-shop-stg"),
    ];
    const decisions = planDestruction(inventory);
    expect(decisions).to.have.length(inventory.length);
    const ids = decisions.map(({ item: { id } }) => id).filter((id) => !/default|main/.test(id));
    expect(ids).to.deep.equal(["elb-shop-stg", "i-1", "subnet-1", "vpc-1", "shop-stg-logs-1"]);
    expect(decisions.find(({ item: { id } }) => id === "i-1")?.reason).to.equal(
      "belongs to a resource with the tags of the stage",
    );
  });

  it("knows what others run in the VPC, and tells it from what belongs to the stage", () => {
    const attached = (id: string, ownerId?: string) =>
      item("aws.ec2.NetworkInterface", id, { tagged: false, isAttached: true, ...(ownerId && { ownerId }) });
    const inventory = vpcWith(
      "vpc-1",
      item("aws.ec2.Instance", "i-stage"),
      item("aws.autoscaling.Group", "group-1"),
      item("aws.ec2.Instance", "i-group", { tagged: false, ownerId: "group-1" }),
      item("aws.ec2.Instance", "i-ending", { tagged: false, isEnding: true }),
      attached("eni-stage", "i-stage"),
      item("aws.ec2.NetworkInterface", "eni-free", { tagged: false }),
      item("aws.ec2.Instance", "i-others", { tagged: false }),
      attached("eni-of-others", "i-others"),
      attached("eni-database"),
      attached("eni-balancer", "their-balancer"),
    );
    expect(usersOfVpc(inventory).map(({ id }) => id)).to.deep.equal(["i-others", "eni-database", "eni-balancer"]);
  });
});
