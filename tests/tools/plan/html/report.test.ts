import { createHash } from "node:crypto";
import { join } from "node:path";

import { expect } from "chai";

import { htmlReport } from "../../../../tools/plan/html";
import { planOnce } from "../../../support/plans";
import { FULL, reportOf } from "../../../support/report-plans";

const ROOT = join(__dirname, "..", "..", "..", "..");

describe("the HTML report", () => {
  /** Of both stages, and the part of each. */
  let [page, stg, prod] = ["", "", ""];
  before(async () => {
    page = await reportOf(["stg", "prod"]);
    const parts = page.split('<section class="stage" id="');
    expect(parts.map((part) => part.slice(0, 7)).slice(1, 3)).to.deep.equal(["stage-0", "stage-1"]);
    [, stg = "", prod = ""] = parts;
  });

  it("is the same to the byte each time", async () => {
    expect(await reportOf(["stg", "prod"])).to.equal(page);
  });

  it("allows itself nothing but its own style and script", () => {
    const hash = (tag: string) => {
      const text = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(page)?.[1] ?? "";
      return `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
    };
    // The policy holds quotes, which are escaped in an attribute.
    expect(page.replaceAll("'", "&#39;")).to.include(
      `default-src &#39;none&#39;; style-src ${hash("style")}; script-src ${hash("script")}; base-uri`,
    );
    expect(page).not.to.match(/<(?:link|img|iframe|object)\b| style="| on\w+="/);
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

  it("draws a stand-in where the only NAT or bastion stands in another zone, and none where each zone has its own", async () => {
    const standIns = (text: string) => [...text.matchAll(/data-thing="([^"]+ for [^"]+)"/g)].map(([, id]) => id);
    expect(standIns(await reportOf(["stg"], FULL))).to.have.members([
      "bastion for ap-northeast-1c",
      "bastion for ap-northeast-1d",
      "nat-instance-1a for ap-northeast-1c",
      "nat-instance-1a for ap-northeast-1d",
    ]);
    expect(standIns(prod)).to.deep.equal([]);
  });

  it("says where each setting comes from", async () => {
    const whole = (await reportOf(["stg"], ["web.max=2"])).replaceAll(/\s+/g, " ");
    const settings = whole.slice(whole.indexOf("Settings in effect"));
    const origin = (key: string) =>
      new RegExp(`<th scope="row">${key}</th> ?<td>[^<]*</td> ?<td>([^<]*)<`).exec(settings)?.[1];
    expect([origin("web"), origin("nat"), origin("vpcCidr")]).to.deep.equal(["--set", "stage file", "default"]);
  });

  it("says why each way is open, step by step, and why others are not", () => {
    const ways = stg.replaceAll(/\s+/g, " ");
    expect(ways).to.match(/<summary>anyone → web-group<\/summary>.*?<ol> ?<li>/);
    expect(ways).to.match(/Refused ?<\/caption>.*?<th scope="row">anyone<\/th> ?<td>nat-instance-1a<\/td> ?<td>[^<]+</);
  });
});
