import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { expect } from "chai";

import type { LoggedCall } from "../../../tools/local/request-log";
import { Aws } from "./aws";
import { EmulatedStage } from "./emulated-stage";
import { sampleWhile } from "./sample-while";

/** Milliseconds between two samples of the group. */
const INTERVAL_MS = 100;

/** The Auto Scaling group at one moment. */
interface GroupSample {
  readonly at: string;
  readonly min: number;
  /** Ids of all servers. */
  readonly servers: readonly string[];
  /** Ids of those in service. */
  readonly inService: readonly string[];
}

/** An `up`, and what was observed meanwhile. */
interface Rollout<Sample> {
  readonly status: number;
  readonly output: string;
  readonly groupSamples: readonly GroupSample[];
  /** Samples of something else. */
  readonly samples: readonly Sample[];
  readonly calls: readonly LoggedCall[];
}

/** A stage whose web servers are replaced while their group is observed. */
export class RolledStage {
  readonly group = "asg-servicename-stg";
  readonly stage: EmulatedStage;

  /** @param name distinguishes its folder from those of other suites */
  constructor(name: string) {
    this.stage = new EmulatedStage("stg", name);
  }

  get aws(): Aws {
    return new Aws(this.stage.endpoint);
  }

  /** Ids of the group's servers. */
  async servers(): Promise<readonly string[]> {
    const { AutoScalingGroups = [] } = await this.aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.group] }),
    );
    return (AutoScalingGroups[0]?.Instances ?? []).map(({ InstanceId = "" }) => InstanceId);
  }

  /**
   * Runs `pulumi up`, which may fail, and expects at least the group's minimum of servers in service at every moment.
   * @param sample samples something else meanwhile
   */
  async up<Sample = undefined>(sample?: () => Promise<Sample>): Promise<Rollout<Sample>> {
    const before = this.stage.calls().length;
    const { result, samples } = await sampleWhile(
      () => this.stage.tryPulumi("up", "--yes", "--skip-preview"),
      async () => {
        await this.servers();
        return sample?.();
      },
      INTERVAL_MS,
    );
    const calls = this.stage.calls().slice(before);
    const groupSamples = calls.flatMap(groupsIn);
    expect(groupSamples.length).to.be.greaterThan(10);
    expect(groupSamples.filter(({ inService, min }) => inService.length < min)).to.deep.equal([]);
    return { ...result, groupSamples, calls, samples: samples.filter((one) => one !== undefined) };
  }

  /** Expects that the program and the emulator agree with the state. */
  async expectNoChanges(): Promise<void> {
    await this.stage.pulumi("preview", "--expect-no-changes");
    await this.stage.pulumi("preview", "--refresh", "--expect-no-changes");
  }
}

/** A response to `DescribeAutoScalingGroups` in the request log. */
interface Described {
  readonly DescribeAutoScalingGroupsResult?: {
    readonly AutoScalingGroups?:
      | ""
      | readonly {
          readonly MinSize: string;
          readonly Instances?: "" | readonly { readonly InstanceId: string; readonly LifecycleState: string }[];
        }[];
  };
}

function groupsIn({ action, status, at, response }: LoggedCall): readonly GroupSample[] {
  if (action !== "DescribeAutoScalingGroups" || status >= 300) return [];
  const groups = (response as Described).DescribeAutoScalingGroupsResult?.AutoScalingGroups;
  return (typeof groups === "object" ? groups : []).map(({ MinSize, Instances }) => {
    const servers = typeof Instances === "object" ? Instances : [];
    const inService = servers.filter(({ LifecycleState }) => LifecycleState === "InService");
    return {
      at,
      min: Number(MinSize),
      servers: servers.map(({ InstanceId }) => InstanceId),
      inService: inService.map(({ InstanceId }) => InstanceId),
    };
  });
}
