import { join } from "node:path";
import { main } from "../../../../tools/plan/main";
import { painter } from "../../../../tools/plan/render/style";
import { planOnce } from "../../../support/plans";

const ROOT = join(__dirname, "..", "..", "..", "..");

async function shown(...args: readonly string[]): Promise<string> {
  const out: string[] = [];
  await main(args, {
    ...{ root: ROOT, width: 120, paint: painter(false), planStage: planOnce },
    write: (text) => out.push(text),
    writeError: (text) => out.push(text),
  });
  return out.join("");
}

describe("The report of a site", () => {
  it("tells stickiness from TLS in the names of load balancer policies", async () => {
    const sticky = ["--set", "web.stickiness=3600"] as const;
    const whole = await shown("stg", "resources", ...sticky);
    expect(whole).to.match(/─ stickiness policy +load-balancer-stickiness +cookie for 3600 s/);
    expect(whole).to.match(/─ TLS policy +load-balancer-tls +ELBSecurityPolicy-TLS-1-2-2017-01/);
    expect(await shown("stg", ...sticky)).to.match(/\+ stickiness policy +load-balancer-stickiness/);
  });

  it("shows the number of files and their size", async () => {
    const text = await shown("stg", "resources", "--set", "web.files=./examples/static/site");
    expect(text).to.match(/object +files-servicename-stg +site\.tar, 2 files, \d+ bytes/);
  });
});
