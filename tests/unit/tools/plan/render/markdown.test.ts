import { join } from "node:path";
import { compareAll, type PlanComparison } from "../../../../../tools/plan/comparison";
import { markdown } from "../../../../../tools/plan/render/markdown";
import type { StagePlan } from "../../../../../tools/plan/stage-plan";
import { planOnce } from "../../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

/** The text of a cell, as a browser shows it. */
const shown = (cell: string): string =>
  cell.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).trim();

/** The first table: by row, its cells by the title of their column. */
function glance(text: string): Record<string, string>[] {
  const [heads = [], , ...rows] = text
    .slice(0, text.indexOf("\n\n"))
    .split("\n")
    .map((line) => line.split("|").slice(1, -1).map(shown));
  return rows.map((row) => Object.fromEntries(heads.map((head, index) => [head, row[index] ?? ""])));
}

describe("A plan in Markdown", () => {
  let stg: StagePlan;
  before(async () => {
    stg = await planOnce(ROOT, "stg");
  });

  /** Of stg with other settings, compared with an earlier plan, as in a pull request. */
  async function pullRequest(...sets: readonly string[]): Promise<string> {
    const { document, ...plan } = await planOnce(ROOT, "stg", { sets });
    return markdown(
      [{ ...plan, document, title: "stg" }],
      [...compareAll([{ plan: { ...plan, document, title: "stg" } }], [stg.document])],
    );
  }

  it("begins with what changes in money and openings, and with what is replaced and deleted", async () => {
    const text = await pullRequest("nat=gateway");
    expect(glance(text)).to.deep.equal([
      {
        stage: "stg",
        "USD/month": "42.08 → 82.84 (+40.76)",
        "open to the internet": "tcp 80, 443 on load-balancer, as before",
        replaced: "none",
        deleted:
          "instance servicename-stg-nat, Elastic IP servicename-stg-nat-instance-1a, association nat-instance-1a, " +
          "alarm alarm-servicename-stg-nat-instance-1a-reboot and 8 more",
        violations: "0",
      },
    ]);
    const rest = text.slice(text.indexOf("\n\n"));
    expect(rest.replaceAll(/<details>.*?<\/details>/gs, "").trim(), "outside of folds").to.equal("");
  });

  it("names what becomes reachable from the internet, and what no longer is", async () => {
    const [bastion] = glance(await pullRequest("bastion=true", "adminCidrs=[203.0.113.0/24]"));
    expect(bastion?.["open to the internet"]).to.equal("opened: tcp 22 on bastion to 203.0.113.0/24");
    const [https] = glance(await pullRequest("http=off"));
    expect(https?.["open to the internet"]).to.equal(
      "opened: tcp 443 on load-balancer; closed: tcp 80, 443 on load-balancer",
    );
  });

  it("names replaced instances, and the rollout that replaces web servers", async () => {
    const [files] = glance(await pullRequest("web.files=./examples/static/site"));
    expect(files).to.deep.include({
      replaced: "all web servers (rollout), build instance servicename-stg-web",
      deleted: "AMI servicename-stg-web",
    });
    const [nat] = glance(await pullRequest("instanceTypes.nat=t4g.micro"));
    expect(nat?.replaced).to.equal("instance servicename-stg-nat, association nat-instance-1a");
    const [certificate] = glance(await pullRequest("certificate.validityDays=100"));
    expect(certificate?.replaced).to.equal("certificate certificate-servicename-stg, self-signed certificate");
    const [logs] = glance(await pullRequest("flowLogs=true"));
    expect(logs).to.deep.include({ replaced: "none", deleted: "none" });
  });

  it("marks resources with deletion protection that would be replaced, and counts violations", async () => {
    const locked = await planOnce(ROOT, "stg", { sets: ["protect=true"] });
    const moved = await planOnce(ROOT, "stg", { sets: ["protect=true", "zones[0].publicCidr=10.0.8.0/24"] });
    const [row] = glance(markdown([moved], compareAll([{ plan: moved, committed: locked }])));
    expect(row?.replaced).to.contain("subnet subnet-servicename-stg-public-1a (deletion protection on)");
    const [violated] = glance(await pullRequest("protect=true"));
    expect(violated?.violations).to.match(/^0 → \d+$/);
  });

  it("says that nothing changes, in one line for each stage", async () => {
    const text = await pullRequest("nat=instance");
    expect(glance(text)).to.deep.equal([
      {
        stage: "stg",
        "USD/month": "42.08, as before",
        "open to the internet": "tcp 80, 443 on load-balancer, as before",
        replaced: "none",
        deleted: "none",
        violations: "0",
      },
    ]);
    expect(text).to.contain("\n\nNo difference from the earlier stg to stg.\n");
  });

  it("compares no resources of different stages, and shows a stage without a comparison as it is", async () => {
    const prod = await planOnce(ROOT, "prod");
    expect(glance(markdown([stg, prod], compareAll([{ plan: stg }, { plan: prod }])))).to.deep.equal([
      {
        stage: "stg → prod",
        "USD/month": "42.08 → 150.38 to 171.89 (+108.30 to +129.81)",
        "open to the internet": "tcp 80, 443 on load-balancer, as before",
        replaced: "–",
        deleted: "–",
        violations: "0",
      },
    ]);
    const [alone] = glance(markdown([stg], []));
    expect(alone).to.deep.include({ "USD/month": "42.08", "open to the internet": "tcp 80, 443 on load-balancer" });
  });

  it("lets no value become markup, a link, a mention or another cell", () => {
    const nasty = "a|b `c` <img src=x> [d](http://e) @all #1 *f* _g_ ![h] \\|\nnext";
    const [same] = compareAll([{ plan: stg }], [stg.document]) as [PlanComparison];
    const settings = [{ key: "web", before: undefined, after: nasty }];
    const line = markdown([], [{ ...same, difference: { ...same.difference, settings } }])
      .split("\n")
      .find((each) => each.includes("| web |"));
    expect(line).to.match(/^\| \+ \| setting \| web \| .* \|$/);
    const cell = line!.slice(line!.indexOf("web |") + 5, -1);
    expect(cell).not.to.match(/[`<[\]()@*_!|\\]/);
    expect(cell).to.contain("next");
    expect(shown(cell)).to.contain("[d](http://e) @all #1 *f* _g_ ![h]");
  });
});
