import { isCall, param, type Patch } from "../api";
import { withParams } from "../api-request";
import { editXml, element, find, findAll, items, setChild, textAt, type XmlElement } from "../xml";

const userData = "LaunchTemplateData.UserData";

/**
 * The emulator adds a launch template's own tags to those of the resources it launches, and cannot launch from a later
 * version that has user data.
 */
export function launchTemplateVersions(): Patch {
  /** User data that the emulator does not receive, by template and version. */
  const withheld = new Map<string, string>();
  const key = (version: XmlElement) =>
    `${textAt(version, "launchTemplateId") ?? ""}:${textAt(version, "versionNumber") ?? ""}`;

  return {
    description: "a version of a launch template is returned as it was created",
    applies: (call) => isCall(call, "ec2", "CreateLaunchTemplateVersion", "DescribeLaunchTemplateVersions"),
    handle: async (call, next) => {
      const script = call.action === "CreateLaunchTemplateVersion" ? param(call, userData) : undefined;
      const response = await next(script === undefined ? call : withParams(call, { [userData]: undefined }));
      return editXml(response, (root) => {
        const created = find(root, "launchTemplateVersion");
        if (created !== undefined && script !== undefined) withheld.set(key(created), script);
        for (const version of created ? [created] : items(root, "launchTemplateVersionSet")) {
          showVersion(version, withheld.get(key(version)));
        }
      });
    },
  };
}

function showVersion(version: XmlElement, script: string | undefined): void {
  const data = find(version, "launchTemplateData");
  if (data === undefined) return;
  if (script !== undefined) setChild(data, element("userData", script));
  for (const set of findAll(data, "tagSpecificationSet")) {
    set.children = set.children.filter((item) => textAt(item, "resourceType") !== "launch-template");
  }
}
