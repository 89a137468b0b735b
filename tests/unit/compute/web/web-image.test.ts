import * as aws from "@pulumi/aws";
import { WebImage, type WebImageArgs } from "../../../../compute";
import { rejectCreation } from "../../../../compute/web/web-image";
import { deploy, resolve, type Deployment } from "../../../support";
import { amazonLinux, contextOf, securityGroups } from "../../../support/context";
import { needs, shortNames } from "../../../support/names";
import { messageOf } from "../../../support/waits";

const USER_DATA = "#!/bin/bash\npoweroff\n";

function webImage(args: Partial<WebImageArgs> = {}): Promise<Deployment<WebImage>> {
  return deploy(() => {
    const route = new aws.ec2.Route("route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
    return new WebImage("web", {
      context: contextOf("stg"),
      settings: { instanceType: "t4g.micro" },
      plan: { userData: () => USER_DATA, versions: ["11111111"] },
      vpc: { firstZone: { privateSubnet: { id: "subnet-private" } } },
      securityGroups,
      amazonLinux,
      login: { keyName: "key-1" },
      privateEgress: [route],
      ...args,
    });
  });
}

describe("The web image", () => {
  let first: Deployment<WebImage>;
  let second: Deployment<WebImage>;

  before(async () => {
    first = await webImage();
    second = await webImage({ plan: { userData: () => USER_DATA, versions: ["22222222", "11111111"] } });
  });

  it("is built on a hardened instance in the private subnet, without a public address", () => {
    const { tags, ...inputs } = first.only("aws.ec2.Instance").inputs;
    expect(inputs).to.deep.equal({
      ami: "ami-1",
      instanceType: "t4g.micro",
      subnetId: "subnet-private",
      vpcSecurityGroupIds: ["sg-web"],
      keyName: "key-1",
      ebsOptimized: true,
      userData: USER_DATA,
      userDataReplaceOnChange: true,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8, deleteOnTermination: true, tags },
    });
  });

  it("has a build instance that starts only after its egress exists, and is replaced when its type changes", () => {
    const instance = first.only("aws.ec2.Instance");
    expect(needs(first, instance)).to.deep.equal(["Route route"]);
    expect(instance.options).to.deep.equal({ replaceOnChanges: ["instanceType"] });
  });

  it("is created from the stopped instance, and changes neither with that instance nor with the stage's name", () => {
    const image = first.only("aws.ec2.AmiFromInstance");
    const { tags, ...inputs } = image.inputs;
    expect(tags).to.be.an("object");
    expect(inputs).to.deep.equal({
      sourceInstanceId: first.only("aws.ec2.Instance").id,
      description: "Web server of servicename stg, recipe 11111111",
      snapshotWithoutReboot: true,
    });
    expect(image.options).to.deep.equal({ ignoreChanges: ["sourceInstanceId", "description"] });
  });

  it("waits for the build instance only before its creation, since the instance may not exist later", () => {
    const { beforeCreate, ...others } = first.only("aws.ec2.AmiFromInstance").hooks;
    expect(beforeCreate).to.deep.equal(["web-machine-has-finished"]);
    expect(Object.values(others).flat()).to.deep.equal([]);
  });

  it("is retained with the previous one, which needs no build instance and never changes", () => {
    expect(shortNames(second)).to.deep.equal([
      "AmiFromInstance web-11111111",
      "AmiFromInstance web-22222222",
      "Instance web",
      "Route route",
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
    expect(needs(second, previous)).to.deep.equal([]);
    expect(second.byName("web-22222222").inputs.sourceInstanceId).to.equal(second.only("aws.ec2.Instance").id);
  });

  it("cannot be created again if the previous one was deleted in AWS, and says how to continue", async () => {
    const { beforeCreate, ...others } = second.byName("web-11111111").hooks;
    expect(beforeCreate).to.deep.equal(["web-previous-image-exists"]);
    expect(Object.values(others).flat()).to.deep.equal([]);
    expect(await messageOf(() => rejectCreation("11111111"))).to.match(
      /^the previous web image, of version 11111111, was deleted in AWS .* raise imageGeneration by one/,
    );
  });

  it("is built from the archive of the site, if there is one, which the build instance alone can read", async () => {
    const archive = {
      sha256: "a1",
      version: "v1",
      fileCount: 2,
      bytes: 30,
      hidden: [],
      hasScript: false,
      file: "site.tar",
    };
    const site = await webImage({
      plan: { archive, userData: (place) => `#!/bin/bash\n${JSON.stringify(place)}`, versions: ["11111111"] },
    });
    const bucket = site.only("aws.s3.Bucket").id;
    const instance = site.only("aws.ec2.Instance");
    expect(instance.inputs.userData).to.equal(
      `#!/bin/bash\n${JSON.stringify({ bucket, key: "site.tar", region: "ap-northeast-1" })}`,
    );
    expect(instance.inputs.iamInstanceProfile).to.equal(site.only("aws.iam.InstanceProfile").outputs.name);
    expect(needs(site, instance)).to.include.members(["BucketObjectv2 web-files", "InstanceProfile web-files"]);
    expect(first.only("aws.ec2.Instance").inputs).not.to.have.property("iamInstanceProfile");
  });

  it("names what the archive leaves out", async () => {
    const archive = {
      sha256: "a1",
      version: "v1",
      fileCount: 2,
      bytes: 30,
      hidden: [".env", "a/.git"],
      hasScript: false,
      file: "site.tar",
    };
    const { logs } = await webImage({ plan: { archive, userData: () => USER_DATA, versions: ["11111111"] } });
    expect(logs).to.deep.equal([{ severity: "info", message: "web.files leaves out what is hidden: .env, a/.git" }]);
  });

  it("has the ids of retained images only", async () => {
    expect(await resolve(second.made.idOf("22222222"))).to.equal("ami-web-22222222");
    expect(await resolve(second.made.idOf("11111111"))).to.equal("ami-web-11111111");
    expect(() => first.made.idOf("22222222")).to.throw("the image of version 22222222 is not retained");
  });
});
