import { at, input, type Deployment } from "../../support";
import { shortNames } from "../../support/names";
import { variant } from "../../support/variants";
import { variants } from "./variants";

/** `Type name` of the resources that one deployment has more than another; images differ by their version. */
function made(before: Deployment, after: Deployment): readonly string[] {
  const known = new Set(shortNames(before));
  return shortNames(after).filter((name) => !known.has(name));
}

describe("A stage with a site", () => {
  let stg: Deployment;
  let site: Deployment;

  before(async () => {
    stg = await variant("stg");
    site = await variants.site();
  });

  it("has an archive, a role of the build instance and a role of web servers besides, and a new image", () => {
    const [image = "", ...others] = made(stg, site).toSorted(
      (a, b) => (b.startsWith("Ami") ? 1 : 0) - (a.startsWith("Ami") ? 1 : 0),
    );
    expect(image).to.match(/^AmiFromInstance web-[0-9a-f]{8}$/);
    expect(others).to.have.members([
      "Bucket web-files",
      "BucketLifecycleConfiguration web-files",
      "BucketObjectv2 web-files",
      "BucketOwnershipControls web-files",
      "BucketPolicy web-files",
      "BucketPublicAccessBlock web-files",
      "BucketServerSideEncryptionConfiguration web-files",
      "InstanceProfile web-files",
      "InstanceProfile web-group-role",
      "Role web-files",
      "Role web-group-role",
      "RolePolicy web-files",
      "RolePolicy web-group-role",
    ]);
    expect(Object.keys(site.outputs)).to.deep.equal(Object.keys(stg.outputs));
  });

  it("gives the archive's role to the build instance alone, and the parameters' role to web servers alone", () => {
    const profiles = Object.fromEntries(
      site.all("aws.iam.InstanceProfile").map(({ name, outputs }) => [name, outputs]),
    );
    const build = site.all("aws.ec2.Instance").filter(({ inputs }) => inputs.iamInstanceProfile !== undefined);
    expect(build.map(({ name, inputs }) => [name, inputs.iamInstanceProfile])).to.deep.equal([
      ["web", at(profiles["web-files"] ?? {}, "name")],
    ]);
    expect(input(site.only("aws.ec2.LaunchTemplate"), "iamInstanceProfile.arn")).to.equal(
      at(profiles["web-group-role"] ?? {}, "arn"),
    );
  });
});
