import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { afterCreation, beforeChange, callbackOf } from "../../../lib/hooks";
import { deploy } from "../../support";
import { waited } from "../../support/waits";

const call = { urn: "urn", id: "id", name: "route", type: "aws:ec2/route:Route" } as const;

describe("A hook before a change", () => {
  it("runs before creation and before update only, and not under mocks", async () => {
    const deployed = await deploy(() => {
      const hooks = beforeChange("vpc-is-wanted", () => Promise.reject(new Error("it ran")));
      return new aws.ec2.Vpc("vpc", {}, { hooks });
    });
    expect(deployed.only("aws.ec2.Vpc").hooks).to.deep.equal({
      beforeCreate: ["vpc-is-wanted"],
      beforeUpdate: ["vpc-is-wanted"],
      afterCreate: [],
      afterUpdate: [],
      beforeDelete: [],
      afterDelete: [],
      onError: [],
    });
  });

  it("gets the inputs that the resource is about to have", async () => {
    const seen: unknown[] = [];
    const callback = callbackOf((inputs) => Promise.resolve(void seen.push(inputs)));
    await callback({ ...call, newInputs: { natGatewayId: "nat-1" }, oldInputs: { natGatewayId: "nat-0" } });
    await callback(call);
    expect(seen).to.deep.equal([{ natGatewayId: "nat-1" }, {}]);
  });

  it("gets the value of a property that Pulumi passes as a secret", async () => {
    const seen: unknown[] = [];
    const newInputs = { loadBalancerPort: 443, triggers: pulumi.secret({ certificate: "arn:of-it" }) };
    await callbackOf((inputs) => Promise.resolve(void seen.push(inputs)))({ ...call, newInputs });
    expect(seen).to.deep.equal([{ loadBalancerPort: 443, triggers: { certificate: "arn:of-it" } }]);
  });

  /** @param answers what the action does, one after the other: an error's name, or undefined for success */
  async function run(...answers: readonly (string | undefined)[]) {
    const queue = [...answers];
    let count = 0;
    const callback = callbackOf(() => {
      count += 1;
      const name = queue.length > 1 ? queue.shift() : queue[0];
      const error = Object.assign(new Error(`DescribeNetworkInterfaces: ${name ?? ""}: No.`), { name });
      return name === undefined ? Promise.resolve() : Promise.reject(error);
    });
    const { error, seconds } = await waited(async () => callback(call));
    return { error, seconds, count };
  }

  it("begins again while AWS does not find a resource that may just have been created", async () => {
    expect(await run("InvalidAMIID.Unavailable", "AccessPointNotFoundException", undefined)).to.deep.equal({
      ...{ error: undefined, seconds: 10, count: 3 },
    });
  });

  it("fails half a minute later, and says what to do if the resource was deleted by hand", async () => {
    expect((await run("NatGatewayNotFound")).error).to.equal(
      "route: DescribeNetworkInterfaces: NatGatewayNotFound: No after 30 s. If it was deleted by hand, run: pulumi up --refresh",
    );
  });

  it("fails at once for any other error", async () => {
    expect(await run("UnauthorizedOperation")).to.deep.equal({
      ...{ error: "DescribeNetworkInterfaces: UnauthorizedOperation: No.", seconds: 0, count: 1 },
    });
  });
});

describe("A hook after a creation", () => {
  it("runs after a creation only, and not under mocks", async () => {
    const deployed = await deploy(() => {
      const hooks = afterCreation("vpc-is-celebrated", () => Promise.reject(new Error("it ran")));
      return new aws.ec2.Vpc("vpc", {}, { hooks });
    });
    const { afterCreate, ...others } = deployed.only("aws.ec2.Vpc").hooks;
    expect(afterCreate).to.deep.equal(["vpc-is-celebrated"]);
    expect(Object.values(others).flat()).to.deep.equal([]);
  });
});
