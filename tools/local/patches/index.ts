import type { Patch } from "../api";
import { accountFacts } from "./account-facts";
import { groupMetrics, groupSettings, groupSubnets, scalingPolicies } from "./auto-scaling-groups";
import { canonicalCidrs } from "./canonical-cidrs";
import { connectionDraining } from "./connection-draining";
import { createdImages } from "./created-images";
import { groupInstances } from "./group-instances";
import { instanceRefresh } from "./instance-refresh";
import { instanceConsole, instancePowerOff } from "./instance-user-data";
import { defaultTlsPolicy } from "./default-tls-policy";
import {
  imageVolumeSizes,
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
  repeatedLoadBalancers,
} from "./load-balancers";
import { natGatewayFailures, natGatewayInterfaces, natGatewayStates } from "./nat-gateways";
import { publicAddresses } from "./public-addresses";
import type { StartedInstances } from "./running-groups/members";
import { RunningGroups } from "./running-groups/running-groups";
import { ruleDescriptions } from "./rule-descriptions";
import { certificatePropagation, serverCertificates } from "./server-certificates";
import { unsupported } from "./unsupported";
import { deletedVpcEndpoints } from "./vpc-endpoints";

/** Instances that run, instead of the stand-ins for them. */
export interface Running {
  readonly instances: StartedInstances;
  readonly patches: readonly Patch[];
}

/** All patches, the first outermost. They remember the calls they saw, so each emulator gets its own from its start. */
export function allPatches(running?: Running): Patch[] {
  const groups = running && new RunningGroups(running.instances);
  return [
    unsupported(),
    deletedVpcEndpoints(),
    publicAddresses(),
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
    ...(running?.patches ?? [instanceConsole(), instancePowerOff(), instanceStatusChecks(), connectionDraining()]),
    imageVolumeSizes(),
    instanceInterfaces(),
    instanceMonitoring(),
    createdImages(),
    terminationProtection(),
    terminatedInterfaces(),
    natGatewayFailures(),
    natGatewayInterfaces(),
    natGatewayStates(),
    ruleDescriptions(),
    repeatedLoadBalancers(),
    loadBalancerListeners(),
    defaultTlsPolicy(),
    loadBalancerHealthCheck(),
    loadBalancerAttributes(),
    loadBalancerNames(),
    certificatePropagation(),
    serverCertificates(),
  ];
}
