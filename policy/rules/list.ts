import { ACCOUNT } from "./account";
import { KEYS } from "./keys";
import { LISTENERS } from "./listeners";
import { LOAD_BALANCER } from "./load-balancer";
import { LOGS } from "./logs";
import { MACHINES } from "./machines";
import { NETWORK } from "./network";
import { PERMISSIONS } from "./permissions";
import { REACH } from "./reach";
import type { Rule } from "./rule";
import { SECURITY_GROUPS } from "./security-groups";

/** All standing rules: the one list that unit tests, the offline plan and the policy pack go by. */
export const RULES: readonly Rule[] = [
  ...REACH,
  ...NETWORK,
  ...SECURITY_GROUPS,
  ...MACHINES,
  ...LISTENERS,
  ...LOAD_BALANCER,
  ...LOGS,
  ...KEYS,
  ...PERMISSIONS,
  ...ACCOUNT,
];
