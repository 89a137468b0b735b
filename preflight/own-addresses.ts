import type { Address, NetworkInterface } from "@aws-sdk/client-ec2";
import { allPages, filtersOf, type AwsClients } from "../lib/aws";
import { nameOf, type StageName } from "../lib/naming";
import type { PreflightCheck } from "./check";
import { findVpc } from "./existing-network";

export interface OwnAddresses {
  readonly stageName: StageName;
  readonly region: string;
  /** VPC of the last deployment. @default found by its tags */
  readonly vpcId: string | undefined;
  readonly kind: string;
  /** Allocation ids of the user's own Elastic IPs that the NATs get, by the zone's name. They may be secret. */
  readonly ids: ReadonlyMap<string, string>;
}

/** Checks that the user's own Elastic IPs exist, and that nothing outside the stage uses them. */
export function ownAddresses(wanted: OwnAddresses, clients: Pick<AwsClients, "ec2">): PreflightCheck {
  return {
    what: "look for the Elastic IPs of natEipAllocationIds",
    run: async () => {
      const ids = [...wanted.ids.values()];
      if (ids.length === 0) return [];
      const { DescribeAddressesCommand } = await import("@aws-sdk/client-ec2");
      // A filter, since AWS rejects the whole call for an unknown id.
      const Filters = filtersOf({ "allocation-id": ids });
      const { Addresses = [] } = await (await clients.ec2()).send(new DescribeAddressesCommand({ Filters }));
      const elsewhere = await usedElsewhere(Addresses, wanted, clients);
      return [...wanted.ids].flatMap(([zone, id]) => {
        const issue = issueOf(
          Addresses.find(({ AllocationId }) => AllocationId === id),
          elsewhere,
          wanted,
        );
        return issue === undefined ? [] : [`natEipAllocationIds.${wanted.kind}.${zone}: ${issue}`];
      });
    },
  };
}

function issueOf(
  address: Address | undefined,
  elsewhere: ReadonlySet<string>,
  { region, stageName }: OwnAddresses,
): string | undefined {
  const another = `aws ec2 allocate-address --region ${region} --domain vpc`;
  if (address === undefined) {
    return `this Elastic IP does not exist in this account in ${region}. Use another one, or allocate one: ${another}`;
  }
  if (isCreatedByProgram(address, stageName)) {
    return `this program created this Elastic IP, and releases it with this change. Allocate one of your own: ${another}`;
  }
  const { NetworkInterfaceId = "", InstanceId } = address;
  if (!elsewhere.has(NetworkInterfaceId)) return undefined;
  const holder = InstanceId ? `instance ${InstanceId}` : `network interface ${NetworkInterfaceId}`;
  return `this Elastic IP is in use outside this stage, by ${holder}. Disassociate it, or use another one: ${another}`;
}

/** Its Name tells: a program of the user's may give its addresses the same other tags. */
function isCreatedByProgram({ Tags = [] }: Address, stageName: StageName): boolean {
  const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
  const [prefix, name = ""] = [nameOf(stageName, {}), tags.get("Name")];
  if (tags.get("ManagedBy") !== "pulumi" || !name.startsWith(`${prefix}-`)) return false;
  return /^(?:nat-(?:instance|gateway)-\d+[a-z]|bastion)$/.test(name.slice(prefix.length + 1));
}

/** Ids of network interfaces that have one of the addresses, and are not in the stage's VPC. */
async function usedElsewhere(
  addresses: readonly Address[],
  wanted: OwnAddresses,
  clients: Pick<AwsClients, "ec2">,
): Promise<ReadonlySet<string>> {
  const used = addresses.flatMap(({ NetworkInterfaceId }) => (NetworkInterfaceId ? [NetworkInterfaceId] : []));
  if (used.length === 0) return new Set();
  const { DescribeNetworkInterfacesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = filtersOf({ "network-interface-id": used });
  const ec2 = await clients.ec2();
  const [vpc, pages] = await Promise.all([
    findVpc(wanted, clients),
    allPages((token) => ec2.send(new DescribeNetworkInterfacesCommand({ Filters, ...token }))),
  ]);
  const interfaces = pages.flatMap(({ NetworkInterfaces = [] }) => NetworkInterfaces);
  const isOfStage = ({ VpcId }: NetworkInterface) => vpc !== undefined && VpcId === vpc.VpcId;
  const own = interfaces.filter(isOfStage).map(({ NetworkInterfaceId }) => NetworkInterfaceId);
  return new Set(used.filter((id) => !own.includes(id)));
}
