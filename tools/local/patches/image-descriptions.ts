import { isCall, param, type Patch } from "../api";
import { editXml, element, items, setChild, textAt } from "../xml";

/** The emulator ignores a new description, for which the provider waits. */
export function imageDescriptions(): Patch {
  const descriptions = new Map<string, string>();
  return {
    description: "an image's description can change",
    applies: (call) => isCall(call, "ec2", "ModifyImageAttribute", "DescribeImages"),
    handle: async (call, next) => {
      const response = await next(call);
      const description = param(call, "Description.Value");
      if (call.action === "ModifyImageAttribute" && response.status < 300 && description !== undefined) {
        descriptions.set(param(call, "ImageId") ?? "", description);
      }
      if (call.action !== "DescribeImages" || descriptions.size === 0) return response;
      return editXml(response, (root) => {
        for (const image of items(root, "imagesSet")) {
          const changed = descriptions.get(textAt(image, "imageId") ?? "");
          if (changed !== undefined) setChild(image, element("description", changed));
        }
      });
    },
  };
}
