import type { LoggedCall } from "../../../tools/local/request-log";

/** The group at one moment, as somebody saw it. */
export interface Sample {
  readonly at: string;
  readonly min: number;
  /** Ids of all servers. */
  readonly servers: readonly string[];
  /** Ids of those in service. */
  readonly inService: readonly string[];
}

/** An answer to `DescribeAutoScalingGroups`, as the record keeps it. */
interface Answer {
  readonly DescribeAutoScalingGroupsResult?: { readonly AutoScalingGroups?: readonly Group[] };
}
interface Group {
  readonly MinSize: string;
  readonly Instances?: readonly Instance[] | "";
}
interface Instance {
  readonly InstanceId: string;
  readonly LifecycleState: string;
}

/** Every look at the one group of a stage, in the order of the calls. */
export function groupSamples(calls: readonly LoggedCall[]): readonly Sample[] {
  return calls
    .filter(({ action, status }) => action === "DescribeAutoScalingGroups" && status < 300)
    .flatMap(({ at, response }) => groupsOf(response).map((group) => sampleOf(at, group)));
}

function groupsOf(response: unknown): readonly Group[] {
  const groups = (response as Answer).DescribeAutoScalingGroupsResult?.AutoScalingGroups;
  return Array.isArray(groups) ? (groups as readonly Group[]) : [];
}

function sampleOf(at: string, { MinSize, Instances }: Group): Sample {
  const servers: readonly Instance[] = typeof Instances === "object" ? Instances : [];
  const inService = servers.filter(({ LifecycleState }) => LifecycleState === "InService");
  return {
    at,
    min: Number(MinSize),
    servers: servers.map(({ InstanceId }) => InstanceId),
    inService: inService.map(({ InstanceId }) => InstanceId),
  };
}
