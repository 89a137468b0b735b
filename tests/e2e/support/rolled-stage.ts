import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { expect } from "chai";

import type { LoggedCall } from "../../../tools/local/request-log";
import { Aws } from "./aws";
import { EmulatedStage } from "./emulated-stage";
import { groupSamples, type Sample } from "./group-samples";
import { lookWhile } from "./look-while";

/** Milliseconds between two looks at the group. */
const OFTEN = 100;

/** An `up`, and what was seen meanwhile. */
export interface Roll<Look> {
  readonly status: number;
  readonly output: string;
  /** Every look at the group. */
  readonly samples: readonly Sample[];
  /** What came of the looks at something else. */
  readonly looks: readonly Look[];
  readonly calls: readonly LoggedCall[];
}

/** A stage whose web servers are rolled, with a judge that looks at their group all the while. */
export class RolledStage {
  readonly group = "asg-servicename-stg";
  readonly stage: EmulatedStage;

  /** @param name tells its folder from those of other suites */
  constructor(name: string) {
    this.stage = new EmulatedStage("stg", name);
  }

  get aws(): Aws {
    return new Aws(this.stage.endpoint);
  }

  /** Ids of the servers that the group has. */
  async servers(): Promise<readonly string[]> {
    const { AutoScalingGroups = [] } = await this.aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.group] }),
    );
    return (AutoScalingGroups[0]?.Instances ?? []).map(({ InstanceId = "" }) => InstanceId);
  }

  /**
   * Runs `pulumi up`, which may fail, and expects as many servers in service as the group's minimum at every look.
   * @param look looks at something else meanwhile
   */
  async up<Look = undefined>(look?: () => Promise<Look>): Promise<Roll<Look>> {
    const before = this.stage.calls().length;
    const { result, looks } = await lookWhile(
      () => this.stage.tryPulumi("up", "--yes", "--skip-preview"),
      async () => {
        await this.servers();
        return look?.();
      },
      OFTEN,
    );
    const calls = this.stage.calls().slice(before);
    const samples = groupSamples(calls);
    expect(samples.length).to.be.greaterThan(10);
    expect(samples.filter(({ inService, min }) => inService.length < min)).to.deep.equal([]);
    return { ...result, samples, calls, looks: looks.filter((one) => one !== undefined) };
  }

  /** Expects that all is as the program says, and that the emulator says the same. */
  async expectNoChanges(): Promise<void> {
    await this.stage.pulumi("preview", "--expect-no-changes");
    await this.stage.pulumi("preview", "--refresh", "--expect-no-changes");
  }
}
