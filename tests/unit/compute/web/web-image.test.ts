import * as aws from "@pulumi/aws";
import { expect } from "chai";

import { WebImage, type WebImageArgs } from "../../../../compute";
import { AwsClients } from "../../../../lib/aws";
import { deploy, resolve, tag, type Deployment } from "../../../support";
import { needs, ownerOf, shortNames } from "../../../support/names";

function webImage(args: Partial<WebImageArgs> = {}): Promise<Deployment<WebImage>> {
  const provider = { region: "ap-northeast-1", endpoints: {}, assumeRoles: [], allowedAccountIds: [] };
  return deploy(() => {
    const way = new aws.ec2.Route("way", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
    return new WebImage("web", {
      stageName: ownerOf("stg"),
      subnetId: "subnet-private",
      securityGroupId: "sg-web",
      baseImageId: "ami-al2023",
      instanceType: "t4g.micro",
      keyName: "key-1",
      userData: "#!/bin/bash\npoweroff\n",
      imageVersions: ["11111111"],
      privateEgress: [way],
      clients: new AwsClients(provider, () => Promise.resolve(["123456789012"])),
      ...args,
    });
  });
}

describe("The golden image", () => {
  let first: Deployment<WebImage>;
  let second: Deployment<WebImage>;

  before(async () => {
    first = await webImage();
    second = await webImage({ imageVersions: ["22222222", "11111111"] });
  });

  it("is a machine and an image of it, named by its imageVersion", () => {
    expect(shortNames(first)).to.deep.equal(["AmiFromInstance web-11111111", "Instance web", "Route way"]);
    expect(tag(first.only("aws.ec2.Instance"), "Name")).to.equal("servicename-stg-web");
    expect(tag(first.only("aws.ec2.AmiFromInstance"), "Name")).to.equal("servicename-stg-web");
  });

  it("is made on a hardened machine in the private subnet, without a public address", () => {
    const { tags, ...inputs } = first.only("aws.ec2.Instance").inputs;
    expect(inputs).to.deep.equal({
      ami: "ami-al2023",
      instanceType: "t4g.micro",
      subnetId: "subnet-private",
      vpcSecurityGroupIds: ["sg-web"],
      keyName: "key-1",
      ebsOptimized: true,
      userData: "#!/bin/bash\npoweroff\n",
      userDataReplaceOnChange: true,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8, deleteOnTermination: true, tags },
    });
  });

  it("has a machine that starts only when its way to the packages stands, and is made anew when its type changes", () => {
    const machine = first.only("aws.ec2.Instance");
    expect(needs(first, machine)).to.deep.equal(["Route way"]);
    expect(machine.options).to.deep.equal({ replaceOnChanges: ["instanceType"] });
  });

  it("is made of the machine that is off, and stays the same whatever becomes of the machine", () => {
    const image = first.only("aws.ec2.AmiFromInstance");
    const { tags, ...inputs } = image.inputs;
    expect(tags).to.be.an("object");
    expect(inputs).to.deep.equal({
      sourceInstanceId: first.only("aws.ec2.Instance").id,
      description: "Web server of servicename stg, recipe 11111111",
      snapshotWithoutReboot: true,
    });
    expect(image.options).to.deep.equal({ ignoreChanges: ["sourceInstanceId"] });
  });

  it("waits for the machine before it is made, and not before it changes: the machine may be gone by then", () => {
    const { beforeCreate, ...others } = first.only("aws.ec2.AmiFromInstance").hooks;
    expect(beforeCreate).to.deep.equal(["web-machine-has-finished"]);
    expect(Object.values(others).flat()).to.deep.equal([]);
  });

  it("is kept beside the one before it, which needs no machine and never changes", () => {
    expect(shortNames(second)).to.deep.equal([
      "AmiFromInstance web-11111111",
      "AmiFromInstance web-22222222",
      "Instance web",
      "Route way",
    ]);
    const previous = second.byName("web-11111111");
    expect(previous.urn).to.equal(first.byName("web-11111111").urn);
    expect(previous.options.ignoreChanges).to.have.members([
      "sourceInstanceId",
      "description",
      "snapshotWithoutReboot",
      "name",
      "tags",
    ]);
    expect(Object.values(previous.hooks).flat()).to.deep.equal([]);
    expect(needs(second, previous)).to.deep.equal([]);
    expect(second.byName("web-22222222").inputs.sourceInstanceId).to.equal(second.only("aws.ec2.Instance").id);
  });

  it("gives the id of each image that is kept, and of no other", async () => {
    expect(await resolve(second.made.idOf("22222222"))).to.equal("ami-web-22222222");
    expect(await resolve(second.made.idOf("11111111"))).to.equal("ami-web-11111111");
    expect(() => first.made.idOf("22222222")).to.throw("no image of the imageVersion 22222222 is kept");
  });

  it("is made on a machine without a key where nobody logs in by SSH", async () => {
    const { inputs } = (await webImage({ keyName: undefined })).only("aws.ec2.Instance");
    expect(inputs).not.to.have.property("keyName");
  });
});
