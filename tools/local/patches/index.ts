import type { Patch } from "../api";
import { accountFacts } from "./account-facts";
import { canonicalCidrs } from "./canonical-cidrs";
import { certificatePropagation } from "./certificate-propagation";
import { connectionDraining } from "./connection-draining";
import { createdImages } from "./created-images";
import { groupInstances } from "./group-instances";
import { groupMetrics } from "./group-metrics";
import { groupSettings } from "./group-settings";
import { groupSubnets } from "./group-subnets";
import { instanceConsole } from "./instance-console";
import { instancePowerOff } from "./instance-power-off";
import { instanceInterfaces } from "./instance-interfaces";
import { instanceMonitoring } from "./instance-monitoring";
import { instanceRefresh } from "./instance-refresh";
import { instanceStatusChecks } from "./instance-status-checks";
import { launchTemplateVersions } from "./launch-template-versions";
import { loadBalancerAttributes } from "./load-balancer-attributes";
import { loadBalancerHealthCheck } from "./load-balancer-health-check";
import { loadBalancerListeners } from "./load-balancer-listeners";
import { loadBalancerNames } from "./load-balancer-names";
import { natGatewayFailures } from "./nat-gateway-failures";
import { natGatewayInterfaces } from "./nat-gateway-interfaces";
import { natGatewayStates } from "./nat-gateway-states";
import { ruleDescriptions } from "./rule-descriptions";
import { scalingPolicies } from "./scaling-policies";
import { serverCertificates } from "./server-certificates";
import { terminatedInterfaces } from "./terminated-interfaces";
import { terminationProtection } from "./termination-protection";
import { unsupported } from "./unsupported";

/** All that the proxy puts right, for one emulator from its start on: patches remember what they saw. */
export function allPatches(): Patch[] {
  return [
    unsupported(),
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
