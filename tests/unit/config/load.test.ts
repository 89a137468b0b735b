import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { loadSettings, parseSettings, SettingsError } from "../../../config";
import { sourceOf, twoZones, unwrap, type Values } from "./support";

const registered: string[] = [];

async function stage(name: string, config: Record<string, string>, secretKeys: string[] = []): Promise<void> {
  registered.length = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name: resource }) => {
        registered.push(resource);
        return { id: resource, state: {} };
      },
      call: () => ({}),
    },
    "minimal-secure-web",
    name,
  );
  pulumi.runtime.setAllConfig(config, secretKeys);
}

/** A committed stage file as Pulumi hands it over: scalars as texts, objects as JSON text. */
function committed(name: string): Record<string, string> {
  const text = readFileSync(join(__dirname, "..", "..", "..", `Pulumi.${name}.yaml`), "utf8");
  const { config } = parse(text) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** The settings of a stage with these values. */
function settingsOf(stageName: string, values: Values): unknown {
  const result = parseSettings(sourceOf({ serviceName: "servicename", ...values }, { stage: stageName }));
  return result.ok ? result.settings : result.issues;
}

describe("The committed stage files", () => {
  it("make stg the tutorial's environment: the defaults", async () => {
    await stage("stg", committed("stg"));
    expect(loadSettings()).to.deep.equal(settingsOf("stg", {}));
  });

  it("make prod an environment of two zones with a NAT gateway each, logs, alarms and deletion protection", async () => {
    await stage("prod", committed("prod"));
    expect(loadSettings()).to.deep.equal(
      settingsOf("prod", {
        zones: twoZones,
        nat: "gateway",
        natPerZone: true,
        web: { min: 2, max: 4 },
        http: "redirect",
        flowLogs: true,
        accessLogs: true,
        alarms: true,
        protect: true,
      }),
    );
  });

  it("hold no secret and nothing that a secrets provider writes", () => {
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
        "  nat: gatway is not known; allowed: instance, gateway or none; did you mean gateway?",
        "  web.min: 5 is above web.max (2); allowed: at most web.max; lower web.min or raise web.max",
      ].join("\n"),
    );
    expect(registered).to.deep.equal([]);
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
