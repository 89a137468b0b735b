import { join } from "node:path";
import { graphOfRecording } from "../../../../../../policy/from-recording";
import { analyze } from "../../../../../../policy/reachability";
import type { Layout, Place, Scene } from "../../../../../../tools/plan/html/picture/model";
import { layOut } from "../../../../../../tools/plan/html/picture/layout";
import { sceneOf } from "../../../../../../tools/plan/html/picture/scene";
import { ENGLISH } from "../../../../../../tools/plan/html/english";
import { planOnce } from "../../../../../support/plans";
import { FULL } from "../../../../../support/report-plans";

const ROOT = join(__dirname, "..", "..", "..", "..", "..", "..");

async function pictureOf(stage: string, sets: readonly string[] = []): Promise<{ scene: Scene; layout: Layout }> {
  const { recording, document } = await planOnce(ROOT, stage, { sets });
  const scene = sceneOf(recording, document.region, analyze(graphOfRecording(recording)), ENGLISH);
  return { scene, layout: await layOut(scene) };
}

const isInside = (inner: Place, outer: Place): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("the picture of the report", () => {
  const stages: readonly (readonly [title: string, stage: string, sets: readonly string[]])[] = [
    ["of one zone", "stg", []],
    ["of one zone without a NAT", "stg", ["nat=none"]],
    ["of two zones with a NAT each", "prod", []],
    ["of two zones with one NAT", "prod", ["nat=instance", "natPerZone=false"]],
    ["of three zones with a bastion", "stg", FULL],
  ];
  for (const [title, stage, sets] of stages) {
    it(`keeps boxes and labels apart, and each thing within its frames: ${title}`, async () => {
      const { scene, layout } = await pictureOf(stage, sets);
      const boxes = scene.things.map(({ id }) => layout.places.get(id)!);
      const labels = [...layout.routes.values()].map(({ label }) => label);
      const all = [...boxes, ...labels];
      const pairs = all.flatMap((a, index) => all.slice(index + 1).filter((b) => overlap(a, b)));
      expect(pairs).to.deep.equal([]);
      const frame = (kind: string, of?: string) =>
        layout.frames.filter((one) => one.kind === kind && (of === undefined || one.title === of));
      const [vpc] = frame("vpc");
      for (const { id, zones, row } of scene.things.filter((thing) => thing.zones.length > 0)) {
        const place = layout.places.get(id)!;
        expect(isInside(place, vpc!), `${id} in the VPC`).to.be.true;
        const own = zones.map((zone) => scene.zones.findIndex(({ name }) => name === zone));
        const [subnet, other] = [frame(row)[own[0]!]!, frame(row === "public" ? "private" : "public")[own[0]!]!];
        if (zones.length === 1) expect(isInside(place, subnet), `${id} in its subnet`).to.be.true;
        expect(overlap(place, other), `${id} in the other subnet`).to.be.false;
      }
      expect(frame("zone").every(({ width }) => width > 0)).to.be.true;
    });
  }

  it("has one box for a thing of two zones, which stands in both", async () => {
    const { scene, layout } = await pictureOf("prod");
    for (const kind of ["loadBalancer", "servers"]) {
      const [thing, ...others] = scene.things.filter((one) => one.kind === kind);
      expect(others).to.deep.equal([]);
      const zones = layout.frames.filter((frame) => frame.kind === "zone");
      expect(zones.map((zone) => overlap(layout.places.get(thing!.id)!, zone))).to.deep.equal([true, true]);
    }
  });

  it("has the internet gateway between the internet and the VPC, and tells the build instance from web servers", async () => {
    const { scene } = await pictureOf("stg");
    expect(scene.things.map(({ title }) => title)).to.have.members([
      ...["Internet", "Internet gateway", "Load balancer", "NAT instance"],
      ...["Web servers", "Build instance", "Amazon S3"],
    ]);
    const arrows = scene.arrows.map(({ from, to, label }) => `${from.kind} → ${to.kind}: ${label.join(", ")}`);
    expect(arrows).to.include.members([
      "internet → gateway: HTTP 80, HTTPS 443",
      "gateway → loadBalancer: HTTP 80, HTTPS 443",
      "loadBalancer → servers: HTTP 80",
      "natInstance → gateway: HTTP 80, HTTPS 443, ping",
    ]);
    expect(arrows.filter((arrow) => arrow.startsWith("internet → ") && !arrow.includes("gateway"))).to.deep.equal([]);
    const facts = new Map(scene.things.map(({ kind, fact, secure }) => [kind, [fact, secure]]));
    expect(facts.get("loadBalancer")).to.deep.equal(["HTTPS, self-signed", true]);
    expect(facts.get("build")).to.deep.equal(["t4g.micro, stopped", false]);
    expect(facts.get("servers")).to.deep.equal(["1 server, t4g.micro", false]);
  });
});
