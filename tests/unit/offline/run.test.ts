import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { beforeChange } from "../../../lib/hooks";
import { run, Secret, UnknownInvoke, UNKNOWN, type Program, type RecordedResource } from "../../../offline";

const OPTIONS = { project: "shop", stage: "stg", preview: false };
const IN_PREVIEW = { ...OPTIONS, preview: true };

/** A component with children that use what Pulumi offers. */
class Home extends pulumi.ComponentResource {
  readonly subnetId: pulumi.Output<string>;

  constructor(name: string) {
    super("shop:network:Home", name);
    const vpc = new aws.ec2.Vpc(name, { cidrBlock: "10.0.0.0/16" }, { parent: this, protect: true });
    const subnet = new aws.ec2.Subnet(
      `${name}-a`,
      { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" },
      {
        parent: this,
        aliases: [{ name: "old" }],
        customTimeouts: { delete: "5m" },
        deleteBeforeReplace: true,
        ignoreChanges: ["tags"],
        replaceOnChanges: ["cidrBlock"],
        retainOnDelete: true,
        hooks: beforeChange("wait-for-vpc", () => Promise.resolve()),
      },
    );
    this.subnetId = subnet.id;
    this.registerOutputs({ subnetId: subnet.id });
  }
}

const home = (): { subnetId: pulumi.Output<string> } => ({ subnetId: new Home("home").subnetId });

async function resourceNamed(program: Program, name: string, options = OPTIONS): Promise<RecordedResource> {
  const { resources } = await run(program, options);
  return resources.find((resource) => resource.name === name && resource.custom)!;
}

async function errorOf(program: Program, options = OPTIONS): Promise<Error> {
  try {
    await run(program, options);
  } catch (error) {
    return error as Error;
  }
  throw new Error("the run did not fail");
}

describe("the offline runtime", () => {
  describe("records of a resource", () => {
    it("its parent, its name and a URN like the engine's", async () => {
      const { urn, parent } = await resourceNamed(home, "home-a");
      expect(parent).to.equal("urn:pulumi:stg::shop::shop:network:Home::home");
      expect(urn).to.equal("urn:pulumi:stg::shop::shop:network:Home$aws:ec2/subnet:Subnet::home-a");
    });

    it("inputs with the ids of other resources, and which resources they come from", async () => {
      const vpc = await resourceNamed(home, "home");
      const subnet = await resourceNamed(home, "home-a");
      expect(subnet.inputs).to.deep.equal({ vpcId: "vpc-home", cidrBlock: "10.0.0.0/24" });
      expect(subnet.propertyDependencies).to.deep.equal({ vpcId: [vpc.urn] });
      expect(subnet.dependencies).to.deep.equal([vpc.urn]);
    });

    it("every option that the program sets and no other", async () => {
      expect((await resourceNamed(home, "home")).options).to.deep.equal({ protect: true });
      expect((await resourceNamed(home, "home-a")).options).to.deep.equal({
        aliases: [{ name: "old", parentUrn: "urn:pulumi:stg::shop::shop:network:Home::home" }],
        customTimeouts: { delete: "5m" },
        deleteBeforeReplace: true,
        ignoreChanges: ["tags"],
        replaceOnChanges: ["cidrBlock"],
        retainOnDelete: true,
      });
    });

    it("the names of its hooks by the moment at which they run", async () => {
      const { hooks } = await resourceNamed(home, "home-a");
      expect(hooks.beforeCreate).to.deep.equal(["wait-for-vpc"]);
      expect(hooks.beforeUpdate).to.deep.equal(["wait-for-vpc"]);
      expect(hooks.afterCreate).to.deep.equal([]);
    });

    it("its replacement trigger", async () => {
      const program = () => {
        new aws.ec2.Vpc("a", {}, { replacementTrigger: "revision 2" });
      };
      expect((await resourceNamed(program, "a")).options.replacementTrigger).to.equal("revision 2");
    });

    it("the outputs of components and of the stack", async () => {
      const { resources, outputs } = await run(home, OPTIONS);
      expect(resources.find(({ name, custom }) => name === "home" && !custom)?.outputs).to.deep.equal({
        subnetId: "subnet-home-a",
      });
      expect(outputs).to.deep.equal({ subnetId: "subnet-home-a" });
    });
  });

  describe("in a preview", () => {
    it("leaves ids and computed properties unknown", async () => {
      const { inputs, id } = await resourceNamed(home, "home-a", IN_PREVIEW);
      expect(inputs).to.deep.equal({ vpcId: UNKNOWN, cidrBlock: "10.0.0.0/24" });
      expect(id).to.equal(UNKNOWN);
      expect((await run(home, IN_PREVIEW)).outputs).to.deep.equal({ subnetId: UNKNOWN });
    });

    it("keeps the length of a list with unknown items", async () => {
      const program = () => ({ ids: pulumi.all([new Home("home").subnetId, "x"]) });
      expect((await run(program, IN_PREVIEW)).outputs).to.deep.equal({ ids: [UNKNOWN, "x"] });
    });

    it("leaves invokes unknown that only AWS can answer", async () => {
      const program = () => ({ id: aws.ec2.getAmiOutput({ owners: ["amazon"] }).id });
      expect((await run(program, IN_PREVIEW)).outputs).to.deep.equal({ id: UNKNOWN });
      expect((await run(program, OPTIONS)).outputs).to.deep.equal({ id: "ami-any" });
    });

    it("marks outputs as secret that are secret after a deployment", async () => {
      const program = () => ({ key: new tls.PrivateKey("key", { algorithm: "RSA" }).privateKeyPem });
      expect((await run(program, IN_PREVIEW)).outputs).to.deep.equal({ key: new Secret(UNKNOWN) });
    });
  });

  it("returns private keys as secrets, the same ones each time", async () => {
    const program = () => ({ key: new tls.PrivateKey("key", { algorithm: "RSA" }).privateKeyPem });
    const [first, second] = [await run(program, OPTIONS), await run(program, OPTIONS)];
    expect(first.outputs.key).to.be.instanceOf(Secret);
    expect(first.outputs).to.deep.equal(second.outputs);
  });

  it("keeps a secret setting secret in inputs and outputs", async () => {
    const program = () => {
      const word = new pulumi.Config().requireSecret("word");
      new aws.ec2.Vpc("a", { tags: { Word: word } });
      return { word };
    };
    const recording = await run(program, { ...OPTIONS, config: { "shop:word": "abc" }, secretKeys: ["shop:word"] });
    expect(recording.outputs).to.deep.equal({ word: new Secret("abc") });
    expect(recording.resources[1]?.inputs).to.deep.equal({ tags: { Word: new Secret("abc") } });
  });

  it("returns the value that a stash was created with", async () => {
    const program = () => ({ stashed: new pulumi.Stash("s", { input: "a" }).output });
    expect((await run(program, IN_PREVIEW)).outputs).to.deep.equal({ stashed: "a" });
  });

  it("lets the stack read the outputs of its own last deployment", async () => {
    const program = async () => {
      const itself = new pulumi.StackReference("organization/shop/stg");
      return { last: (await itself.getOutputDetails("url")).value as unknown };
    };
    expect((await run(program, IN_PREVIEW)).outputs).to.deep.equal({});
    const again = await run(program, { ...IN_PREVIEW, lastOutputs: { url: "https://shop" } });
    expect(again.outputs).to.deep.equal({ last: "https://shop" });
    expect(again.resources).to.have.length(1);
  });

  it("sorts siblings by name, whichever registers first", async () => {
    const program = () => {
      new aws.ec2.Vpc("c", {});
      new aws.ec2.Vpc("b", { cidrBlock: new Promise((resolve) => setTimeout(resolve, 5, "10.0.0.0/16")) });
      new aws.ec2.Vpc("a", {});
    };
    expect((await run(program, OPTIONS)).resources.map(({ name }) => name)).to.deep.equal(["shop-stg", "a", "b", "c"]);
  });

  it("waits for late registrations", async () => {
    const program = () => {
      pulumi.output(new Promise<string>((resolve) => setTimeout(resolve, 5, ""))).apply(() => new aws.ec2.Vpc("late"));
      new aws.ec2.Vpc("slow", { cidrBlock: new Promise((resolve) => setTimeout(resolve, 15, "10.0.0.0/16")) });
    };
    expect(await resourceNamed(program, "late")).to.exist;
  });

  it("prints nothing and records log messages", async () => {
    const program = () => {
      void pulumi.log.warn("careful");
    };
    expect((await run(program, OPTIONS)).logs).to.deep.equal([{ severity: "warning", message: "careful" }]);
  });

  it("isolates runs from each other", async () => {
    const program = () => ({ project: pulumi.getProject(), word: new pulumi.Config("shop").get("word") ?? "none" });
    await errorOf(() => {
      throw new Error("no");
    });
    const [first, second] = await Promise.all([
      run(program, { ...IN_PREVIEW, config: { "shop:word": "abc" } }),
      run(program, { ...OPTIONS, project: "other" }),
    ]);
    expect(first.outputs).to.deep.equal({ project: "shop", word: "abc" });
    expect(second.outputs).to.deep.equal({ project: "other", word: "none" });
    expect(second.resources).to.have.length(1);
  });

  describe("fails the whole run when", () => {
    const failures: Record<string, [Program, string]> = {
      "the program throws": [
        () => {
          throw new Error("no luck");
        },
        "no luck",
      ],
      "an unused output throws": [
        () => {
          pulumi.output(1).apply(() => {
            throw new Error("no luck");
          });
        },
        "no luck",
      ],
      "a promise is rejected and dropped": [
        () => {
          void Promise.reject(new Error("no luck"));
        },
        "no luck",
      ],
      "a property's promise is rejected": [
        () => {
          new aws.ec2.Vpc("a", { cidrBlock: Promise.reject<string>(new Error("no luck")) });
        },
        'error serializing property "cidrBlock": no luck',
      ],
      "an error is logged": [
        () => {
          void pulumi.log.error("no luck");
        },
        "no luck",
      ],
      "two resources have the same URN": [
        () => {
          new aws.ec2.Vpc("a", {});
          new aws.ec2.Vpc("a", {});
        },
        'two resources have the same type, parent and name: aws:ec2/vpc:Vpc "a"',
      ],
    };
    for (const [when, [program, message]] of Object.entries(failures)) {
      it(when, async () => {
        expect((await errorOf(program)).message).to.equal(message);
      });
    }

    it("the program makes an unknown invoke, even if it ignores the answer", async () => {
      const error = await errorOf(() => {
        aws.getAvailabilityZonesOutput();
      });
      expect(error).to.be.instanceOf(UnknownInvoke);
      expect(error.message).to.contain("aws:index/getAvailabilityZones:getAvailabilityZones");
    });

    it("the program reads an existing resource", async () => {
      const error = await errorOf(() => {
        aws.ec2.Vpc.get("a", "vpc-1");
      });
      expect(error.message).to.contain('aws:ec2/vpc:Vpc "a"');
    });
  });

  it("restores the process's listeners for unhandled rejections", async () => {
    const before = process.listeners("unhandledRejection");
    await run(home, OPTIONS);
    expect(process.listeners("unhandledRejection")).to.deep.equal(before);
  });
});
