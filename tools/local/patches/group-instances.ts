import { isCall, type ApiCall, type Ask, type Patch } from "../api";
import { editXml, element, find, findAll, parseXml, setChild, textAt, type XmlElement } from "../xml";
import { matchTemplate } from "./group-instance-repair";

/** Calls after which an auto scaling group may have launched instances, inside the emulator. */
export const LAUNCHING = [
  "CreateAutoScalingGroup",
  "UpdateAutoScalingGroup",
  "SetDesiredCapacity",
  "ExecutePolicy",
  "TerminateInstanceInAutoScalingGroup",
  "DetachInstances",
  "EnterStandby",
];

/**
 * The emulator launches a group's instances with the default security group, without IMDSv2 and with a plain second
 * disk, whatever the launch template says, and reports all of them as of the template's default version.
 */
export function groupInstances(): Patch {
  /** The version that each instance was launched from. */
  const versions = new Map<string, string>();
  return {
    what: "instances of an auto scaling group are what their launch template says",
    applies: (call) =>
      isCall(call, "autoscaling", ...LAUNCHING, "DescribeAutoScalingGroups", "DescribeAutoScalingInstances") ||
      isCall(call, "ec2", "TerminateInstances"),
    handle: async (call, next, ask) => {
      const answer = await next(call);
      if (!call.action.startsWith("Describe")) {
        if (answer.status < 300) await settle(versions, call, ask);
        return answer;
      }
      return editXml(answer, (root) => {
        for (const id of findAll(root, "InstanceId")) showVersion(root, id.text, versions.get(id.text));
      });
    },
  };
}

/** Finds instances that were not there before, and makes them what their template says. */
async function settle(versions: Map<string, string>, call: ApiCall, ask: Ask): Promise<void> {
  for (const group of await groups(call, ask)) {
    const template = textAt(group, "LaunchTemplate/LaunchTemplateId");
    const fresh = (find(group, "Instances")?.children ?? [])
      .map((member) => textAt(member, "InstanceId") ?? "")
      .filter((id) => !versions.has(id));
    if (template === undefined || fresh.length === 0) continue;
    const asked = textAt(group, "LaunchTemplate/Version") ?? "$Default";
    for (const id of fresh) versions.set(id, asked);
    const version = await describeVersion(template, asked, call, ask);
    const data = find(version, "launchTemplateData");
    for (const id of fresh) {
      versions.set(id, textAt(version, "versionNumber") ?? asked);
      if (data !== undefined) await matchTemplate(id, data, (action, params) => ask("ec2", action, params, call));
    }
  }
}

async function groups(call: ApiCall, ask: Ask): Promise<readonly XmlElement[]> {
  const answer = await ask("autoscaling", "DescribeAutoScalingGroups", {}, call);
  const root = parseXml(answer.body.toString("utf8"));
  return root ? findAll(root, "AutoScalingGroups").flatMap(({ children }) => children) : [];
}

async function describeVersion(template: string, version: string, call: ApiCall, ask: Ask) {
  const asked = { LaunchTemplateId: template, "LaunchTemplateVersion.1": version };
  const answer = await ask("ec2", "DescribeLaunchTemplateVersions", asked, call);
  const root = parseXml(answer.body.toString("utf8"));
  return find(root, "launchTemplateVersionSet")?.children[0];
}

function showVersion(root: XmlElement, id: string, version: string | undefined): void {
  if (version === undefined) return;
  const members = findAll(root, "member").filter((member) => textAt(member, "InstanceId") === id);
  for (const member of members) {
    const template = find(member, "LaunchTemplate");
    if (template !== undefined) setChild(template, element("Version", version));
  }
}
