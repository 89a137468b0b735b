import * as path from "node:path";
import type { LoadBalancerSettings, WebSettings } from "../../config";
import { userDataFrom } from "../../lib/user-data";

/** A year, the least that browsers' own lists of such sites take: https://hstspreload.org/ */
const HSTS_SECONDS = String(365 * 24 * 60 * 60);

export interface StartOptions extends Pick<LoadBalancerSettings, "http" | "hsts"> {
  readonly parameters?: WebSettings["parameters"] | undefined;
  readonly region: string;
}

/** User data of a web server that starts from the image. */
export function startUserData({ http, hsts, parameters, region }: StartOptions): string {
  const scripts = [
    ...(parameters === undefined ? [] : ["parameters.sh"]),
    "web-start.sh",
    ...(hsts ? ["web-hsts.sh"] : []),
  ];
  return userDataFrom(
    scripts.map((script) => path.join(__dirname, script)),
    {
      ...(parameters === undefined ? {} : { PARAMETERS: parameters.join(" "), PARAMETERS_REGION: region }),
      HTTP_MODE: http,
      ...(hsts ? { HSTS_SECONDS } : {}),
    },
  );
}
