import { ACCOUNT } from "./account";
import { BUCKETS } from "./buckets";
import { INSTANCES } from "./instances";
import { KEYS } from "./keys";
import { LOAD_BALANCER } from "./load-balancer";
import { NETWORK } from "./network";
import { PERMISSIONS } from "./permissions";
import { REACHABILITY } from "./reachability";
import type { Rule } from "./rule";
import { SECURITY_GROUPS } from "./security-groups";

/** All rules, for unit tests, the offline plan and the policy pack. */
export const RULES: readonly Rule[] = [
  ...REACHABILITY,
  ...NETWORK,
  ...SECURITY_GROUPS,
  ...INSTANCES,
  ...LOAD_BALANCER,
  ...BUCKETS,
  ...KEYS,
  ...PERMISSIONS,
  ...ACCOUNT,
];
