import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { FULL, reportOf } from "../../support/report-plans";

const AXE = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

/** Scripts that run in the page, as texts: the project has no types of browsers. */
const IN_PAGE = {
  overlaps: `(() => {
    const texts = [...document.querySelectorAll("svg text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    return texts.flatMap(([a, p], i) => texts.slice(i + 1).filter(([, q]) =>
      p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 2 && q.top < p.bottom - 2).map(([b]) => a + " / " + b));
  })()`,
  outOfBox: `[...document.querySelectorAll(".thing")].flatMap((thing) => {
    const box = thing.querySelector("rect").getBoundingClientRect();
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

  it("shows each stage and the differences", async () => {
    const page = await open("both");
    expect(await page.locator("h2").allTextContents()).to.deep.equal([
      "stg in ap-northeast-1",
      "prod in ap-northeast-1",
      "Differences",
    ]);
  });

  it("shows what a resource can reach, and what can reach it, on hover", async () => {
    const page = await open("both");
    const network = page.locator("#stage-0 .network");
    await network.locator(".thing.loadBalancer").hover();
    const marked = (mark: string) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("#stage-0 .thing.${mark}")].map(({ dataset }) => dataset.thing)`,
      );
    expect(await marked("self")).to.deep.equal(["load-balancer subnet0"]);
    expect(await marked("out")).to.deep.equal(["web-group subnet1"]);
    expect(await marked("in")).to.have.members([
      "the internet",
      "nat-instance-1a subnet0",
      "web-group subnet1",
      "web subnet1",
    ]);
    expect(await network.locator(".answers > div:visible").innerText()).to.match(
      /load-balancer\s+can reach\s+web-group tcp 80/,
    );
    await page.mouse.move(0, 0);
    expect(await network.locator(".hint").isVisible()).to.be.true;
  });

  it("keeps forwarding resources visible, and fades unrelated ones", async () => {
    const page = await open("both");
    const network = page.locator("#stage-1 .network");
    await network.locator(".thing.autoScalingGroup").first().hover();
    const opacities = (kind: string) =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("#stage-1 .thing.${kind}")].map((thing) => getComputedStyle(thing).opacity)`,
      );
    expect(await opacities("natGateway")).to.deep.equal(["1", "1"]);
    await network.locator(".thing.s3").hover();
    expect(await opacities("loadBalancer")).to.deep.equal(["0.25", "0.25"]);
  });

  it("gives keyboard focus only to areas that scroll", async () => {
    const stops = async (width: number) => {
      const page = await open("both", { viewport: { width, height: 800 } });
      return page.evaluate<number>(`document.querySelectorAll('.scroll[tabindex="0"]').length`);
    };
    expect(await stops(1280)).to.equal(0);
    expect(await stops(360)).to.be.greaterThan(0);
  });

  it("works with the keyboard, and keeps the selection until Escape", async () => {
    const page = await open("both");
    const network = page.locator("#stage-0 .network");
    const steps = 20;
    for (let step = 0; step < steps && (await page.locator(".thing:focus").count()) === 0; step += 1) {
      await page.keyboard.press("Tab");
    }
    expect(await network.locator(".thing:focus").getAttribute("aria-label")).to.equal("the internet");
    expect(await network.locator(".answers h4:visible").innerText()).to.equal("the internet");
    await page.keyboard.press("Enter");
    expect(await network.locator(".thing:focus").getAttribute("aria-pressed")).to.equal("true");
    await page.evaluate(`document.activeElement.blur()`);
    expect(await network.locator(".answers h4:visible").innerText()).to.equal("the internet");
    await network.locator(".thing.internet").focus();
    await page.keyboard.press("Escape");
    expect(await network.locator(".hint").isVisible()).to.be.true;
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

  it("prints, with all details open", async () => {
    const page = await open("both");
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).to.equal("%PDF-");
    await page.evaluate(`dispatchEvent(new Event("beforeprint"))`);
    expect(await page.locator("details:not([open])").count()).to.equal(0);
  });
});
