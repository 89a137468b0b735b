import { allPages, filtersOf, stageTags } from "../../lib/aws";
import { nameOf, zoneSuffix } from "../../lib/naming";
import type { CheckContext } from "./check";

export interface NatAddress {
  readonly address: string;
  /** The zone of its public subnet: `1a`. */
  readonly zone: string;
}

export async function natAddresses(context: CheckContext): Promise<readonly NatAddress[]> {
  switch (context.stage.settings.nat.kind) {
    case "instance":
      return context.deployed.instances.flatMap(({ role, publicIp: address, zone }) =>
        role === "nat" && address !== undefined ? [{ address, zone: zoneSuffix(zone) }] : [],
      );
    case "gateway":
      return gatewayAddresses(context);
    case "none":
      return [];
  }
}

async function gatewayAddresses({ stage, clients }: CheckContext): Promise<readonly NatAddress[]> {
  const { stageName, settings } = stage;
  const { DescribeNatGatewaysCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await clients.ec2();
  const Filter = filtersOf({ ...stageTags(stageName), state: "available" });
  const pages = await allPages((token) => ec2.send(new DescribeNatGatewaysCommand({ Filter, ...token })));
  // A single gateway has no zone in its name, and is in the first zone.
  const first = zoneSuffix(settings.network.zones[0].name);
  const prefix = `${nameOf(stageName, { suffix: "nat" })}-`;
  const gateways = pages.flatMap(({ NatGateways = [] }) => NatGateways);
  return gateways.flatMap(({ NatGatewayAddresses = [], Tags = [] }) => {
    const name = Tags.find(({ Key }) => Key === "Name")?.Value ?? "";
    const zone = name.startsWith(prefix) ? name.slice(prefix.length) : first;
    return NatGatewayAddresses.flatMap(({ PublicIp: address }) => (address === undefined ? [] : [{ address, zone }]));
  });
}
