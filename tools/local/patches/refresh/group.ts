import type { ApiCall, Ask } from "../../api";
import { bodyOf, items, membersOf, textAt } from "../../xml";
import { groupNamed } from "../auto-scaling-groups";

/** Tag of a group whose new instances fail their health checks: how to make a refresh fail. */
export const UNHEALTHY_TAG = "emulator:new-servers-are-unhealthy";

/** An instance of a group, and the launch template version from which it was launched. */
export interface GroupInstance {
  readonly id: string;
  readonly version: string;
  readonly templateId: string;
}

/** A launch template and its version, as parameters of an update of a group. */
export type Template = Readonly<Record<string, string>>;

/** Whether an instance was launched from a template, which may be given by its name. */
export function runs({ version, templateId }: GroupInstance, template: Template): boolean {
  const { "LaunchTemplate.LaunchTemplateId": id = templateId, "LaunchTemplate.Version": wanted } = template;
  return version === wanted && templateId === id;
}

/** The current state of a group. */
export interface GroupState {
  readonly desired: number;
  readonly instances: readonly GroupInstance[];
  readonly template: Template;
  /** Its new instances are to be unhealthy. */
  readonly unhealthy: boolean;
  /** Its default instance warm-up, or its grace period where it has none. */
  readonly warmUpSeconds: number;
}

/** An Auto Scaling group in the emulator, with the operations of a refresh. */
export class RefreshedGroup {
  constructor(
    readonly name: string,
    private readonly call: ApiCall,
    private readonly ask: Ask,
  ) {}

  /** The group's current state; undefined when there is no such group. */
  async state(): Promise<GroupState | undefined> {
    const described = bodyOf(
      await this.ask("autoscaling", "DescribeAutoScalingGroups", groupNamed(this.name), this.call),
    );
    const [group] = membersOf(described, "AutoScalingGroups");
    if (group === undefined) return undefined;
    const members = items(group, "Instances").filter((one) => textAt(one, "LifecycleState") !== "Terminating");
    const instances = members.map((one) => ({
      id: textAt(one, "InstanceId") ?? "",
      version: textAt(one, "LaunchTemplate/Version") ?? "",
      templateId: textAt(one, "LaunchTemplate/LaunchTemplateId") ?? "",
    }));
    const [id, version] = ["LaunchTemplateId", "Version"].map((name) => textAt(group, `LaunchTemplate/${name}`));
    return {
      desired: Number(textAt(group, "DesiredCapacity") ?? instances.length),
      instances,
      template:
        id === undefined || version === undefined
          ? {}
          : { "LaunchTemplate.LaunchTemplateId": id, "LaunchTemplate.Version": version },
      warmUpSeconds: Number(textAt(group, "DefaultInstanceWarmup") ?? textAt(group, "HealthCheckGracePeriod") ?? 0),
      unhealthy: items(group, "Tags").some((tag) => textAt(tag, "Key") === UNHEALTHY_TAG),
    };
  }

  async setTemplate(template: Template): Promise<void> {
    await this.must("UpdateAutoScalingGroup", { AutoScalingGroupName: this.name, ...template });
  }

  /** Scales out to a total number of instances, which are launched from a template that need not be the group's own. */
  async scaleOut(total: number, template: Template, own: Template): Promise<void> {
    await this.setTemplate(template);
    await this.must("SetDesiredCapacity", { AutoScalingGroupName: this.name, DesiredCapacity: String(total) });
    await this.setTemplate(own);
  }

  async terminate(id: string): Promise<void> {
    await this.must("TerminateInstanceInAutoScalingGroup", { InstanceId: id, ShouldDecrementDesiredCapacity: "true" });
  }

  private async must(action: string, params: Record<string, string>): Promise<void> {
    const response = await this.ask("autoscaling", action, params, this.call);
    if (response.status >= 300) throw new Error(`${action}: ${response.body.toString("utf8")}`);
  }
}
