import * as path from "node:path";
import type { LoadBalancerSettings } from "../../config";
import { userDataFrom } from "../../lib/user-data";

/** A year, the least that browsers' own lists of such sites take: https://hstspreload.org/ */
const HSTS_SECONDS = String(365 * 24 * 60 * 60);

/** User data of a web server that starts from the image. */
export function startUserData({ http, hsts }: Pick<LoadBalancerSettings, "http" | "hsts">): string {
  const start = userDataFrom(path.join(__dirname, "web-start.sh"), { HTTP_MODE: http });
  if (!hsts) return start;
  const [, ...more] = userDataFrom(path.join(__dirname, "web-hsts.sh"), { HSTS_SECONDS }).split("\n");
  return start + more.join("\n");
}
