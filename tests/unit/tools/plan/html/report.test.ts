import { createHash } from "node:crypto";
import { join } from "node:path";
import { compareAll } from "../../../../../tools/plan/comparison";
import { htmlReport } from "../../../../../tools/plan/html/report";
import { sumOf } from "../../../../../tools/plan/render/costs";
import { painter } from "../../../../../tools/plan/render/style";
import { summaryText } from "../../../../../tools/plan/render/summary";
import { summaryOf } from "../../../../../tools/plan/summary";
import { TEXTS } from "../../../../../tools/plan/texts";
import { planOnce } from "../../../../support/plans";
import { FULL, reportOf } from "../../../../support/report-plans";

const ROOT = join(__dirname, "..", "..", "..", "..", "..");

/** Of a page whose spaces between elements are gone. */
const compact = (page: string): string => page.replaceAll(/\s+/g, " ").replaceAll(/ ?(<[^>]*>) ?/g, "$1");

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

  it("says in Japanese what it says by itself, with everything else as it is", async () => {
    const plans = [await planOnce(ROOT, "stg"), await planOnce(ROOT, "prod")];
    const page = await htmlReport(plans, compareAll(plans.map((plan) => ({ plan }))), "ja");
    expect(page).to.contain('<html lang="ja">');
    for (const text of [
      "ポリシー違反なし",
      "Web サーバー",
      "ロードバランサー",
      "elb-servicename-prod",
      "USD/月の内訳",
      "150.38〜171.89",
    ]) {
      expect(page).to.contain(text);
    }
    for (const text of [
      "No violations",
      "Open to the internet",
      "At a glance",
      "Select something",
      "<b>150.38 to",
      "<dd>16.53 to",
    ]) {
      expect(page).not.to.contain(text);
    }
  });

  it("has less than 300 KB for two stages", () => {
    expect(Buffer.byteLength(both)).to.be.below(300_000);
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

  it("compares two stages first, then shows each with its summary before everything else", () => {
    const order = ["comparison", "stage-0", "stage-0-costs", "stage-0-resources", "stage-1"];
    const places = order.map((id) => both.indexOf(`id="${id}"`));
    expect(places).to.deep.equal(places.toSorted((a, b) => a - b));
    const summary = compact(prod.slice(prod.indexOf('<div class="summary">'), prod.indexOf("<figure")));
    expect(summary).to.match(/<b>150\.38 to 171\.89<\/b>USD\/month/);
    expect(summary).to.contain("<b>HTTP 80, HTTPS 443</b>on the load balancer");
    expect(summary).to.contain('<b class="fine">No violations</b>');
    expect(summary).to.contain("2 Availability Zones, 2 of 5 Elastic IPs");
  });

  it("shows the routes of each subnet, and what is in it", () => {
    const whole = compact(prod);
    const article = (title: string) => {
      const begin = whole.indexOf(`<h3>${title}<button`);
      return whole.slice(begin, whole.indexOf("</article>", begin));
    };
    const routes = (title: string) =>
      [...article(title).matchAll(/<th scope="row">([^<]*)<\/th><td>([^<]*)<\/td>/g)].map(([, from, to]) => [from, to]);
    const inAll = [
      ["10.0.0.0/16", "local"],
      ["prefix list com.amazonaws.ap-northeast-1.s3", "vpce-servicename-prod-s3"],
    ] as const;
    expect(routes("Public subnet 10.0.2.0/24")).to.have.deep.members([...inAll, ["0.0.0.0/0", "igw-servicename-prod"]]);
    expect(routes("Private subnet 10.0.3.0/24")).to.have.deep.members([
      ...inAll,
      ["0.0.0.0/0", "NAT gateway servicename-prod-nat-1c"],
    ]);
    expect(article("Private subnet 10.0.3.0/24")).to.contain("Routes (rtb-servicename-prod-private-1c)");
    expect(article("Private subnet 10.0.3.0/24")).to.match(/In this subnet<\/h4><ul><li>Web servers<\/li><\/ul>/);
    expect(prod).to.match(
      /class="thing subnet"\s+tabindex="0"\s+role="button"[^>]*aria-label="Private subnet 10.0.3.0\/24"/,
    );
  });

  it("names the same next steps as the summary, with the settings of --set", async () => {
    expect(compact(both)).to.contain(
      "<p><code>npm run local -- stg</code><br />run it on this computer, without an account</p>",
    );
    const gateway = await planOnce(ROOT, "stg", { sets: ["nat=gateway"] });
    const page = compact(await htmlReport([gateway], []));
    expect([...page.matchAll(/<p><code>([^<]*)<\/code><br \/>/g)].map(([, command]) => command)).to.deep.equal([
      "npm run local -- stg --set nat=gateway",
      "pulumi config set --stack stg minimal-secure-web:nat gateway",
      "pulumi preview --stack stg",
    ]);
  });

  it("has the prices of the summary for a stage with --set, beside those of the committed one", async () => {
    for (const sets of [["nat=gateway"], ["web.max=3"], ["bastion=true", "adminCidrs=[203.0.113.0/24]"]]) {
      const [committed, plan] = [await planOnce(ROOT, "stg"), await planOnce(ROOT, "stg", { sets })];
      const page = compact(await htmlReport([plan], compareAll([{ plan, committed }])));
      const { costs } = summaryOf(plan.document);
      const before = summaryOf(committed.document).costs;
      expect(page).to.contain(`<p class="big"><b>${sumOf(costs.total)}</b>USD/month</p>`);
      for (const { part, usd } of costs.parts) {
        const old = before.parts.find((one) => one.part === part)?.usd ?? { min: 0, max: 0 };
        expect(page).to.contain(`<dt>${part}</dt><dd>${sumOf(usd)}</dd>`);
        expect(page).to.contain(
          `<th scope="row">${part}</th><td class="figure">${sumOf(old)}</td><td class="figure">${sumOf(usd)}</td>`,
        );
      }
      const total = `<b>${sumOf(before.total)}</b></td><td class="figure"><b>${sumOf(costs.total)}</b></td>`;
      expect(page).to.contain(`<th scope="row"><b>total</b></th><td class="figure">${total}`);
      expect(summaryText(summaryOf(plan.document), 50, TEXTS.en, { width: 80, paint: painter(false) })).to.contain(
        `${sumOf(costs.total)} USD a month`,
      );
    }
  });

  it("says where each setting comes from", () => {
    const whole = compact(full);
    const settings = whole.slice(whole.indexOf("Settings that are not defaults"));
    const origin = (key: string) =>
      new RegExp(`<th scope="row"><code>${key}</code></th><td>[^<]*</td><td>([^<]*)<`).exec(settings)?.[1];
    expect([origin("bastion"), origin("nat"), origin("vpcCidr")]).to.deep.equal(["--set", "stage file", "default"]);
  });

  it("compares the cost of whole parts, and lists what is added, removed or changed", async () => {
    expect(compact(both)).to.contain(
      '<th scope="row">load balancer</th><td class="figure">23.80</td><td class="figure">27.85</td><td class="figure">+4.05</td>',
    );
    const [stg, gateway] = [await planOnce(ROOT, "stg"), await planOnce(ROOT, "stg", { sets: ["nat=gateway"] })];
    const page = compact(await htmlReport([gateway], compareAll([{ plan: gateway, committed: stg }])));
    expect(page).to.contain('<h2 id="stage-0-title">stg in ap-northeast-1</h2><p class="sets">with nat=gateway</p>');
    expect(page).to.contain('<b>42.08</b></td><td class="figure"><b>82.84</b></td><td class="figure">+40.76</td>');
    const row = (what: string, name: string) =>
      new RegExp(`<th scope="row">${what}</th><td><span class="name">${name}</span></td><td>(\\w+)</td>`).exec(
        page,
      )?.[1];
    expect(row("NAT gateway", "servicename-stg-nat")).to.equal("added");
    expect(row("instance", "servicename-stg-nat")).to.equal("removed");
    expect(row("route", "nat-private-default-1a")).to.equal("changed");
  });

  it("tells the openings before and after, if they differ", async () => {
    const sets = ["bastion=true", "adminCidrs=[203.0.113.0/24]"];
    const [stg, open] = [await planOnce(ROOT, "stg"), await planOnce(ROOT, "stg", { sets })];
    const page = compact(await htmlReport([open], compareAll([{ plan: open, committed: stg }])));
    expect(page).to.contain("Open before: HTTP 80, HTTPS 443 on the load balancer to the internet. Open after: ");
    expect(page).to.contain("SSH 22 on the bastion to 203.0.113.0/24");
  });

  it("shows code in reasons as such", () => {
    expect(both).to.contain("<code>flowLogs</code> turns them on");
  });

  it("explains each allowed and each blocked path", () => {
    const paths = compact(both.slice(0, both.indexOf(prod)));
    expect(paths).to.match(/<summary aria-label="why: the internet → web-group">why<\/summary>.*?<ol><li>/);
    expect(paths).to.match(
      /Blocked traffic<\/caption>.*?<th scope="row">the internet<\/th><td>nat-instance-1a<\/td><td>[^<]+</,
    );
  });
});
