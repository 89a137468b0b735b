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

/** All patches, the first outermost. They remember the calls they saw, so each emulator gets its own from its start. */
export function allPatches(): Patch[] {
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
    connectionDraining(),
    certificatePropagation(),
    serverCertificates(),
  ];
}
