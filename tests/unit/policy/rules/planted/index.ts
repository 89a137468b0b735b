import type { Planted } from "./fault";
import { KEYS } from "./keys";
import { LOAD_BALANCER } from "./load-balancer";
import { LOGS } from "./logs";
import { MACHINES } from "./machines";
import { NETWORK } from "./network";
import { PERMISSIONS } from "./permissions";
import { REACH } from "./reach";
import { SECURITY_GROUPS } from "./security-groups";

/** Small mistakes, each of which breaks one rule. */
export const PLANTED: readonly Planted[] = [
  ...SECURITY_GROUPS,
  ...REACH,
  ...NETWORK,
  ...MACHINES,
  ...LOAD_BALANCER,
  ...LOGS,
  ...KEYS,
  ...PERMISSIONS,
];
