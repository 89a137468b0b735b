import { NOT_KNOWN, type GraphResource } from "../../../../../policy/graph";
import { planJsonOf } from "../../../../../tools/scan/checkov/plan-json";

function resource(given: Partial<GraphResource> & Pick<GraphResource, "type" | "name">): GraphResource {
  return { urn: `urn:${given.name}`, properties: {}, secrets: [], protected: false, references: {}, ...given };
}

describe("A stage as a Terraform plan", () => {
  const vpc = resource({
    type: "aws.ec2.Vpc",
    name: "main",
    properties: { cidrBlock: "10.0.0.0/16", tags: { Name: "v" } },
  });

  it("has Terraform's names for types and properties, and keeps the keys of maps", () => {
    expect(planJsonOf([vpc]).planned_values.root_module.resources).to.deep.equal([
      {
        address: "aws_vpc.main",
        mode: "managed",
        type: "aws_vpc",
        name: "main",
        values: { cidr_block: "10.0.0.0/16", tags: { Name: "v" } },
      },
    ]);
  });

  it("writes single objects as blocks, and lists of them in the singular, within others as well", () => {
    const properties = {
      metadataOptions: { httpTokens: "required" },
      blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 8 } }],
      ingress: [{ fromPort: 80 }],
      securityGroupNames: ["a", "b"],
    };
    const [{ values } = { values: {} }] = planJsonOf([
      resource({ type: "aws.ec2.LaunchTemplate", name: "lt", properties }),
    ]).planned_values.root_module.resources;
    expect(values).to.deep.equal({
      metadata_options: [{ http_tokens: "required" }],
      block_device_mapping: [{ device_name: "/dev/xvda", ebs: [{ volume_size: 8 }] }],
      ingress: [{ from_port: 80 }],
      security_group_names: ["a", "b"],
    });
  });

  it("leaves out unknown values, lists them, and names the resources that they come from", () => {
    const subnet = resource({
      type: "aws.ec2.Subnet",
      name: "public",
      properties: { vpcId: NOT_KNOWN },
      references: { vpcId: [vpc.urn] },
    });
    const { planned_values, resource_changes, configuration } = planJsonOf([vpc, subnet]);
    expect(planned_values.root_module.resources[1]?.values).to.deep.equal({});
    expect(resource_changes[1]).to.have.nested.property("change.after_unknown").that.deep.equals({ vpc_id: true });
    expect(configuration.root_module.resources[1])
      .to.have.property("expressions")
      .that.deep.equals({ vpc_id: { references: ["aws_vpc.main.id", "aws_vpc.main"] } });
  });

  it("contains no secret", () => {
    const key = resource({
      type: "aws.iam.ServerCertificate",
      name: "certificate",
      properties: { privateKey: "-----BEGIN", certificateBody: "public" },
      secrets: ["privateKey"],
    });
    const text = JSON.stringify(planJsonOf([key]));
    expect(text).to.contain("public").and.not.contain("BEGIN");
  });

  it("leaves out resources of other providers, and rejects unknown types", () => {
    expect(planJsonOf([resource({ type: "tls.PrivateKey", name: "key" })]).resource_changes).to.deep.equal([]);
    expect(() => planJsonOf([resource({ type: "aws.rds.Instance", name: "db" })])).to.throw(
      "db: offline/resource-types.ts has no Terraform name for aws.rds.Instance",
    );
  });

  it("replaces characters that Terraform does not allow in names", () => {
    const rule = resource({ type: "aws.vpc.SecurityGroupIngressRule", name: "a-10.0.0.0/8-tcp80" });
    expect(planJsonOf([rule]).planned_values.root_module.resources[0]?.address).to.equal(
      "aws_vpc_security_group_ingress_rule.a-10_0_0_0_8-tcp80",
    );
  });
});
