import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { planImages, webUserData } from "../../../../compute";

/** Any script of the project will do as the user's own. */
const OWN = "compute/web/web-start.sh";

describe("The user data of a web server", () => {
  it("has an empty script of the user's where there is none", () => {
    expect(webUserData().split("\n").slice(0, 2)).to.deep.equal(["#!/bin/bash", "OWN_SCRIPT=''"]);
  });

  it("has the user's own script in base64, in which no line can look like a command of ours", () => {
    const [, value = "", ...rest] = webUserData(OWN).split("\n");
    const encoded = /^OWN_SCRIPT='([A-Za-z0-9+/=]+)'$/.exec(value)?.[1] ?? "";
    expect(Buffer.from(encoded, "base64").toString()).to.contain(
      "# Tells a web server that was started from the image",
    );
    expect(rest).to.deep.equal(webUserData().split("\n").slice(2));
  });

  it("unpacks the archive of the site in the place of a script, checks it, and runs the user's script in its folder", () => {
    const decoded = (script?: string): string => {
      const settings = {
        instanceType: "t4g.micro",
        imageGeneration: 1,
        previousImage: false,
        files: "examples/static/site",
      };
      const { archive, userData } = planImages({ ...settings, ...(script === undefined ? {} : { script }) }, []);
      const [, value = "", ...rest] = userData({ bucket: "files-1", key: "site.tar", region: "eu-west-1" }).split("\n");
      expect(rest).to.deep.equal(webUserData().split("\n").slice(2));
      const text = Buffer.from(/'(.*)'/.exec(value)?.[1] ?? "", "base64").toString();
      expect(text).to.contain(`SHA256='${archive?.sha256 ?? ""}'`);
      return text
        .split("\n")
        .slice(1, 7)
        .join("\n")
        .replace(/^SHA256=.*\n/m, "");
    };
    const place = "BUCKET='files-1'\nKEY='site.tar'\nREGION='eu-west-1'\n";
    expect(decoded()).to.equal(`${place}TARGET='/var/www/html'\nSCRIPT=''`);
    expect(decoded(OWN)).to.equal(`${place}TARGET='/srv/site'\nSCRIPT='.web-script'`);
  });

  it("finds the user's script in the project, wherever it is called from", () => {
    const here = process.cwd();
    const fromHere = webUserData(OWN);
    try {
      process.chdir(tmpdir());
      expect(webUserData(OWN)).to.equal(fromHere);
    } finally {
      process.chdir(here);
    }
  });

  it("is rejected if the user's script has a carriage return, which base64 would hide", () => {
    const folder = mkdtempSync(join(tmpdir(), "own-script-"));
    try {
      writeFileSync(join(folder, "own.sh"), "#!/bin/bash\r\n");
      const own = relative(join(__dirname, "..", "..", "..", ".."), join(folder, "own.sh"));
      expect(() => webUserData(own)).to.throw("own.sh has carriage returns");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
