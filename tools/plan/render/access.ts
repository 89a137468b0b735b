import type { PlanDocument } from "../document";
import type { Row } from "./columns";

/** Who can reach whom, on what and by which way; what is not listed is refused. */
export function accessRows({ access }: PlanDocument): Row[] {
  return access.allowed.map(({ from, to, traffic }) => ({
    ...{ branch: "  ", below: "  ", label: from, name: `→ ${to}` },
    parts: traffic,
  }));
}
