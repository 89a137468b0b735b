import type { PlanDocument, PlannedResource } from "../../../../../tools/plan/document";
import { planOnce } from "../../../../support/plans";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

describe("A plan as plain data", () => {
  let stg: PlanDocument;
  let prod: PlanDocument;

  before(async () => {
    stg = (await planOnce(ROOT, "stg")).document;
    prod = (await planOnce(ROOT, "prod")).document;
  });

  const find = (plan: PlanDocument, key: string): PlannedResource => {
    const found = plan.resources.find((resource) => resource.key === key);
    if (found === undefined) throw new Error(`there is no ${key}`);
    return found;
  };

  it("has resources by a key that is the same in every stage, with their parent and their dependencies", () => {
    const keys = (plan: PlanDocument) => plan.resources.map(({ key }) => key);
    expect(keys(prod)).to.include.members(keys(stg).filter((key) => !/nat/i.test(key)));
    const subnet = find(stg, "network:Vpc$aws.ec2.Subnet::vpc-public-1a");
    expect(subnet.parent).to.equal("network:Vpc::vpc");
    expect(subnet.dependsOn).to.deep.equal(["network:Vpc$aws.ec2.Vpc::vpc"]);
    expect(find(stg, "network:Vpc::vpc")).to.deep.include({ component: true, type: "network:Vpc", properties: {} });
  });

  it("has a resource's properties by path, references by logical name, and deletion protection", () => {
    const { name, properties } = find(prod, "network:Nat$aws.ec2.Route::nat-private-default-1c");
    expect(name).to.equal("nat-private-default-1c");
    expect(properties).to.deep.equal({
      destinationCidrBlock: "0.0.0.0/0",
      natGatewayId: "nat-gateway-1c",
      routeTableId: "vpc-private-1c",
    });
    const instance = find(stg, "network:Nat$aws.ec2.Instance::nat-instance-1a");
    expect(instance.properties).to.include({
      "rootBlockDevice.encrypted": "true",
      "metadataOptions.httpTokens": "required",
      sourceDestCheck: "false",
    });
    expect([instance.protected, find(prod, "network:Vpc$aws.ec2.Vpc::vpc").protected]).to.deep.equal([false, true]);
  });

  it("has the allowed flows, each with the rules and routes that allow it", () => {
    const relation = stg.access.allowed.find(({ from, to }) => from === "web-group" && to === "the internet");
    expect(relation?.traffic).to.deep.equal(["tcp 80, 443 and ping through nat-instance-1a"]);
    const flow = relation?.flows.find(({ traffic }) => traffic === "tcp 443");
    expect(flow?.through).to.deep.equal(["nat-instance-1a"]);
    expect(flow?.via[1]).to.deep.equal({
      text: "route nat-private-default-1a in vpc-private-1a sends 0.0.0.0/0 to nat-instance-1a",
      resources: [
        "network:Nat$aws.ec2.Route::nat-private-default-1a",
        "network:Vpc$aws.ec2.RouteTableAssociation::vpc-private-1a",
      ],
    });
    // Web servers of the group reach each other only through the load balancer.
    const among = stg.access.allowed.find(({ from, to }) => from === "web-group" && to === "web-group");
    expect(among?.flows.map(({ through }) => through)).to.deep.equal([["load-balancer"], ["load-balancer"]]);
    expect(stg.access.allowed.filter(({ from, to }) => from === to)).to.have.length(1);
  });

  it("has the findings of all policies, suppressed ones with the reason", () => {
    const about = (plan: PlanDocument, id: string) => plan.findings.filter(({ rule }) => rule === id);
    expect(about(stg, "flow-logs")).to.deep.equal([
      {
        rule: "flow-logs",
        title: "Flow logs record rejected traffic, and logs expire",
        severity: "medium",
        sources: ["FSBP EC2.6", "CIS 3.7", "prowler vpc_flow_logs_enabled", "CKV2_AWS_11", "AWS-0178"],
        status: "accepted",
        resource: "vpc",
        text: "it has no flow log of rejected traffic",
        reason: "logs cost per gigabyte; `flowLogs` turns them on",
      },
    ]);
    expect(about(prod, "flow-logs")).to.deep.equal([]);
    expect([...stg.findings, ...prod.findings].filter(({ status }) => status === "broken")).to.deep.equal([]);
  });

  it("distinguishes long texts by a digest, and shows no secret", () => {
    const { properties } = find(stg, "network:Nat$aws.ec2.Instance::nat-instance-1a");
    expect(properties.userData).to.match(/^#!\/bin\/bash… \(\d+ bytes, digest [0-9a-f]{8}\)$/);
    const text = JSON.stringify([stg, prod]);
    expect(text).not.to.match(/PRIVATE KEY|undefined|04da6b54|ami-[0-9a-f]{8}/);
    expect(stg.outputs.sshPrivateKey).to.equal("[secret]");
    expect(stg.outputs.vpcId).to.equal("known after deployment");
  });

  it("lists no setting of a site, its domain and its visitors that is not set", () => {
    const optional = /^(?:web\.(?!min$|max$)|domain|hsts)/;
    for (const { settings } of [stg, prod]) {
      expect(settings.map(({ key }) => key).filter((key) => optional.test(key))).to.deep.equal([]);
    }
  });

  it("has the settings in effect with their origin, without unset ones", async () => {
    const origins = Object.fromEntries(prod.settings.map(({ key, value, origin }) => [key, [value, origin]]));
    expect(origins).to.deep.include({
      nat: ["gateway", "stage file"],
      vpcCidr: ["10.0.0.0/16", "default"],
      "web.min": ["2", "stage file"],
      "web.max": ["4", "stage file"],
      "zones[1].name": ["ap-northeast-1c", "stage file"],
      "certificate.commonName": ["servicename-prod", "default"],
      "instanceTypes.nat": ["t4g.nano", "default"],
    });
    expect(origins).not.to.have.any.keys("sshPublicKey", "alarmEmail");
    const { document } = await planOnce(ROOT, "stg", { sets: ["adminCidrs=[{secure: v1:abc}]", "bastion=true"] });
    expect(document.settings.find(({ key }) => key === "adminCidrs")?.value).to.equal("[secret]");
    const arn = "arn:aws:iam::123456789012:server-certificate/own";
    const own = await planOnce(ROOT, "stg", { sets: [`certificate.arn=${arn}`] });
    expect(own.document.settings.filter(({ key }) => key.startsWith("certificate"))).to.deep.equal([
      { key: "certificate.arn", value: arn, origin: "--set" },
    ]);
  });
});
