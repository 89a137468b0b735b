import type { Settings } from "../../config";
import { planImages, type ImagePlan } from "./image-version";
import { startUserData } from "./launch-template";

/** What web servers are launched from. */
export interface ServerPlan extends ImagePlan {
  readonly startUserData: string;
}

/**
 * @param last versions of images that the last finished `up` retained, current one first
 * @throws UserError when `previousImage` is set and there is no image to go back to
 */
export function planServers(
  { web, loadBalancer, region }: Pick<Settings, "web" | "loadBalancer" | "region">,
  last: readonly string[],
): ServerPlan {
  return { ...planImages(web, last), startUserData: startUserData({ ...loadBalancer, ...web, region }) };
}
