import { poll } from "../../lib/poll";
import type { CheckContext } from "./check";
import type { Settings } from "../../config";
import type { Answer } from "./request";

/** A new load balancer's name takes about a minute to resolve everywhere. */
const TIMEOUT_SECONDS = 180;

/** A resolver's codes for an unknown name. */
const UNKNOWN = /^(?:ENOTFOUND|EAI_AGAIN|ENODATA)$/;

/** All addresses of the load balancer in the DNS. Waits for a new name to resolve. */
export async function siteAddresses(context: CheckContext): Promise<readonly string[]> {
  const { dnsName } = context.deployed.loadBalancer;
  let addresses: readonly string[] = [];
  await poll(
    {
      what: `name ${dnsName}`,
      intervalSeconds: 5,
      timeoutSeconds: TIMEOUT_SECONDS,
      advice: `To look it up: nslookup ${dnsName}`,
      check: async () => {
        try {
          addresses = await context.addressesOf(dnsName);
          return addresses.length > 0 ? undefined : "has no address";
        } catch (error) {
          if (UNKNOWN.test((error as NodeJS.ErrnoException).code ?? "")) return "does not resolve yet";
          throw error;
        }
      },
    },
    { ...context.clock, report: context.say },
  );
  return addresses;
}

/** The page without `web.script` and `web.files`. */
const PAGE = "hello!";

const hasOwnPage = ({ script, files }: Settings["web"]): boolean => script !== undefined || files !== undefined;

export function pageName({ web }: Settings): string {
  return hasOwnPage(web) ? "your page" : PAGE;
}

/** The issue of an answer that should be the page. The content of a custom page is not checked. */
export function pageIssue({ status, body }: Answer, { web }: Settings): string | undefined {
  if (status !== 200) return `answers with status ${status}${status === 503 ? ": no web server is healthy" : ""}`;
  if (hasOwnPage(web) || body.trim() === PAGE) return undefined;
  const [line = ""] = body.trim().split("\n");
  return `answers ${JSON.stringify(line.slice(0, 60))} instead of ${PAGE}`;
}

/** The issue of an answer that should redirect to the same name over HTTPS. */
export function redirectIssue({ status, location }: Answer, name: string): string | undefined {
  if (status !== 301) return `answers with status ${status} instead of a redirect (301)`;
  const target = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
  const same = target?.protocol === "https:" && target.hostname === name.toLowerCase();
  return same ? undefined : `redirects to ${location ?? "nowhere"} instead of https://${name}/`;
}
