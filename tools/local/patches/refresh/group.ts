import type { ApiCall, Ask } from "../../api";
import { find, findAll, parseXml, textAt, type XmlElement } from "../../xml";
import { groupNamed } from "../group-metrics";

/** Tag of a group whose new servers are to fail their health checks: how to see a refresh fail. */
export const UNHEALTHY_TAG = "emulator:new-servers-are-unhealthy";

/** A server of a group, and the version of the launch template that it was launched from. */
export interface Server {
  readonly id: string;
  readonly version: string;
}

/** A launch template and its version, as parameters of an update of a group. */
export type Template = Readonly<Record<string, string>>;

/** What a group is just now. */
export interface GroupNow {
  readonly desired: number;
  readonly servers: readonly Server[];
  readonly template: Template;
  /** Its new servers are to be ill. */
  readonly ill: boolean;
}

/** An auto scaling group in the emulator, as a refresh works on it. */
export class RefreshedGroup {
  constructor(
    readonly name: string,
    private readonly call: ApiCall,
    private readonly ask: Ask,
  ) {}

  /** What it is; undefined when there is none of its name. */
  async now(): Promise<GroupNow | undefined> {
    const answer = await this.ask("autoscaling", "DescribeAutoScalingGroups", groupNamed(this.name), this.call);
    const root = parseXml(answer.body.toString("utf8"));
    const group = root && findAll(root, "AutoScalingGroups")[0]?.children[0];
    if (group === undefined) return undefined;
    const servers = members(group, "Instances").map((one) => ({
      id: textAt(one, "InstanceId") ?? "",
      version: textAt(one, "LaunchTemplate/Version") ?? "",
    }));
    return {
      desired: Number(textAt(group, "DesiredCapacity") ?? servers.length),
      servers,
      template: templateOf(group),
      ill: members(group, "Tags").some((tag) => textAt(tag, "Key") === UNHEALTHY_TAG),
    };
  }

  /** Has this template for its own from now on. */
  async keep(template: Template): Promise<void> {
    await this.must("UpdateAutoScalingGroup", { ...this.named(), ...template });
  }

  /** Grows to so many servers; the new ones are launched from a template that need not be its own. */
  async grow(total: number, template: Template, own: Template): Promise<void> {
    await this.keep(template);
    await this.must("SetDesiredCapacity", { ...this.named(), DesiredCapacity: String(total) });
    await this.keep(own);
  }

  async terminate(id: string): Promise<void> {
    await this.must("TerminateInstanceInAutoScalingGroup", { InstanceId: id, ShouldDecrementDesiredCapacity: "true" });
  }

  private named(): Record<string, string> {
    return { AutoScalingGroupName: this.name };
  }

  private async must(action: string, params: Record<string, string>): Promise<void> {
    const answer = await this.ask("autoscaling", action, params, this.call);
    if (answer.status >= 300) throw new Error(`${action}: ${answer.body.toString("utf8")}`);
  }
}

function members(group: XmlElement, list: string): readonly XmlElement[] {
  return find(group, list)?.children ?? [];
}

function templateOf(group: XmlElement): Template {
  const [id, version] = ["LaunchTemplateId", "Version"].map((name) => textAt(group, `LaunchTemplate/${name}`));
  return id === undefined || version === undefined
    ? {}
    : { "LaunchTemplate.LaunchTemplateId": id, "LaunchTemplate.Version": version };
}
