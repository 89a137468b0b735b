import type { AvailabilityZone } from "@aws-sdk/client-ec2";
import type { AwsClients } from "../lib/aws";
import type { PreflightCheck } from "./check";

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
      const found = await describeZones(clients);
      const advice = `Use one of this account's zones: ${usableNames(found).sort().join(", ")}`;
      return zones.flatMap((name) => {
        const zone = found.find(({ ZoneName }) => ZoneName === name);
        const reason = zone === undefined ? `does not exist in this account in ${region}` : unusableReason(zone);
        return reason === undefined ? [] : `zones: ${name} ${reason}. ${advice}`;
      });
    },
  };
}

/** Names of the zones in which the account can create subnets, Local and Wavelength Zones left out. */
export async function zoneNames(clients: Pick<AwsClients, "ec2">): Promise<readonly string[]> {
  return usableNames(await describeZones(clients));
}

async function describeZones(clients: Pick<AwsClients, "ec2">): Promise<readonly AvailabilityZone[]> {
  const { DescribeAvailabilityZonesCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  // All of them, since "is not enabled for this account" says more than "does not exist".
  const { AvailabilityZones = [] } = await ec2.send(
    new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true }),
  );
  return AvailabilityZones;
}

function usableNames(zones: readonly AvailabilityZone[]): string[] {
  return zones.filter((zone) => unusableReason(zone) === undefined).map(({ ZoneName = "" }) => ZoneName);
}

function unusableReason({ ZoneType, OptInStatus, State }: AvailabilityZone): string | undefined {
  if (ZoneType !== undefined && ZoneType !== "availability-zone") return `is a ${ZoneType}, not an Availability Zone`;
  if (OptInStatus === "not-opted-in") return "is not enabled for this account";
  // A zone in the state `information` works; AWS only has a message about it.
  return State === undefined || State === "available" || State === "information" ? undefined : `is ${State}`;
}
