import type { Route53Client } from "@aws-sdk/client-route-53";
import type { Domain } from "../config";
import type { AwsClients } from "../lib/aws";
import { aliasTarget, plainName } from "../lib/dns-name";
import { recordsNamed } from "../lib/dns-records";
import type { StageName } from "../lib/naming";
import { messageOf } from "../lib/user-error";
import type { PreflightCheck } from "./check";
import type { LastDeployment } from "./last-deployment";
import { findLoadBalancer } from "./load-balancer";

export interface CheckedDomain {
  readonly stageName: StageName;
  readonly domain: Domain;
  readonly last: Pick<LastDeployment, "loadBalancerDnsName">;
}

/** Errors that a deployment would have too. */
const UNREADABLE = /^(NoSuchHostedZone|InvalidInput|AccessDenied(Exception)?)$/;

/** Types of records with which the address of a name is found. */
const ADDRESSES: readonly string[] = ["A", "AAAA", "CNAME"];

/**
 * Checks that the hosted zone is public, has all of the domain's names, and has no address for them that leads elsewhere:
 * the deployment would replace it.
 */
export function hostedZone(
  { stageName, domain: { hostedZoneId, names }, last }: CheckedDomain,
  clients: Pick<AwsClients, "elb" | "route53">,
): PreflightCheck {
  return {
    what: `read hosted zone ${hostedZoneId}`,
    run: async () => {
      const route53 = await clients.route53();
      const issue = await zoneIssue(route53, hostedZoneId, names);
      if (issue !== undefined) return [issue];
      const [records, own] = await Promise.all([
        Promise.all(names.map((name) => recordsNamed(route53, hostedZoneId, name))),
        ownTargets(stageName, last, clients),
      ]);
      return records
        .flat()
        .filter(({ Type = "" }) => ADDRESSES.includes(Type))
        .filter(({ AliasTarget }) => !own.includes(aliasTarget(AliasTarget?.DNSName ?? "")))
        .map(
          ({ Name = "", Type = "" }) =>
            `domain.names: ${plainName(Name)} already has a record of type ${Type} in hosted zone ${hostedZoneId}, which is not ` +
            "this stage's; delete it if the name should lead to this stage, or use another name",
        );
    },
  };
}

async function zoneIssue(
  route53: Route53Client,
  zoneId: string,
  names: readonly string[],
): Promise<string | undefined> {
  const { GetHostedZoneCommand } = await import("@aws-sdk/client-route-53");
  let zone;
  try {
    zone = (await route53.send(new GetHostedZoneCommand({ Id: zoneId }))).HostedZone;
  } catch (error) {
    if (!(error instanceof Error) || !UNREADABLE.test(error.name)) throw error;
    return `domain.hostedZoneId: AWS does not return hosted zone ${zoneId} to this account: ${messageOf(error)}`;
  }
  if (zone?.Config?.PrivateZone === true) {
    return `domain.hostedZoneId: ${zoneId} is a private hosted zone; use the public one of the domain`;
  }
  const zoneName = plainName(zone?.Name ?? "");
  const outside = names.filter((name) => name !== zoneName && !name.endsWith(`.${zoneName}`));
  if (outside.length === 0) return undefined;
  return (
    `domain.names: ${outside.join(" and ")} ${outside.length === 1 ? "does" : "do"} not belong to hosted zone ${zoneId}, ` +
    `which is that of ${zoneName}; use the hosted zone of the domain`
  );
}

/** The load balancers of the stage: that of the last deployment has another name once the stack is renamed. */
async function ownTargets(
  stageName: StageName,
  { loadBalancerDnsName }: CheckedDomain["last"],
  clients: Pick<AwsClients, "elb">,
): Promise<readonly string[]> {
  const found = await findLoadBalancer(stageName, clients);
  return [found?.DNSName, loadBalancerDnsName].filter((name) => name !== undefined).map(aliasTarget);
}
