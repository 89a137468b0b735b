import type { AvailabilityZone } from "@aws-sdk/client-ec2";

import type { AwsClients } from "../lib/aws";
import type { PreflightCheck } from "./preflight";

/**
 * Checks that the account has the Availability Zones of the settings. Accounts differ: a new one has no
 * `ap-northeast-1b`. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
 */
export function availabilityZones(
  { region, zones }: { readonly region: string; readonly zones: readonly string[] },
  clients: Pick<AwsClients, "ec2">,
): PreflightCheck {
  return {
    what: "list the account's Availability Zones",
    run: async () => {
      const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
      const ec2 = await clients.ec2();
      // All: a Local Zone that is not opted in has a better message than one that does not exist.
      const { AvailabilityZones: found = [] } = await ec2.send(
        new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }),
      );
      const usable = found.filter((zone) => problemOf(zone) === undefined).map(({ ZoneName = "" }) => ZoneName);
      const advice = `Use one of this account's zones: ${usable.sort().join(", ")}`;
      return zones.flatMap((name) => {
        const zone = found.find(({ ZoneName }) => ZoneName === name);
        const problem = zone === undefined ? `does not exist in this account in ${region}` : problemOf(zone);
        return problem === undefined ? [] : `zones: ${name} ${problem}. ${advice}`;
      });
    },
  };
}

function problemOf({ ZoneType, OptInStatus, State }: AvailabilityZone): string | undefined {
  if (ZoneType !== undefined && ZoneType !== "availability-zone") return `is a ${ZoneType}, not an Availability Zone`;
  if (OptInStatus === "not-opted-in") return "is not enabled for this account";
  // A zone with an `information` message works.
  return State === undefined || State === "available" || State === "information" ? undefined : `is ${State}`;
}
