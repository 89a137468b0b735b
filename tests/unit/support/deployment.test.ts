import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { deploy, deployProgram, deployStage, input, resolve, tag, UNKNOWN } from "../../support";

/** A component with two subnets. */
class Home extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;

  constructor(name: string) {
    super("minimal-secure-web:test:Home", name);
    const vpc = new aws.ec2.Vpc(name, { tags: { Name: "vpc-x" } }, { parent: this });
    for (const zone of ["a", "c"]) {
      new aws.ec2.Subnet(`${name}-${zone}`, { vpcId: vpc.id }, { parent: this });
    }
    this.vpcId = vpc.id;
    this.registerOutputs({ vpcId: vpc.id });
  }
}

describe("a deployment under the mock runtime", () => {
  it("finds resources by type, as token or as in the program", async () => {
    const home = await deploy(() => new Home("home"));
    expect(home.all("aws.ec2.Subnet").map(({ name }) => name)).to.deep.equal(["home-a", "home-c"]);
    expect(home.only("aws:ec2/vpc:Vpc")).to.equal(home.only("aws.ec2.Vpc"));
  });

  it("says what it missed or found too often", async () => {
    const home = await deploy(() => new Home("home"));
    expect(() => home.only("aws.ec2.Eip")).to.throw("expected a resource of type aws.ec2.Eip, found none");
    expect(() => home.only("aws.ec2.Subnet")).to.throw("found 2");
    expect(() => home.byName("home")).to.throw("found 2");
    expect(home.has("home-b")).to.be.false;
  });

  it("walks the tree", async () => {
    const home = await deploy(() => new Home("home"));
    const component = home.only("minimal-secure-web:test:Home");
    expect(home.childrenOf(component).map(({ name }) => name)).to.deep.equal(["home", "home-a", "home-c"]);
    expect(home.parentOf(home.byName("home-a"))).to.equal(component);
    expect(home.parentOf(component)).to.be.undefined;
  });

  it("tells which resource a property stands for, by id or by origin", async () => {
    const home = await deploy(() => new Home("home"));
    const planned = await deploy(() => new Home("home"), { preview: true });
    expect(home.byName("home-a").inputs.vpcId).to.equal(home.idOf("home"));
    expect(planned.byName("home-a").inputs.vpcId).to.equal(UNKNOWN);
    expect(planned.refersTo(planned.byName("home-a"), "vpcId")).to.deep.equal(["home"]);
    expect(home.waitsFor(home.byName("home-a"))).to.deep.equal(["home"]);
  });

  it("reads properties by path, and tags", async () => {
    const home = await deploy(() => new Home("home"));
    const vpc = home.only("aws.ec2.Vpc");
    expect(tag(vpc, "Name")).to.equal("vpc-x");
    expect(input(vpc, "tags.Name")).to.equal("vpc-x");
    expect(input(vpc, "tags[0].Name")).to.be.undefined;
  });

  it("hands back what was made, with outputs that can be awaited", async () => {
    const home = await deploy(() => new Home("home"));
    expect(await resolve(home.made.vpcId)).to.equal(home.idOf("home"));
  });

  it("hands settings over as Pulumi does", async () => {
    const program = () => {
      const config = new pulumi.Config();
      return { nat: config.require("nat"), web: config.requireObject("web"), on: config.requireBoolean("on") };
    };
    const deployed = await deployProgram(program, { config: { nat: "none", web: { min: 1 }, on: true } });
    expect(deployed.outputs).to.deep.equal({ nat: "none", web: { min: 1 }, on: true });
  });

  it("runs a committed stage with settings changed, or taken away", async () => {
    const stg = await deployStage("stg", { config: { nat: "none" }, preview: true });
    expect(stg.outputs.natKind).to.equal("none");
    let message = "";
    await deployStage("stg", { config: { serviceName: undefined } }).catch((error: unknown) => {
      message = (error as Error).message;
    });
    expect(message).to.contain("serviceName: is missing");
  });
});
