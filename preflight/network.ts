import * as pulumi from "@pulumi/pulumi";
import type { Zone } from "../config";
import type { AwsClients } from "../lib/aws";
import { zoneNames } from "./availability-zones";
import type { StageName } from "../lib/naming";
import type { PreflightCheck } from "./check";
import { readNetwork, type ExistingNetwork, type NetworkOfStage } from "./existing-network";
import { blockersOf, leftoverZones, type WantedNetwork } from "./network-change";
import { stepsTo } from "./network-steps";

const INDENT = "\n    ";

/** Compares the network with the existing one: not every change is possible in one deployment. */
export function networkChange(
  stage: Pick<NetworkOfStage, "stageName" | "vpcId">,
  wanted: WantedNetwork,
  clients: Pick<AwsClients, "ec2" | "elb">,
): PreflightCheck {
  return {
    what: "compare the network with the existing one",
    run: async () => {
      const existing = await readNetwork({ ...stage, ownAllocationIds: [...wanted.ownAddresses.values()] }, clients);
      if (existing === undefined) return [];
      const blockers = blockersOf(existing, wanted);
      const leftover = leftoverZones(existing);
      if (blockers.length === 0 && leftover.length === 0) return [];
      const advice = adviceOn(existing, wanted, await zoneNames(clients));
      if (blockers.length > 0) {
        const change = `this network change is not possible in one deployment: ${blockers.join("; ")}`;
        return [`${change}. ${stage.vpcId === undefined ? otherState(stage.stageName) + advice : capitalized(advice)}`];
      }
      await pulumi.log.warn(
        `${leftover.join(" and ")} has subnets left over from a failed deployment. ` +
          `If this one fails with InvalidSubnet.Conflict, ${advice}`,
      );
      return [];
    },
  };
}

/** The outputs of an interrupted first deployment have no VPC either, so this may be a VPC of the stack. */
function otherState({ service, stage }: StageName): string {
  return (
    `If the VPC with the tags Service=${service} and Stage=${stage} was deployed from another state, use that one ` +
    `(pulumi login URL, then pulumi stack select ${stage}), or another stack name or serviceName. Otherwise: `
  );
}

function adviceOn(existing: ExistingNetwork, wanted: WantedNetwork, zones: readonly string[]): string {
  const steps = stepsTo(existing, wanted, zones);
  const unprotect = wanted.protect ? ["the deployed settings, with protect: false"] : [];
  const instead = steps?.map((step, index) => (index === steps.length - 1 ? last(wanted) : settingsOf(step, wanted)));
  const list = instead ?? [
    "pulumi destroy, which also deletes what you cannot get back, such as the load balancer's DNS name",
    last(wanted),
  ];
  const protect = wanted.protect ? ["protect: true again"] : [];
  const numbered = [...unprotect, ...list, ...protect].map((step, index) => `${INDENT}${index + 1}. ${step}`);
  return `deploy in these steps, each with "pulumi up":${numbered.join("")}`;
}

function last({ protect }: WantedNetwork): string {
  return `the new settings${protect ? ", with protect: false" : ""}`;
}

function settingsOf({ zones, ownAddresses }: WantedNetwork, wanted: WantedNetwork): string {
  const list = zones.map(({ name, publicCidr, privateCidr }: Zone) => {
    return `{name: ${name}, publicCidr: ${publicCidr}, privateCidr: ${privateCidr}}`;
  });
  const without = [
    ...(ownAddresses.size < wanted.ownAddresses.size ? ["natEipAllocationIds"] : []),
    ...(wanted.protect ? ["protect: true"] : []),
  ];
  return `zones: [${list.join(", ")}]${without.length === 0 ? "" : `, without ${without.join(" and ")}`}`;
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
