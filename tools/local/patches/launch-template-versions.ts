import { isCall, param, type Patch } from "../api";
import { withParams } from "../api-request";
import { editXml, element, find, findAll, setChild, textAt, type XmlElement } from "../xml";

const userData = "LaunchTemplateData.UserData";

/**
 * The emulator adds a launch template's own tags to those of what it launches, and cannot launch from a later version
 * that has user data.
 */
export function launchTemplateVersions(): Patch {
  /** User data that the emulator is not shown, by template and version. */
  const kept = new Map<string, string>();
  const key = (version: XmlElement) =>
    `${textAt(version, "launchTemplateId") ?? ""}:${textAt(version, "versionNumber") ?? ""}`;

  return {
    what: "a version of a launch template comes back as it was written",
    applies: (call) => isCall(call, "ec2", "CreateLaunchTemplateVersion", "DescribeLaunchTemplateVersions"),
    handle: async (call, next) => {
      const script = call.action === "CreateLaunchTemplateVersion" ? param(call, userData) : undefined;
      const answer = await next(script === undefined ? call : withParams(call, { [userData]: undefined }));
      return editXml(answer, (root) => {
        const created = find(root, "launchTemplateVersion");
        if (created !== undefined && script !== undefined) kept.set(key(created), script);
        for (const version of created ? [created] : (find(root, "launchTemplateVersionSet")?.children ?? [])) {
          correct(version, kept.get(key(version)));
        }
      });
    },
  };
}

function correct(version: XmlElement, script: string | undefined): void {
  const data = find(version, "launchTemplateData");
  if (data === undefined) return;
  if (script !== undefined) setChild(data, element("userData", script));
  for (const set of findAll(data, "tagSpecificationSet")) {
    set.children = set.children.filter((item) => textAt(item, "resourceType") !== "launch-template");
  }
}
