import type { Patch } from "../api";
import { accountFacts } from "./account-facts";
import { groupMetrics, groupSettings, groupSubnets, scalingPolicies } from "./auto-scaling-groups";
import { canonicalCidrs } from "./canonical-cidrs";
import { connectionDraining } from "./connection-draining";
import { createdImages } from "./created-images";
import { groupInstances } from "./group-instances";
import { instanceRefresh } from "./instance-refresh";
import { instanceConsole, instancePowerOff } from "./instance-user-data";
import {
  instanceInterfaces,
  instanceMonitoring,
  instanceStatusChecks,
  terminatedInterfaces,
  terminationProtection,
} from "./instances";
import { launchTemplateVersions } from "./launch-template-versions";
import {
  loadBalancerAttributes,
  loadBalancerHealthCheck,
  loadBalancerListeners,
  loadBalancerNames,
} from "./load-balancers";
import { natGatewayFailures, natGatewayInterfaces, natGatewayStates } from "./nat-gateways";
import { RunningGroups, type RunningInstances } from "./running-groups";
import { ruleDescriptions } from "./rule-descriptions";
import { certificatePropagation, serverCertificates } from "./server-certificates";
import { unsupported } from "./unsupported";

export type { RunningInstances };

/**
 * All patches, the first outermost. They remember the calls they saw, so each emulator gets its own from its start.
 * @param running instances that really run; undefined: none does, and stand-ins show what their health would be
 */
export function allPatches(running?: RunningInstances): Patch[] {
  const groups = running === undefined ? undefined : new RunningGroups(running);
  return [
    unsupported(),
    canonicalCidrs(),
    accountFacts(),
    instanceRefresh(undefined, undefined, groups),
    ...(groups === undefined ? [] : [groups.patch]),
    groupInstances(),
    groupSubnets(),
    groupMetrics(),
    groupSettings(),
    scalingPolicies(),
    launchTemplateVersions(),
    instanceConsole(),
    instancePowerOff(),
    instanceInterfaces(),
    instanceMonitoring(),
    instanceStatusChecks(),
    createdImages(),
    terminationProtection(),
    terminatedInterfaces(),
    natGatewayFailures(),
    natGatewayInterfaces(),
    natGatewayStates(),
    ruleDescriptions(),
    loadBalancerListeners(),
    loadBalancerHealthCheck(),
    loadBalancerAttributes(),
    loadBalancerNames(),
    ...(groups === undefined ? [connectionDraining()] : []),
    certificatePropagation(),
    serverCertificates(),
  ];
}
