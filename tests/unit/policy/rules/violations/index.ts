import type { Injection } from "./violation";
import { KEYS } from "./keys";
import { LOAD_BALANCER } from "./load-balancer";
import { LOGS } from "./buckets";
import { MACHINES } from "./instances";
import { NETWORK } from "./network";
import { PERMISSIONS } from "./permissions";
import { REACH } from "./reachability";
import { SECURITY_GROUPS } from "./security-groups";

/** Small mistakes, each of which breaks one rule. */
export const INJECTIONS: readonly Injection[] = [
  ...SECURITY_GROUPS,
  ...REACH,
  ...NETWORK,
  ...MACHINES,
  ...LOAD_BALANCER,
  ...LOGS,
  ...KEYS,
  ...PERMISSIONS,
];
