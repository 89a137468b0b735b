import type { ResourceRecordSet, Route53Client } from "@aws-sdk/client-route-53";
import { plainName } from "./dns-name";

/** The records of a hosted zone with a name. AWS lists them in the order of their names, from the one that is asked for. */
export async function recordsNamed(
  route53: Route53Client,
  HostedZoneId: string,
  name: string,
): Promise<readonly ResourceRecordSet[]> {
  const { ListResourceRecordSetsCommand } = await import("@aws-sdk/client-route-53");
  const { ResourceRecordSets = [] } = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId, StartRecordName: name }),
  );
  return ResourceRecordSets.filter(({ Name = "" }) => plainName(Name) === plainName(name));
}
