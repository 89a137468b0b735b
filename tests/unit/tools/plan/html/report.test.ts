import { createHash } from "node:crypto";
import { join } from "node:path";
import { compareAll } from "../../../../../tools/plan/comparison";
import { htmlReport } from "../../../../../tools/plan/html/report";
import { planOnce } from "../../../../support/plans";
import { FULL, reportOf } from "../../../../support/report-plans";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

describe("the HTML report", () => {
  /** Of both stages, with the part of prod; and of a stage with every resource type. */
  let [both, prod, full] = ["", "", ""];
  before(async () => {
    both = await reportOf(["stg", "prod"]);
    prod = both.slice(both.indexOf('<section class="stage" id="stage-1"'));
    full = await reportOf(["stg"], FULL);
  });

  it("is the same to the byte each time", async () => {
    expect(await reportOf(["stg"], FULL)).to.equal(full);
  });

  it("allows only its own style and script", () => {
    const hash = (tag: string) => {
      const text = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(both)?.[1] ?? "";
      return `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
    };
    // The policy holds quotes, which are escaped in an attribute.
    expect(both.replaceAll("'", "&#39;")).to.include(
      `default-src &#39;none&#39;; style-src ${hash("style")}; script-src ${hash("script")}; base-uri`,
    );
    expect(both).not.to.match(/<(?:link|img|iframe|object)\b| style="| on\w+="/);
  });

  it("shows a hostile name or value as text", async () => {
    const hostile = `"><img src=x onerror=alert(1)>`;
    const plan = await planOnce(ROOT, "stg");
    const settings = [{ key: hostile, value: hostile, origin: "default" as const }];
    const document = { ...plan.document, settings, stage: hostile, region: hostile };
    const shown = await htmlReport([{ ...plan, title: hostile, document }], []);
    expect(shown).to.include("&lt;img src=x");
    expect(shown).not.to.include("<img");
  });

  it("draws a stand-in if the only NAT or bastion is in another zone, and none if each zone has its own", () => {
    const standIns = (text: string) => [...text.matchAll(/data-thing="([^"]+ for [^"]+)"/g)].map(([, id]) => id);
    expect(standIns(full)).to.have.members([
      "bastion for ap-northeast-1c",
      "bastion for ap-northeast-1d",
      "nat-instance-1a for ap-northeast-1c",
      "nat-instance-1a for ap-northeast-1d",
    ]);
    expect(prod).to.include("nat-gateway-1c");
    expect(standIns(prod)).to.deep.equal([]);
  });

  it("says where each setting comes from", () => {
    const whole = full.replaceAll(/\s+/g, " ");
    const settings = whole.slice(whole.indexOf("Settings in effect"));
    const origin = (key: string) =>
      new RegExp(`<th scope="row">${key}</th> ?<td>[^<]*</td> ?<td>([^<]*)<`).exec(settings)?.[1];
    expect([origin("bastion"), origin("nat"), origin("vpcCidr")]).to.deep.equal(["--set", "stage file", "default"]);
  });

  it("compares totals side by side, and lists what is added, removed or changed", async () => {
    const [stg, gateway] = [await planOnce(ROOT, "stg"), await planOnce(ROOT, "stg", { sets: ["nat=gateway"] })];
    const whole = await htmlReport([gateway], compareAll([{ plan: gateway, committed: stg }]));
    const page = whole.replaceAll(/>\s+/g, ">").replaceAll(/\s+</g, "<");
    expect(page).to.contain('<h2 id="stage-0-title">stg in ap-northeast-1</h2><p class="sets">with nat=gateway</p>');
    expect(page).to.contain('<th scope="row">USD/month</th><td>42.08</td><td>82.84</td>');
    const row = (what: string, name: string) =>
      new RegExp(`<th scope="row">${what}</th><td><span class="name">${name}</span></td><td>(\\w+)</td>`).exec(
        page,
      )?.[1];
    expect(row("NAT gateway", "servicename-stg-nat")).to.equal("added");
    expect(row("instance", "servicename-stg-nat")).to.equal("removed");
    expect(row("route", "nat-private-default-1a")).to.equal("changed");
  });

  it("shows code in reasons as such", () => {
    expect(both).to.contain("<code>flowLogs</code> turns them on");
  });

  it("explains each allowed and each blocked path", () => {
    const paths = both.slice(0, both.indexOf(prod)).replaceAll(/\s+/g, " ");
    expect(paths).to.match(/<summary>the internet → web-group<\/summary>.*?<ol> ?<li>/);
    expect(paths).to.match(
      /Blocked ?<\/caption>.*?<th scope="row">the internet<\/th> ?<td>nat-instance-1a<\/td> ?<td>[^<]+</,
    );
  });
});
