import { BUCKETS } from "./buckets";
import { INSTANCES } from "./instances";
import { KEYS } from "./keys";
import { LOAD_BALANCER } from "./load-balancer";
import { NETWORK } from "./network";
import { PERMISSIONS } from "./permissions";
import { REACHABILITY } from "./reachability";
import { SECURITY_GROUPS } from "./security-groups";
import type { Injection } from "./violation";

export const INJECTIONS: readonly Injection[] = [
  ...SECURITY_GROUPS,
  ...REACHABILITY,
  ...NETWORK,
  ...INSTANCES,
  ...LOAD_BALANCER,
  ...BUCKETS,
  ...KEYS,
  ...PERMISSIONS,
];
