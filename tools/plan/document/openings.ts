import type { PlanDocument } from "./document";

/** Traffic from outside the VPC that reaches something in it directly. */
export interface Opening {
  /** `the internet`, or an address range. */
  readonly from: string;
  /** Id of the endpoint, such as `load-balancer`. */
  readonly to: string;
  readonly traffic: string;
}

export const INTERNET = "the internet";

/** Traffic of an address range counts where the internet does not have it. */
export function openingsOf({ access: { allowed }, resources }: Pick<PlanDocument, "access" | "resources">): Opening[] {
  const inside = new Set(resources.map(({ key }) => key.slice(key.lastIndexOf("::") + 2)));
  const openings = allowed
    .filter(({ from, to }) => !inside.has(from) && inside.has(to))
    .map(({ from, to, traffic }) => ({
      ...{ from, to },
      traffic: traffic.filter((text) => !text.includes(" through ")).join(", "),
    }))
    .filter(({ traffic }) => traffic !== "");
  const isOfEveryone = ({ from, to, traffic }: Opening): boolean =>
    from !== INTERNET && openings.some((one) => one.from === INTERNET && one.to === to && one.traffic === traffic);
  return openings.filter((opening) => !isOfEveryone(opening));
}
