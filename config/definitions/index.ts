import type { ValuesOf } from "../builders";
import type { Described } from "../parser";
import { domainSettings } from "./domain";
import { loadBalancerSettings } from "./load-balancer";
import { loginSettings } from "./login";
import { monitoringSettings } from "./monitoring";
import { natSettings } from "./nat";
import { networkSettings } from "./network";
import { serverSettings } from "./servers";
import { permissionsBoundary, protect, serviceName } from "./stage";

/** Every setting, `minimal-secure-web:KEY`, in the order of the documentation. */
export const definitions = {
  serviceName,
  ...networkSettings,
  ...natSettings,
  ...loginSettings,
  ...serverSettings,
  ...loadBalancerSettings,
  ...domainSettings,
  ...monitoringSettings,
  permissionsBoundary,
  protect,
};

/** Every setting of a stage by its key, checked, with nothing left to default. Secrets are inputs that stay secret. */
export interface SettingValues extends ValuesOf<typeof definitions> {
  /** The stack's name: `stg`, `prod`, … */
  readonly stage: string;
  /** The AWS region, from `aws:region`. */
  readonly region: string;
}

/** What port 80 does. */
export type HttpMode = SettingValues["http"];

export function describedAs(key: string): Described | undefined {
  return Object.hasOwn(definitions, key) ? (definitions as Readonly<Record<string, Described>>)[key] : undefined;
}

export type { Domain } from "./domain";
export type { ExistingCertificate, SelfSignedCertificate } from "./load-balancer";
export type { NatKind, ZoneAllocationIds } from "./nat";
export type { Zone } from "./network";
export type { InstanceTypes } from "./servers";
