import { waitUntil } from "./patience";
import type { CheckContext } from "./context";

/** A new load balancer's name takes a minute or so to be known everywhere. */
const LIMIT_SECONDS = 180;

/** How a resolver says that it does not know a name. */
const UNKNOWN = /^(?:ENOTFOUND|EAI_AGAIN|ENODATA)$/;

/** All addresses of the load balancer, as anybody's resolver gives them; waits for a name that is not known yet. */
export async function siteAddresses(context: CheckContext): Promise<readonly string[]> {
  const { dnsName } = context.deployed.loadBalancer;
  let addresses: readonly string[] = [];
  await waitUntil(
    {
      what: `name ${dnsName}`,
      everySeconds: 5,
      limitSeconds: LIMIT_SECONDS,
      advice: `Ask for it with: nslookup ${dnsName}`,
      look: async () => {
        try {
          addresses = await context.addressesOf(dnsName);
          return addresses.length > 0 ? undefined : "has no address";
        } catch (error) {
          if (UNKNOWN.test((error as NodeJS.ErrnoException).code ?? "")) return "is not known yet";
          throw error;
        }
      },
    },
    context,
  );
  return addresses;
}
