import * as aws from "@pulumi/aws";
import { Bastion } from "../../../../compute";
import type { StageContext } from "../../../../lib/stage-context";
import { deploy, type Deployment } from "../../../support";
import { amazonLinux, contextOf, securityGroups } from "../../../support/context";
import { nameTags, needs } from "../../../support/names";

function bastion({ hours = 8, ...changed }: Partial<StageContext & { hours: number }> = {}): Promise<
  Deployment<Bastion>
> {
  return deploy(() => {
    const route = new aws.ec2.Route("route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
    return new Bastion("bastion", {
      context: contextOf("stg", changed),
      settings: { instanceType: "t4g.nano", hours },
      vpc: { firstZone: { publicSubnet: { id: "subnet-public" } }, publicRouting: [route] },
      login: { keyName: "key-1" },
      securityGroups,
      amazonLinux,
    });
  });
}

describe("A bastion", () => {
  let deployed: Deployment<Bastion>;

  before(async () => {
    deployed = await bastion();
  });

  it("has Names on its instance and its Elastic IP", () => {
    expect(nameTags([deployed.only("aws.ec2.Eip"), deployed.only("aws.ec2.Instance")])).to.deep.equal({
      "Eip bastion": "servicename-stg-bastion",
      "Instance bastion": "servicename-stg-bastion",
    });
  });

  it("is a hardened instance in a public subnet, with the login key and no role", () => {
    const { userData, tags, ...inputs } = deployed.only("aws.ec2.Instance").inputs;
    expect(userData).to.be.a("string");
    expect(inputs).to.deep.equal({
      ami: "ami-1",
      instanceType: "t4g.nano",
      subnetId: "subnet-public",
      vpcSecurityGroupIds: ["sg-bastion"],
      keyName: "key-1",
      monitoring: false,
      ebsOptimized: true,
      userDataReplaceOnChange: true,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8, deleteOnTermination: true, tags },
    });
  });

  it("powers itself off after the hours of the setting", async () => {
    const lines = async (hours: number) =>
      ((await bastion({ hours })).only("aws.ec2.Instance").inputs.userData as string).split("\n").slice(0, 2);
    expect(await lines(8)).to.deep.equal(["#!/bin/bash", "HOURS='8'"]);
    expect(await lines(0)).to.deep.equal(["#!/bin/bash", "HOURS='0'"]);
  });

  it("keeps its address when it is replaced, and releases it before the internet gateway is deleted", () => {
    expect(deployed.only("aws.ec2.EipAssociation").inputs).to.deep.equal({
      allocationId: "eipalloc-bastion",
      networkInterfaceId: "eni-bastion",
      allowReassociation: true,
    });
    expect(needs(deployed, deployed.only("aws.ec2.Eip"))).to.deep.equal(["Route route"]);
  });

  it("is replaced, not stopped and resized, for another instance type", () => {
    expect(deployed.only("aws.ec2.Instance").options.replaceOnChanges).to.deep.equal(["instanceType"]);
  });

  it("has detailed monitoring when alarms are on", async () => {
    const watched = await bastion({ detailedMonitoring: true });
    expect(watched.only("aws.ec2.Instance").inputs.monitoring).to.be.true;
  });
});
