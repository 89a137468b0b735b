import type { Instance } from "@aws-sdk/client-ec2";
import { planServers } from "../../../compute";
import { parseSettings } from "../../../config";
import { replacesServers, type WantedServers } from "../../../preflight/replaced-servers";
import type { Deployment } from "../../support";
import { variant } from "../../support/variants";
import { sourceOf, type Values } from "../config/support";
import { awsError, fakeClients } from "./support";

const HSTS = { domain: { names: ["example.com"], hostedZoneId: "Z0123456789ABC" }, http: "redirect", hsts: true };

/** What the settings launch web servers from. */
function wantedBy(config: Values): WantedServers {
  const texts = Object.entries(config).map(([key, value]) => [key, typeof value === "boolean" ? String(value) : value]);
  const parsed = parseSettings(sourceOf(Object.fromEntries(texts) as Values));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const { settings } = parsed;
  const { inUse: imageVersion, startUserData } = planServers(settings, []);
  const detailedMonitoring = settings.monitoring.alarms;
  return { instanceType: settings.instanceTypes.web, imageVersion, startUserData, detailedMonitoring };
}

const SERVERS: readonly Instance[] = ["i-1", "i-2"].map((InstanceId) => ({
  ...{ InstanceId, ImageId: "ami-1", InstanceType: "t4g.micro" },
  Tags: Object.entries({ "aws:ec2launchtemplate:id": "lt-1", "aws:ec2launchtemplate:version": "7" }).map(
    ([Key, Value]) => ({ Key, Value }),
  ),
}));

/** Whether these settings replace the web servers of a stage, as EC2 describes it. */
async function replaces(deployed: Deployment, wanted: WantedServers): Promise<boolean> {
  const image = deployed.only("aws.ec2.AmiFromInstance");
  const template = deployed.only("aws.ec2.LaunchTemplate");
  const { userData, monitoring } = template.inputs as { userData: string; monitoring: { enabled: boolean } };
  const { clients, calls } = fakeClients({
    DescribeImages: [{ Images: [{ Description: image.inputs.description }] }],
    DescribeLaunchTemplateVersions: [
      {
        LaunchTemplateVersions: [
          { LaunchTemplateData: { UserData: userData, Monitoring: { Enabled: monitoring.enabled } } },
        ],
      },
    ],
  });
  const outcome = await replacesServers(SERVERS, wanted, await clients.ec2());
  expect(calls).to.deep.include(["DescribeLaunchTemplateVersions", { LaunchTemplateId: "lt-1", Versions: ["7"] }]);
  return outcome;
}

describe("Web servers of a deployed stage", () => {
  const parameters = { web: { parameters: ["/shop/stg/password"] } };

  it("stay with the settings that they were deployed with", async () => {
    for (const config of [{}, { http: "redirect" }, parameters, HSTS, { alarms: true }]) {
      expect(await replaces(await variant("stg", { config }), wantedBy(config)), JSON.stringify(config)).to.equal(
        false,
      );
    }
  });

  it("are replaced for another script, other parameters or detailed monitoring", async () => {
    const stg = await variant("stg");
    for (const config of [{ http: "redirect" }, parameters, HSTS, { alarms: true }]) {
      expect(await replaces(stg, wantedBy(config)), JSON.stringify(config)).to.equal(true);
    }
  });

  it("are replaced for another image", async () => {
    expect(await replaces(await variant("stg"), { ...wantedBy({}), imageVersion: "01234567" })).to.equal(true);
  });

  it("are replaced where their launch template or its version has been deleted", async () => {
    for (const name of ["InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.VersionNotFound"]) {
      const { clients } = fakeClients({ DescribeImages: [{}], DescribeLaunchTemplateVersions: [awsError(name)] });
      expect(await replacesServers(SERVERS, wantedBy({}), await clients.ec2()), name).to.equal(true);
    }
  });
});
