import * as asg from "@aws-sdk/client-auto-scaling";
import * as iam from "@aws-sdk/client-iam";
import { expect } from "chai";

import { eachNeedsTheOneBefore } from "../support/each-needs-the-one-before";
import type { Wave } from "./support/drift/case";
import { BY_AWS, CHANGED, PRINTED, REJECTED, UNSEEN } from "./support/drift/changed";
import { DELETED_IN_PROD } from "./support/drift/deleted-in-prod";
import { DELETED_IN_STG, VPC } from "./support/drift/deleted-in-stg";
import { DELETED_WITH_SITE, SITE } from "./support/drift/deleted-with-site";
import { runAwsCommand } from "./support/drift/aws-command";
import { Hand } from "./support/drift/hand";
import { EmulatedStage } from "./support/emulated-stage";
import { HostedZones } from "./support/hosted-zones";
import { takeInventory, type Inventory } from "./support/inventory";
import { describeAccount, type Account } from "./survey/account";

/** The fields of a report of `npm run verify` that are used here. */
interface Report {
  readonly checks: readonly { readonly id: string; readonly status: string; readonly detail: string }[];
}

/** A deployed stage that meets drift. */
class DriftingStage {
  readonly stage: EmulatedStage;
  private empty: Inventory = {};
  private undisturbed: Account | undefined;

  constructor(
    readonly name: "stg" | "prod",
    folder = `drift-${name}`,
  ) {
    this.stage = new EmulatedStage(name, folder);
  }

  get hand(): Hand {
    return new Hand(this.stage.endpoint, `servicename-${this.name}`);
  }

  async start(
    settings: Readonly<Record<string, string>>,
    prepare: (stage: EmulatedStage) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await this.stage.start();
    await prepare(this.stage);
    this.empty = await takeInventory(this.hand.aws);
    for (const [key, value] of Object.entries(settings)) await this.stage.set(key, value);
    await this.stage.up();
    this.undisturbed = await this.account();
  }

  /** The emulator, unlike AWS, adds no route when an S3 endpoint gets another route table; the preview compares the endpoint. */
  private async account(): Promise<Account> {
    const account = await describeAccount(this.hand.aws, this.empty);
    return { ...account, routes: account.routes.filter((route) => !route.includes(" S3 ")) };
  }

  /** What a preview with a refresh shows, such as `create vpc-s3`. The names of images have the hash of their content. */
  async detected(): Promise<readonly string[]> {
    const { status, output } = await this.stage.tryPulumi("preview", "--refresh", "--expect-no-changes", "--json");
    expect(status).to.not.equal(0);
    const { steps, diagnostics = [] } = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as {
      readonly steps: readonly { readonly op: string; readonly urn: string }[];
      readonly diagnostics?: readonly { readonly message: string; readonly severity: string }[];
    };
    const errors = diagnostics.filter(
      ({ severity, message }) => severity === "error" && !message.includes("no changes were"),
    );
    expect(errors).to.deep.equal([]);
    return steps.map(({ op, urn }) =>
      `${op} ${urn.slice(urn.lastIndexOf("::") + 2)}`.replace(/web-[0-9a-f]{8}$/, "web-IMAGE"),
    );
  }

  async restore(): Promise<void> {
    await this.stage.pulumi("up", "--refresh", "--yes", "--skip-preview");
  }

  /** Expects the account and the state as they were before. */
  async expectUndisturbed(): Promise<void> {
    await this.stage.pulumi("preview", "--refresh", "--expect-no-changes");
    expect(await this.account()).to.deep.equal(this.undisturbed);
    expect(await this.failures()).to.deep.equal({});
  }

  /** The details of failed checks of `npm run verify`. */
  async failures(): Promise<Readonly<Record<string, string>>> {
    const { status, stdout, stderr } = await this.stage.npm("verify", this.name, "--json");
    expect(stdout, stderr).to.match(/^\{/);
    const failed = (JSON.parse(stdout) as Report).checks.filter((check) => check.status === "failed");
    expect(status).to.equal(failed.length === 0 ? 0 : 1);
    return Object.fromEntries(failed.map(({ id, detail }) => [id, detail]));
  }
}

/** Everything in a wave is seen by one preview, and restored by one `up`. */
function itRestores(wave: Wave, verb: string, drifting: DriftingStage): void {
  it(`${wave.map(({ what }) => what).join("; ")}: ${verb}, seen by a preview and restored by one command`, async () => {
    for (const { act } of wave) await act(drifting.hand);
    const detected = await drifting.detected();
    for (const { what, steps } of wave) expect(detected, what).to.include.members([...steps]);
    await drifting.restore();
    await drifting.expectUndisturbed();
  });
}

describe("A stage that is changed by hand", function () {
  const drifting = new DriftingStage("stg");
  const { stage } = drifting;
  eachNeedsTheOneBefore(this);

  before(() => drifting.start({ "adminCidrs[0]": "203.0.113.7/32", bastion: "true" }));
  after(() => stage.stop());

  it("passes every check", () => drifting.expectUndisturbed());

  const printed = UNSEEN.filter(({ fix }) => fix === PRINTED);
  it(`${printed.map(({ what }) => what).join("; ")}: not seen by a preview; npm run verify prints commands that restore it`, async () => {
    const { hand } = drifting;
    for (const { act } of printed) await act(hand);
    await stage.pulumi("preview", "--refresh", "--expect-no-changes");
    const failures = await drifting.failures();
    expect(Object.keys(failures)).to.have.members([...new Set(printed.map(({ check }) => check))]);
    const arn = String(await stage.output("certificateArn"));
    const details = Object.values(failures).map((detail) => detail.replaceAll(/"\$\([^)]*\)"/g, arn));
    const commands = details.flatMap((detail) => [...detail.matchAll(/: (aws [^;]+)/g)].map(([, text = ""]) => text));
    expect(commands).to.have.length.at.least(printed.length);
    for (const command of commands) await runAwsCommand(command, hand.aws);
    // The account has one more certificate, which is no part of the stage.
    await hand.aws.iam.send(new iam.DeleteServerCertificateCommand({ ServerCertificateName: "another" }));
    await drifting.expectUndisturbed();
  });

  for (const { what, check, fix, act } of UNSEEN.filter(({ fix: by }) => by === BY_AWS)) {
    it(`${what}: seen by npm run verify; fix: ${fix}`, async () => {
      const { hand } = drifting;
      await act(hand);
      expect(Object.keys(await drifting.failures())).to.deep.equal([check]);
      // The emulator replaces only instances that are terminated.
      await hand.aws.autoScaling.send(
        new asg.TerminateInstanceInAutoScalingGroupCommand({
          ...{ InstanceId: await hand.server(), ShouldDecrementDesiredCapacity: false },
        }),
      );
      await drifting.expectUndisturbed();
    });
  }

  it(`${REJECTED.what}: rejected by a preview, which prints the command that restores it`, async () => {
    await REJECTED.act(drifting.hand);
    const { status, output } = await stage.tryPulumi("preview", "--refresh", "--expect-no-changes");
    expect(status).to.not.equal(0);
    const [, command = ""] = /To delete it: (aws [^.]+ap-northeast-1)/.exec(output) ?? [];
    await runAwsCommand(command, drifting.hand.aws);
    await drifting.expectUndisturbed();
  });

  itRestores(CHANGED, "changed", drifting);

  for (const wave of DELETED_IN_STG) itRestores(wave, "deleted", drifting);

  it(`${VPC.what}: deleted, seen by a preview and restored by one command`, async () => {
    const { status, stderr } = await stage.answering("stg\n", {}, "recover", "stg", "--destroy");
    expect(status, stderr).to.equal(0);
    expect(await drifting.detected()).to.include.members([...VPC.steps]);
    await drifting.restore();
    await drifting.expectUndisturbed();
  });
});

describe("A stage with everything on that is changed by hand", function () {
  const drifting = new DriftingStage("prod");
  eachNeedsTheOneBefore(this);

  before(() => drifting.start({ access: "ssm", alarmEmail: "ada@example.com" }));
  after(() => drifting.stage.stop());

  it("passes every check", () => drifting.expectUndisturbed());

  it("has no drift when Auto Scaling, or a person, changes the number of servers", async () => {
    const { aws, group } = drifting.hand;
    for (const DesiredCapacity of [3, 2]) {
      await aws.autoScaling.send(new asg.SetDesiredCapacityCommand({ ...group, DesiredCapacity }));
      await drifting.stage.pulumi("preview", "--refresh", "--expect-no-changes");
    }
  });

  for (const wave of DELETED_IN_PROD) itRestores(wave, "deleted", drifting);
});

describe("A stage with a domain and files that is changed by hand", function () {
  const drifting = new DriftingStage("stg", "drift-site");
  eachNeedsTheOneBefore(this);

  before(() =>
    drifting.start({ "domain.names[0]": SITE, "web.files": "examples/static/site", nat: "none" }, async (stage) => {
      await stage.set("domain.hostedZoneId", await new HostedZones(stage.endpoint).create("example.com"));
    }),
  );
  after(() => drifting.stage.stop());

  it("passes every check", () => drifting.expectUndisturbed());

  for (const wave of DELETED_WITH_SITE) itRestores(wave, "deleted", drifting);
});
