import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { FULL, reportOf } from "../../support/report-plans";
import { compareImages, expectLooks, isAlike } from "./support/screenshots";

const AXE = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

/** Scripts that run in the page, as texts: the project has no types of browsers. */
const IN_PAGE = {
  overlaps: `(() => {
    const texts = [...document.querySelectorAll("svg text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    return texts.flatMap(([a, p], i) => texts.slice(i + 1).filter(([, q]) =>
      p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 2 && q.top < p.bottom - 2).map(([b]) => a + " / " + b));
  })()`,
  outOfBox: `[...document.querySelectorAll(".thing")].flatMap((thing) => {
    const box = thing.querySelector(".box").getBoundingClientRect();
    return [...thing.querySelectorAll("text")].filter((text) => {
      const own = text.getBoundingClientRect();
      return own.left < box.left || own.right > box.right || own.top < box.top || own.bottom > box.bottom;
    }).map((text) => text.textContent);
  })`,
  scrolls: `document.documentElement.scrollWidth > document.documentElement.clientWidth`,
  background: `getComputedStyle(document.body).backgroundColor`,
  axe: `axe.run().then(({ violations }) => violations
    .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`,
} as const;

describe("the HTML report in a browser", () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  const complaints: string[] = [];

  before(async () => {
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      // Chromium's sandbox does not support root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    });
    writeFileSync(join(folder, "both.html"), await reportOf(["stg", "prod"]));
    writeFileSync(join(folder, "full.html"), await reportOf(["stg"], FULL));
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0), "no requests and no messages").to.deep.equal([]);
  });

  async function open(file: "both" | "full", options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const url = pathToFileURL(join(folder, `${file}.html`)).href;
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      if (request.url() !== url) complaints.push(`fetched ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }

  it("shows the comparison first, then each stage", async () => {
    const page = await open("both");
    expect(await page.locator("h2").allTextContents()).to.deep.equal([
      "Comparison from stg to prod",
      "stg in ap-northeast-1",
      "prod in ap-northeast-1",
    ]);
  });

  const marked = (page: Page, stage: number, mark: string) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll("#stage-${stage} .thing.${mark}")].map(({ dataset }) => dataset.thing)`,
    );

  it("shows what a resource can reach, and what can reach it, on hover", async () => {
    const page = await open("both");
    const stage = page.locator("#stage-0");
    await stage.locator(".thing.loadBalancer").hover();
    expect(await marked(page, 0, "self")).to.deep.equal(["load-balancer"]);
    expect(await marked(page, 0, "out")).to.deep.equal(["web-group"]);
    // What is not drawn is not marked: connections from inside the VPC to a port that is open to the internet.
    expect(await marked(page, 0, "in")).to.deep.equal(["the internet"]);
    await page.mouse.move(0, 0);
    expect(await stage.locator(".hint").isVisible()).to.be.true;
  });

  it("shows a resource's traffic, cost, properties and policies beside the picture", async () => {
    const page = await open("both");
    const stage = page.locator("#stage-0");
    await stage.locator(".thing.loadBalancer").click();
    const text = await stage.locator(".panel article:visible").innerText();
    expect(text).to.match(/^Load balancer\s+elb-servicename-stg\s+Can be reached by\s+Internet HTTP 80, HTTPS 443/);
    expect(text).to.match(/Can reach\s+Web servers HTTP 80/);
    expect(text).to.match(/Classic Load Balancer\s+19\.71/);
    expect(text).to.contain("health check HTTP:80/index.html");
    expect(text).to.contain("in: HTTP 443".replace("HTTP 443", "HTTPS 443 from the internet (0.0.0.0/0)"));
    expect(text).to.match(/No violations, \d+ suppressed findings?/);
  });

  it("shows a subnet's routes when its name is selected, and marks what is in it", async () => {
    const page = await open("both");
    const stage = page.locator("#stage-1");
    await stage.locator(".thing.subnet", { hasText: "10.0.3.0/24" }).click();
    const text = await stage.locator(".panel article:visible").innerText();
    expect(text).to.match(/^Private subnet 10\.0\.3\.0\/24\s+subnet-servicename-prod-private-1c/);
    expect(text).to.match(/0\.0\.0\.0\/0\s+NAT gateway servicename-prod-nat-1c/);
    expect(await marked(page, 1, "way")).to.deep.equal(["web-group"]);
  });

  for (const width of [400, 1280, 1600]) {
    it(`moves nothing on the page when a resource is selected: ${width} pixels`, async () => {
      const page = await open("both", { viewport: { width, height: 900 } });
      const tops = () =>
        page.evaluate<number[]>(
          `[...document.querySelectorAll("section, .picture, .card")].map((one) => Math.round(one.getBoundingClientRect().top + scrollY))`,
        );
      const before = await tops();
      for (const kind of ["servers", "gateway", "s3", "build"]) {
        await page.evaluate(`document.querySelector("#stage-0 .thing.${kind}").dispatchEvent(new MouseEvent("click"))`);
        expect(await tops(), kind).to.deep.equal(before);
      }
    });
  }

  it("keeps forwarding resources visible, and fades unrelated ones", async () => {
    const page = await open("both");
    const stage = page.locator("#stage-1");
    await stage.locator(".thing.servers").hover();
    const opacities = (kind: string) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("#stage-1 .thing.${kind}")].map((thing) => getComputedStyle(thing).opacity)`,
      );
    expect(await opacities("natGateway")).to.deep.equal(["1", "1"]);
    expect(await opacities("gateway")).to.deep.equal(["1"]);
    await stage.locator(".thing.s3").hover();
    expect(await opacities("loadBalancer")).to.deep.equal(["0.25"]);
  });

  it("gives keyboard focus only to areas that scroll, and says so beside a picture that does", async () => {
    const open400 = await open("both", { viewport: { width: 400, height: 800 } });
    const stops = (page: Page) => page.evaluate<number>(`document.querySelectorAll('.scroll[tabindex="0"]').length`);
    expect(await stops(open400)).to.be.greaterThan(0);
    expect(await open400.locator("#stage-1 .sideways").isVisible()).to.be.true;
    const wide = await open("both");
    expect(await stops(wide)).to.equal(0);
    expect(await wide.locator("#stage-1 .sideways").isVisible()).to.be.false;
  });

  it("works with the keyboard, and keeps the selection until Escape", async () => {
    const page = await open("both");
    const stage = page.locator("#stage-0");
    const steps = 60;
    for (let step = 0; step < steps && (await page.locator(".thing:focus").count()) === 0; step += 1) {
      await page.keyboard.press("Tab");
    }
    expect(await stage.locator(".thing:focus").getAttribute("aria-label")).to.equal("Internet, 0.0.0.0/0");
    expect(await stage.locator(".panel h3:visible").innerText()).to.equal("Internet");
    await page.keyboard.press("Enter");
    expect(await stage.locator(".thing:focus").getAttribute("aria-pressed")).to.equal("true");
    await page.evaluate(`document.activeElement.blur()`);
    expect(await stage.locator(".panel h3:visible").innerText()).to.equal("Internet");
    await stage.locator(".thing.internet").focus();
    await page.keyboard.press("Escape");
    expect(await stage.locator(".hint").isVisible()).to.be.true;
  });

  it("finds resources by words, and goes to them", async () => {
    const page = await open("both");
    await page.locator("input").fill("elastic prod 1c");
    expect(await page.locator(".results p").innerText()).to.equal("1 found");
    await page.keyboard.press("Enter");
    expect(await page.locator(".found").innerText()).to.contain("servicename-prod-nat-gateway-1c");
    expect(await page.locator(".found").isVisible()).to.be.true;
    expect(await page.locator(".results").isVisible()).to.be.false;
  });

  it("keeps its navigation in view", async () => {
    const page = await open("both");
    await page.locator("nav a", { hasText: "prod" }).click();
    expect(await page.locator("nav a", { hasText: "prod" }).isVisible()).to.be.true;
    await page.waitForFunction(`document.querySelector("nav .here").textContent === "prod"`);
    expect(await page.evaluate(`document.querySelector(".bar").getBoundingClientRect().top`)).to.equal(0);
  });

  it("is less than 4,000 pixels high at 1280 pixels", async () => {
    const page = await open("both");
    expect(await page.evaluate(`document.documentElement.scrollHeight`)).to.be.below(4000);
  });

  for (const width of [400, 1280, 1600]) {
    for (const colorScheme of width === 1280 ? (["light", "dark"] as const) : (["light"] as const)) {
      it(`looks as in the screenshots: ${width} pixels, ${colorScheme}`, async () => {
        const page = await open("both", { viewport: { width, height: 900 }, deviceScaleFactor: 0.5, colorScheme });
        const blank = await browser.newPage();
        await page.evaluate(`document.querySelector("#stage-1 .thing.servers").dispatchEvent(new MouseEvent("click"))`);
        await expectLooks(page.locator("#stage-1 .overview"), `overview-${width}-${colorScheme}`, blank);
      });
    }
  }

  it("would not pass for another look", async () => {
    const page = await open("both", { deviceScaleFactor: 0.5 });
    const blank = await browser.newPage();
    const overview = page.locator("#stage-1 .overview");
    const normal = await overview.screenshot();
    const changes = {
      "no summary": `document.querySelector("#stage-1 .summary").style.visibility = "hidden"`,
      "no frames": `document.querySelectorAll("#stage-1 .frame").forEach((one) => one.remove())`,
      "moved picture": `document.querySelector("#stage-1 .network").style.transform = "translate(60px, 0)"`,
    };
    for (const [change, script] of Object.entries(changes)) {
      const changed = await open("both", { deviceScaleFactor: 0.5 });
      await changed.evaluate(script);
      const image = await changed.locator("#stage-1 .overview").screenshot();
      expect(isAlike(await compareImages(blank, normal, image)), change).to.be.false;
    }
    expect(isAlike(await compareImages(blank, normal, await overview.screenshot()))).to.be.true;
  });

  // Of one and two zones, and of three with a bastion.
  for (const file of ["both", "full"] as const) {
    it(`keeps labels apart and inside their boxes: ${file}`, async () => {
      const page = await open(file);
      expect(await page.evaluate(IN_PAGE.overlaps)).to.deep.equal([]);
      expect(await page.evaluate(IN_PAGE.outOfBox)).to.deep.equal([]);
    });

    for (const width of [360, 1280]) {
      it(`fits a screen of ${width} pixels: ${file}`, async () => {
        const page = await open(file, { viewport: { width, height: 800 } });
        expect(await page.evaluate(IN_PAGE.scrolls)).to.be.false;
      });
    }
  }

  it("follows the reader's color scheme, and is accessible in both", async () => {
    const backgrounds = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open("both", { colorScheme });
      backgrounds.push(await page.evaluate(IN_PAGE.background));
      await page.evaluate(AXE);
      expect(await page.evaluate(IN_PAGE.axe), colorScheme).to.deep.equal([]);
    }
    expect(new Set(backgrounds).size).to.equal(2);
  });

  it("prints on at most 8 pages", async () => {
    const page = await open("both");
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    expect(pdf.slice(0, 5)).to.equal("%PDF-");
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length).to.be.within(3, 8);
  });
});
