import { isCall, type Patch } from "../api";
import { editXml, findAll, textAt } from "../xml";

/** The emulator adds a launch template's own tags to those of the resources it launches. */
export function launchTemplateVersions(): Patch {
  return {
    description: "a version of a launch template is returned with the tags that it was created with",
    applies: (call) => isCall(call, "ec2", "CreateLaunchTemplateVersion", "DescribeLaunchTemplateVersions"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const set of findAll(root, "tagSpecificationSet")) {
          set.children = set.children.filter((item) => textAt(item, "resourceType") !== "launch-template");
        }
      }),
  };
}
