import type { Deployment } from "../../support";
import { attempt } from "../../support/attempt";
import { urnsOf } from "../../support/names";
import { variant } from "../../support/variants";
import { variants } from "./variants";

const imageVersionsOf = (run: Deployment): readonly string[] => run.outputs.webImageRecipes as readonly string[];

/** Logical names of the retained images, and of the one that servers start from. */
function images(run: Deployment): { readonly kept: string[]; readonly used: string[] } {
  return {
    kept: run.all("aws.ec2.AmiFromInstance").map(({ name }) => name),
    used: run.refersTo(run.only("aws.ec2.LaunchTemplate"), "imageId"),
  };
}

describe("From one deployment to the next,", () => {
  let current: string;

  before(async () => {
    current = imageVersionsOf(await variant("stg"))[0]!;
  });

  it("the same image version is the same image, with no previous one", async () => {
    const again = await variant("stg", { lastOutputs: { webImageRecipes: [current] } });
    expect(images(again)).to.deep.equal({ kept: [`web-${current}`], used: [`web-${current}`] });
    expect(imageVersionsOf(again)).to.deep.equal([current]);
    expect(urnsOf(again)).to.deep.equal(urnsOf(await variant("stg")));
  });

  it("a new image version is a new image, and the one before it is retained", async () => {
    const changed = await variant("stg", { lastOutputs: { webImageRecipes: ["22222222", "11111111"] } });
    expect(images(changed)).to.deep.equal({
      kept: ["web-22222222", `web-${current}`].sort(),
      used: [`web-${current}`],
    });
    expect(imageVersionsOf(changed)).to.deep.equal([current, "22222222"]);
    expect(changed.outputs.webImageId).to.equal(changed.byName(`web-${current}`).id);
  });

  for (const preview of [false, true]) {
    it(`web servers return to the previous image with previousImage: true, and both images stay (${preview ? "preview" : "deployment"})`, async () => {
      const lastOutputs = { webImageRecipes: [current, "11111111"] };
      const back = await variant("stg", { config: { previousImage: true }, lastOutputs, preview });
      expect(images(back)).to.deep.equal({ kept: ["web-11111111", `web-${current}`].sort(), used: ["web-11111111"] });
      expect(imageVersionsOf(back)).to.deep.equal([current, "11111111"]);
      expect(back.outputs.webImageId).to.equal(back.byName("web-11111111").id);
    });
  }

  it("the previous image cannot be used if there is none or the current one is new, and nothing is registered", async () => {
    const onlyOne = "previousImage: true, but this stage has had only one image; set it to false";
    const isNew =
      "previousImage: true, but the settings require a new image; set previousImage to false to get it, or undo the change";
    for (const [last, expected] of [
      [undefined, onlyOne],
      [[current], onlyOne],
      [["22222222", "11111111"], isNew],
    ] as const) {
      const lastOutputs = last === undefined ? {} : { webImageRecipes: last };
      const { message, resources } = await attempt("stg", { config: { previousImage: true }, lastOutputs });
      expect(message).to.equal(expected);
      expect(resources).to.deep.equal([]);
    }
  });

  it("the image version changes with the generation, the instance type and the script of web servers", async () => {
    const script = await variant("stg", { config: { web: { script: "compute/web/web-start.sh" } }, preview: true });
    const imageVersions = [current, imageVersionsOf(await variants.newest())[0], imageVersionsOf(script)[0]];
    expect(new Set(imageVersions).size).to.equal(3);
  });

  it("the image version changes with no setting of another component", async () => {
    for (const name of ["bastion", "closed", "sessionManager", "own", "watched"] as const) {
      expect(imageVersionsOf(await variants[name]()), name).to.deep.equal([current]);
    }
    expect(imageVersionsOf(await variant("prod"))).to.deep.equal([current]);
  });
});
