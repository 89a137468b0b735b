import type { ApiResponse, Ask } from "../../api";
import { bodyOf, items, membersOf, textAt, type XmlElement } from "../../xml";
import { groupNamed } from "../auto-scaling-groups";
import { readGroup, type Group } from "./members";

/** The emulator's Auto Scaling groups and their instances. */
export class GroupApi {
  constructor(
    private readonly ask: Ask,
    private readonly region: string,
  ) {}

  async groups(): Promise<Group[]> {
    return membersOf(bodyOf(await this.call("autoscaling", "DescribeAutoScalingGroups")), "AutoScalingGroups").map(
      readGroup,
    );
  }

  async group(name: string): Promise<Group | undefined> {
    return membersOf(await this.described(name), "AutoScalingGroups").map(readGroup)[0];
  }

  async groupOf(id: string): Promise<Group | undefined> {
    return (await this.groups()).find(({ members }) => members.some((member) => member.id === id));
  }

  /** The element that describes a member. */
  async member(group: string, id: string): Promise<XmlElement | undefined> {
    const [found] = membersOf(await this.described(group), "AutoScalingGroups");
    return items(found, "Instances").find((one) => textAt(one, "InstanceId") === id);
  }

  /** EC2's states of instances; those that do not exist are missing. */
  async instanceStates(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const values = Object.fromEntries(ids.map((id, index) => [`Filter.1.Value.${index + 1}`, id]));
    const response = await this.call("ec2", "DescribeInstances", { "Filter.1.Name": "instance-id", ...values });
    const described = membersOf(bodyOf(response), "instancesSet");
    return new Map(described.map((one) => [textAt(one, "instanceId") ?? "", textAt(one, "instanceState/name") ?? ""]));
  }

  call(service: string, action: string, params: Record<string, string> = {}): Promise<ApiResponse> {
    return this.ask(service, action, params, { region: this.region });
  }

  private async described(name: string): Promise<XmlElement | undefined> {
    return bodyOf(await this.call("autoscaling", "DescribeAutoScalingGroups", groupNamed(name)));
  }
}
