import { join } from "node:path";
import { comparePlans, isEmpty, type PlanDocument } from "../../../../../tools/plan/document";
import { planStage } from "../../../../../tools/plan/stage-plan";
import { planOnce } from "../../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

async function plan(stage: string, ...sets: string[]): Promise<PlanDocument> {
  return (await planOnce(ROOT, stage, { sets })).document;
}

describe("Two plans compared", () => {
  it("are equal for the same stage", async () => {
    const difference = comparePlans(await plan("prod"), (await planStage(ROOT, "prod")).document);
    expect(isEmpty(difference)).to.be.true;
  });

  it("of two stages do not differ by the stage name", async () => {
    const { changed, settings } = comparePlans(await plan("stg"), await plan("prod"));
    expect(settings.map(({ key }) => key))
      .to.include("web.max")
      .and.not.to.include("certificate.commonName");
    const names = changed.flatMap(({ properties }) => properties.map(({ key }) => key));
    expect(names).not.to.include.members(["tags.Name", "tags.Stage", "name"]);
    expect(changed.map(({ resource }) => resource.name)).to.include("elb-servicename-prod");
  });

  it("differ by protection, and by a change deep in a script", async () => {
    const locked = comparePlans(await plan("stg"), await plan("stg", "protect=true"));
    expect(locked.changed.map(({ resource, properties }) => [resource.type, properties])).to.deep.include([
      "aws.ec2.Vpc",
      [{ key: "deletion protection", before: undefined, after: "on" }],
    ]);
    const redirect = comparePlans(await plan("stg"), await plan("stg", "http=redirect"));
    const [userData] = redirect.changed.flatMap(({ properties }) => properties).filter(({ key }) => key === "userData");
    expect(userData?.before).to.match(/^#!\/bin\/bash… \(\d+ bytes, digest/);
    expect(userData?.before).not.to.equal(userData?.after);
  });

  it("differ by added and removed outputs", async () => {
    const { outputs } = comparePlans(await plan("stg"), await plan("stg", "https=false"));
    expect(outputs.filter(({ after }) => after === undefined).map(({ key }) => key)).to.deep.equal([
      "httpsUrl",
      "certificateArn",
      "certificateExpiresAt",
    ]);
  });
});
