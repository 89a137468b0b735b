import * as aws from "@pulumi/aws";
import type { Domain } from "../config";
import type { AwsClients } from "../lib/aws";
import type { StageName } from "../lib/naming";
import { messageOf } from "../lib/user-error";
import type { PreflightCheck } from "./check";
import type { LastDeployment } from "./last-deployment";
import { findLoadBalancer } from "./load-balancer";

/** What the check needs to know of a hosted zone. */
export interface HostedZone {
  /** `example.com`, with or without a dot at its end. */
  readonly name: string;
  readonly privateZone?: boolean;
}

/** One record set of a zone. */
export interface ZoneRecord {
  /** With a dot at its end; `*` as `\052`. */
  readonly name: string;
  readonly type: string;
  /** DNS name of an alias record's target; empty for other records. */
  readonly target: string;
}

/** How the check reads Route 53. The provider does it, which needs the same permissions for its records. */
export interface Route53 {
  readonly zone: (zoneId: string) => Promise<HostedZone>;
  /** @param nameRegex a regular expression of Go */
  readonly records: (zoneId: string, nameRegex: string) => Promise<readonly ZoneRecord[]>;
}

const provider: Route53 = {
  zone: (zoneId) => aws.route53.getZone({ zoneId }),
  records: async (zoneId, nameRegex) => {
    const { resourceRecordSets } = await aws.route53.getRecords({ zoneId, nameRegex });
    return resourceRecordSets.map(({ name, type, aliasTarget }) => ({
      ...{ name, type },
      // Null for records without one, whatever its type says.
      target: (aliasTarget as { readonly dnsName: string } | null)?.dnsName ?? "",
    }));
  },
};

/** Types of records with which the address of a name is found. */
const ADDRESSES = ["A", "AAAA", "CNAME"];

/**
 * Checks that the hosted zone is public, has all of the domain's names, and has no address for them that leads elsewhere:
 * the deployment would replace it.
 */
export function hostedZone(
  {
    stageName,
    domain,
    last,
  }: {
    readonly stageName: StageName;
    readonly domain: Domain;
    readonly last: Pick<LastDeployment, "loadBalancerDnsName">;
  },
  clients: Pick<AwsClients, "elb">,
  route53 = provider,
): PreflightCheck {
  const { hostedZoneId, names } = domain;
  return {
    what: `read hosted zone ${hostedZoneId}`,
    run: async () => {
      const zone = await route53.zone(hostedZoneId).catch((error: unknown) => messageOf(error));
      if (typeof zone === "string") return [`domain.hostedZoneId: could not read hosted zone ${hostedZoneId}: ${zone}`];
      if (zone.privateZone === true) {
        return [`domain.hostedZoneId: ${hostedZoneId} is a private hosted zone; use the public one of the domain`];
      }
      const zoneName = bare(zone.name);
      const outside = names.filter((name) => name !== zoneName && !name.endsWith(`.${zoneName}`));
      if (outside.length > 0) {
        const belong = outside.length === 1 ? "does not belong" : "do not belong";
        return [
          `domain.names: ${outside.join(" and ")} ${belong} to hosted zone ${hostedZoneId}, which is that of ${zoneName}; ` +
            "use the hosted zone of the domain",
        ];
      }
      const [records, own] = await Promise.all([
        route53.records(hostedZoneId, regexOf(names)),
        ownTargets(stageName, last, clients),
      ]);
      return records
        .filter(({ name, type }) => names.includes(bare(name)) && ADDRESSES.includes(type))
        .filter(({ target }) => !own.includes(bare(target)))
        .map(
          ({ name, type }) =>
            `domain.names: ${bare(name)} already has a record of type ${type} in hosted zone ${hostedZoneId}, which is not ` +
            "this stage's; delete it if the name should lead to this stage, or use another name",
        );
    },
  };
}

/** The load balancers of the stage: that of the last deployment has another name once the stack is renamed. */
async function ownTargets(
  stageName: StageName,
  { loadBalancerDnsName }: Pick<LastDeployment, "loadBalancerDnsName">,
  clients: Pick<AwsClients, "elb">,
): Promise<readonly string[]> {
  const found = await findLoadBalancer(stageName, clients);
  return [found?.DNSName, loadBalancerDnsName].filter((name) => name !== undefined).map(bare);
}

/** `dualstack.` is how AWS's console begins the target of an alias record. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\\052/, "*")
    .replace(/^dualstack\./, "");
}

/** Matches records with these names as Route 53 writes them. */
function regexOf(names: readonly string[]): string {
  const alternatives = names.map((name) => name.replace(/^\*/, "\\052").replace(/[\\.]/g, "\\$&"));
  return `^(${alternatives.join("|")})\\.?$`;
}
