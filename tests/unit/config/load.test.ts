import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { loadSettings, SettingsError } from "../../../config";
import { groupSettings } from "../../../config/parse";
import { twoZones, unwrap } from "./support";

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

const common = {
  serviceName: "servicename",
  region: "ap-northeast-1",
  vpcCidr: "10.0.0.0/16",
  natEipAllocationIds: {},
  bastion: false,
  bastionHours: 8,
  adminCidrs: [],
  access: "ssh" as const,
  instanceTypes: { web: "t4g.micro", nat: "t4g.nano", bastion: "t4g.nano" },
  imageGeneration: 1,
  previousImage: false,
  https: true,
};

describe("The committed stage files", () => {
  it("make stg the tutorial's environment", async () => {
    await stage("stg", committed("stg"));
    expect(loadSettings()).to.deep.equal(
      groupSettings({
        ...common,
        stage: "stg",
        zones: [twoZones[0]!],
        nat: "instance",
        natPerZone: false,
        web: { min: 1, max: 1 },
        certificate: {
          commonName: "servicename-stg",
          dnsNames: [],
          validityDays: 3650,
          earlyRenewalDays: 0,
          generation: 1,
        },
        http: "serve",
        flowLogs: false,
        accessLogs: false,
        alarms: false,
        protect: false,
      }),
    );
  });

  it("make prod an environment of two zones with a NAT gateway each, logged, alarmed and protected", async () => {
    await stage("prod", committed("prod"));
    expect(loadSettings()).to.deep.equal(
      groupSettings({
        ...common,
        stage: "prod",
        zones: [twoZones[0]!, twoZones[1]!],
        nat: "gateway",
        natPerZone: true,
        web: { min: 2, max: 4 },
        certificate: {
          commonName: "servicename-prod",
          dnsNames: [],
          validityDays: 3650,
          earlyRenewalDays: 0,
          generation: 1,
        },
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

  it("fails with every fault in one message, one line each, and registers nothing", async () => {
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
    expect((caught as SettingsError).faults).to.have.length(3);
    expect((caught as SettingsError).message).to.equal(
      [
        'The settings of stage "stg" have 3 faults:',
        "  minimal-secure-web:protcet: is not a setting; allowed: a key of the settings table; did you mean protect?",
        "  nat: gatway is not known; allowed: instance, gateway or none; did you mean gateway?",
        "  web.min: 5 is above web.max (2); allowed: at most web.max; lower web.min or raise web.max",
      ].join("\n"),
    );
    expect(registered).to.deep.equal([]);
  });

  it("counts a single fault as one", async () => {
    await stage("stg", { ...good, "minimal-secure-web:nat": "vpn" });
    expect(loadSettings).to.throw('The settings of stage "stg" have 1 fault:');
  });

  it("keeps what Pulumi stores as a secret a secret", async () => {
    const key = "minimal-secure-web:adminCidrs";
    await stage("stg", { ...good, [key]: '["203.0.113.5/32"]' }, [key]);
    const { adminCidrs } = loadSettings().bastion;
    expect(await unwrap(adminCidrs[0])).to.deep.equal({ value: "203.0.113.5/32", secret: true });
  });

  it("looks for the user's script in the project's folder, wherever it runs", async () => {
    await stage("stg", { ...good, "minimal-secure-web:web": '{"script":"package.json"}' });
    expect(loadSettings).to.throw("web.script: package.json does not begin with #!");
    await stage("stg", { ...good, "minimal-secure-web:web": '{"script":"config"}' });
    expect(loadSettings).to.throw("web.script: config is not a file of the project");
  });
});
