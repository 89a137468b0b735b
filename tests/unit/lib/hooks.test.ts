import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { afterCreation, beforeChange, callbackOf } from "../../../lib/hooks";
import { deploy } from "../../support";

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
