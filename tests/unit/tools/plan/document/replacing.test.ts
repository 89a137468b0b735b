import { join } from "node:path";
import { comparePlans, replacedIn, type PlanDocument } from "../../../../../tools/plan/document";
import { resourceType, shortType } from "../../../../../offline";
import { variant } from "../../../../support/variants";
import { variants } from "../../../stages/variants";
import { planOnce } from "../../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

describe("The replacements of a change", () => {
  const plan = async (...sets: readonly string[]): Promise<PlanDocument> =>
    (await planOnce(ROOT, "stg", { sets })).document;
  const replaced = async (...sets: readonly string[]): Promise<string[]> => {
    const [before, after] = [await plan(), await plan(...sets)];
    return replacedIn(after, comparePlans(before, after).changed).map(({ key }) => key.replace(/^.*\$/, ""));
  };

  it("include what refers to a replaced resource in such a property, however deep", async () => {
    const names = await replaced("vpcCidr=10.0.0.0/17");
    for (const name of ["Vpc::vpc", "Subnet::vpc-public-1a", "RouteTable::vpc-public", "NatGateway"]) {
      expect(
        names.some((one) => one.endsWith(name)),
        name,
      ).to.equal(name !== "NatGateway");
    }
    expect(names).to.include("aws.ec2.EipAssociation::nat-instance-1a");
    expect(names).to.include("aws.vpc.SecurityGroupIngressRule::access-web-from-loadbalancer-tcp80");
    // They get the ids of new subnets and groups in place.
    expect(names).not.to.include("aws.autoscaling.Group::web-group");
    expect(names).not.to.include("aws.elb.LoadBalancer::load-balancer");
  });

  it("are none where only tags, targets of routes or sizes change", async () => {
    expect(await replaced("nat=gateway")).to.deep.equal([]);
    expect(await replaced("web.max=3")).to.deep.equal([]);
    expect(await replaced("http=redirect")).to.deep.equal([]);
  });

  it("follow the options of each resource: what it ignores replaces nothing", async () => {
    const deployments = [variant("stg"), variant("prod"), ...Object.values(variants).map((deploy) => deploy())];
    for (const { recording } of await Promise.all(deployments)) {
      for (const { type, name, custom, inputs, options } of recording.resources) {
        if (!custom) continue;
        const listed = resourceType(type)?.replacedBy ?? [];
        const ignored = options.ignoreChanges ?? [];
        expect(
          listed.filter((property) => ignored.includes(property)),
          name,
        ).to.deep.equal([]);
        expect(listed, name).to.include.members([...(options.replaceOnChanges ?? [])]);
        if (shortType(type) === "aws.ec2.Instance") expect(inputs.userDataReplaceOnChange, name).to.equal(true);
      }
    }
  });
});
