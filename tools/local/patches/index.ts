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
import { publicAddresses } from "./public-addresses";
import { ruleDescriptions } from "./rule-descriptions";
import { certificatePropagation, serverCertificates } from "./server-certificates";
import { unsupported } from "./unsupported";

/**
 * All patches, the first outermost. They remember the calls they saw, so each emulator gets its own from its start.
 * @param running what replaces the stand-ins for instances that do not run
 */
export function allPatches(running?: readonly Patch[]): Patch[] {
  return [
    unsupported(),
    publicAddresses(),
    canonicalCidrs(),
    accountFacts(),
    instanceRefresh(),
    groupInstances(),
    groupSubnets(),
    groupMetrics(),
    groupSettings(),
    scalingPolicies(),
    launchTemplateVersions(),
    ...(running ?? [instanceConsole(), instancePowerOff(), instanceStatusChecks()]),
    instanceInterfaces(),
    instanceMonitoring(),
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
    connectionDraining(),
    certificatePropagation(),
    serverCertificates(),
  ];
}
