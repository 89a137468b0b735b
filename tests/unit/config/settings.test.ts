import { zonesWithNat } from "../../../config";
import { groupSettings } from "../../../config/settings";
import { settingsOf, twoZones } from "./support";

describe("Settings by component", () => {
  it("are the group that each component gets", () => {
    const natEipAllocationIds = { instance: { "ap-northeast-1a": "eipalloc-0123456789abcdef0" } };
    const { network, nat, amazonLinux, login, bastion, web, loadBalancer, monitoring } = groupSettings(
      settingsOf({ natEipAllocationIds, instanceTypes: { nat: "t3.nano" }, imageGeneration: 2, alarms: true }),
    );
    expect(network).to.deep.equal({ vpcCidr: "10.0.0.0/16", zones: [twoZones[0]], flowLogs: false });
    expect(nat).to.deep.include({ kind: "instance", perZone: false, instanceType: "t3.nano" });
    expect(nat.allocationIds).to.deep.equal(natEipAllocationIds.instance);
    expect(amazonLinux).to.deep.equal({ generation: 2, architectures: ["arm64", "x86_64"] });
    expect(login).to.deep.equal({ access: "ssh", sshPublicKey: undefined });
    expect(bastion).to.deep.equal({ enabled: false, hours: 8, adminCidrs: [], instanceType: "t4g.nano" });
    const image = { instanceType: "t4g.micro", imageGeneration: 2, previousImage: false };
    expect(web).to.deep.equal({ min: 1, max: 1, ...image });
    expect(loadBalancer).to.include({ http: "serve", https: true, accessLogs: false });
    expect(monitoring).to.deep.equal({ alarms: true, alarmEmail: undefined });
  });

  it("include Elastic IPs of the kind of NAT in use only", () => {
    const instance = { "ap-northeast-1a": "eipalloc-0123456789abcdef0" };
    const values = { ...settingsOf({}), natEipAllocationIds: { instance } };
    expect(groupSettings({ ...values, nat: "gateway" }).nat.allocationIds).to.equal(undefined);
    expect(groupSettings({ ...values, nat: "none" }).nat.allocationIds).to.equal(undefined);
  });

  it("tell which zones have a NAT: each, the first, or none", () => {
    expect(zonesWithNat(["1a", "1c"], { kind: "gateway", perZone: true })).to.deep.equal(["1a", "1c"]);
    expect(zonesWithNat(["1a", "1c"], { kind: "instance", perZone: false })).to.deep.equal(["1a"]);
    expect(zonesWithNat(["1a", "1c"], { kind: "none", perZone: true })).to.deep.equal([]);
  });
});
