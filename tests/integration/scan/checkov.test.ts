import { join } from "node:path";
import { graphOfRecording } from "../../../policy/from-recording";
import type { Graph, Literal } from "../../../policy/graph";
import { planStage } from "../../../tools/plan/stage-plan";
import { SUPPRESSIONS } from "../../../tools/scan/checkov/suppressions";
import { checkov, installCheckov } from "../../../tools/scan/checkov/run";
import { scanStages } from "../../../tools/scan";
import { report, scanList } from "../../../tools/scan/report";
import { expectDocumented } from "../../support/documented-table";

const ROOT = join(__dirname, "..", "..", "..");

/** Changed properties by logical name, and the check that must fail, for this resource or another. */
const VIOLATIONS: readonly (readonly [name: string, change: Record<string, Literal>, check: string, where?: string])[] =
  [
    ["access-web-from-loadbalancer-tcp80", { fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" }, "CKV_AWS_24"],
    [
      "access-nat-from-private-10.0.1.0/24-tcp80",
      { fromPort: 3389, toPort: 3389, cidrIpv4: "0.0.0.0/0" },
      "CKV_AWS_25",
    ],
    ["web", { metadataOptions: { httpEndpoint: "enabled", httpTokens: "optional" } }, "CKV_AWS_79"],
    ["nat-instance-1a", { rootBlockDevice: { encrypted: false } }, "CKV_AWS_8"],
    ["vpc-private-1a", { mapPublicIpOnLaunch: true }, "CKV_AWS_130"],
    ["load-balancer", { crossZoneLoadBalancing: false }, "CKV_AWS_138"],
    [
      "vpc-default",
      { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] },
      "CKV2_AWS_12",
      "vpc",
    ],
  ];

describe("checkov", () => {
  it("finds nothing without a documented reason in the committed stages, and every reason is needed", async () => {
    const scan = await scanStages(ROOT);
    const { lines, isClean } = report("checkov", scan, SUPPRESSIONS);
    for (const line of lines) console.log(`      ${line}`);
    expect(isClean, lines.join("\n")).to.equal(true);
    expect(Object.keys(scan)).to.deep.equal(["prod", "stg", "stg with a site"]);
    expectDocumented("checkov", scanList(scan, SUPPRESSIONS));
  });

  it("fails the matching check for each injected violation, and passes it before", async () => {
    const python = await installCheckov(ROOT, console.log);
    const good = graphOfRecording((await planStage(ROOT, "stg")).recording);
    const [before, after] = [await checkov(python, good), await checkov(python, withViolations(good))];
    const failures = (results: typeof before) =>
      results.flatMap(({ check, resource, passed }) => (passed ? [] : [`${check} ${resource.split(".")[1]}`]));
    const expected = VIOLATIONS.map(([name, , check, where = name]) => `${check} ${where.replaceAll(/[./]/g, "_")}`);
    expect(failures(after)).to.include.members(expected);
    expect(failures(before).filter((failure) => expected.includes(failure))).to.deep.equal([]);
  });
});

function withViolations(graph: Graph): Graph {
  return VIOLATIONS.reduce<Graph>((changed, [name, change]) => {
    const isTarget = (resource: Graph[number]): boolean =>
      resource.name === name && Object.keys(change).some((property) => property in resource.properties);
    expect(changed.filter(isTarget), name).to.have.length(1);
    return changed.map((resource) =>
      isTarget(resource) ? { ...resource, properties: { ...resource.properties, ...change } } : resource,
    );
  }, graph);
}
