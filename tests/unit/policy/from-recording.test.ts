import { graphOfRecording } from "../../../policy/from-recording";
import { NOT_KNOWN, type GraphResource } from "../../../policy/graph";
import type { RecordedResource, Value } from "../../../offline";
import { Reference, Secret, UNKNOWN } from "../../support";

const SUBNET = "urn:pulumi:stg::p::aws:ec2/subnet:Subnet::public";

function resource(inputs: Readonly<Record<string, Value>>, more: Partial<RecordedResource> = {}): RecordedResource {
  return {
    urn: "urn:pulumi:stg::p::aws:ec2/instance:Instance::host",
    type: "aws:ec2/instance:Instance",
    name: "host",
    custom: true,
    inputs,
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
    options: {},
    hooks: {
      beforeCreate: [],
      afterCreate: [],
      beforeUpdate: [],
      afterUpdate: [],
      beforeDelete: [],
      afterDelete: [],
      onError: [],
    },
    ...more,
  };
}

function graphed(...resources: RecordedResource[]): GraphResource[] {
  return [
    ...graphOfRecording({ project: "p", stage: "stg", preview: true, resources, outputs: {}, calls: [], logs: [] }),
  ];
}

describe("The graph of a recorded run", () => {
  it("has the inputs, with a marker for unknown values", () => {
    const [host] = graphed(resource({ monitoring: false, ami: UNKNOWN, groups: ["sg-1", UNKNOWN], disk: { size: 8 } }));
    expect(host).to.deep.include({ type: "aws.ec2.Instance", name: "host", secrets: [] });
    expect(host?.properties).to.deep.equal({
      monitoring: false,
      ami: NOT_KNOWN,
      groups: ["sg-1", NOT_KNOWN],
      disk: { size: 8 },
    });
  });

  it("has references from property dependencies, and from resources as values", () => {
    const [host] = graphed(
      resource(
        { subnetId: UNKNOWN, parts: [{ place: new Reference(SUBNET) }] },
        { propertyDependencies: { subnetId: [SUBNET] } },
      ),
    );
    expect(host?.references).to.deep.equal({ subnetId: [SUBNET], parts: [SUBNET] });
    expect(host?.properties.parts).to.deep.equal([{ place: NOT_KNOWN }]);
  });

  it("decrypts secrets, and lists the properties that contain one", () => {
    const [host] = graphed(resource({ cidr: new Secret("10.0.0.0/8"), tags: { a: new Secret("b") }, name: "plain" }));
    expect(host?.properties).to.deep.equal({ cidr: "10.0.0.0/8", tags: { a: "b" }, name: "plain" });
    expect(host?.secrets).to.deep.equal(["cidr", "tags"]);
  });

  it("leaves components out", () => {
    expect(graphed(resource({}, { custom: false }), resource({})).map(({ name }) => name)).to.deep.equal(["host"]);
  });
});
