import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadSettings, SettingsError } from "../../../config";
import { unwrap } from "./support";

const registered: string[] = [];

async function stage(
  name: string,
  config: Record<string, string>,
  secretKeys: string[] = [],
  project = "minimal-secure-web",
): Promise<void> {
  registered.length = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name: resource }) => {
        registered.push(resource);
        return { id: resource, state: {} };
      },
      call: () => ({}),
    },
    project,
    name,
  );
  pulumi.runtime.setAllConfig(config, secretKeys);
}

describe("The committed stage files", () => {
  it("hold no secret and no settings of a secrets provider", () => {
    for (const name of ["stg", "prod"]) {
      const text = readFileSync(join(__dirname, "..", "..", "..", `Pulumi.${name}.yaml`), "utf8");
      expect(text).not.to.match(/secure:|encryptionsalt|secretsprovider/);
      expect(text).to.contain("aws:region: ap-northeast-1");
    }
  });
});

describe("Loading the settings", () => {
  const good = { "aws:region": "ap-northeast-1", "minimal-secure-web:serviceName": "shop" };

  it("fails with every issue in one message, one line each, and registers nothing", async () => {
    await stage("stg", {
      ...good,
      "minimal-secure-web:nat": "gatway",
      "minimal-secure-web:web": '{"min":5,"max":2}',
      "minimal-secure-web:protcet": "true",
    });
    let caught: unknown;
    try {
      loadSettings();
    } catch (error) {
      caught = error;
    }
    expect(caught).to.be.instanceOf(SettingsError);
    expect(pulumi.RunError.isInstance(caught)).to.equal(true);
    expect((caught as SettingsError).issues).to.have.length(3);
    expect((caught as SettingsError).message).to.equal(
      [
        'The settings of stage "stg" have 3 issues:',
        "  minimal-secure-web:protcet: is not a setting; allowed: a key of docs/settings.md; did you mean protect?",
        "  nat: gatway is not valid; allowed: instance, gateway or none; did you mean gateway?",
        "  web.min: 5 is greater than web.max (2); allowed: at most web.max; lower web.min or raise web.max",
      ].join("\n"),
    );
    expect(registered).to.deep.equal([]);
  });

  it("reads the same keys in a project that pulumi new has renamed, and rejects keys of its own name", async () => {
    await stage("stg", good, [], "blog");
    expect(loadSettings().serviceName).to.equal("shop");
    await stage("stg", { ...good, "blog:nat": "gateway" }, [], "blog");
    expect(loadSettings).to.throw(
      "blog:nat: is not read; allowed: settings that begin with minimal-secure-web:; " +
        "rename it in the stage file: minimal-secure-web:nat",
    );
  });

  it("counts one issue in the singular", async () => {
    await stage("stg", { ...good, "minimal-secure-web:nat": "vpn" });
    expect(loadSettings).to.throw('The settings of stage "stg" have 1 issue:');
  });

  it("keeps what Pulumi stores as a secret a secret", async () => {
    const key = "minimal-secure-web:adminCidrs";
    await stage("stg", { ...good, [key]: '["203.0.113.5/32"]' }, [key]);
    const { adminCidrs } = loadSettings().bastion;
    expect(await unwrap(adminCidrs[0])).to.deep.equal({ value: "203.0.113.5/32", secret: true });
  });

  it("finds the user's script in the project's folder, wherever it runs", async () => {
    await stage("stg", { ...good, "minimal-secure-web:web": '{"script":"package.json"}' });
    expect(loadSettings).to.throw("web.script: package.json does not begin with #!");
    await stage("stg", { ...good, "minimal-secure-web:web": '{"script":"config"}' });
    expect(loadSettings).to.throw("web.script: config is not a file of the project");
  });
});
