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
  const filters = { "tag:Service": [stageName.service], "tag:Stage": [stageName.stage], state: ["available"] };
  const { NatGateways = [] } = await (
    await clients.ec2()
  ).send(
    new DescribeNatGatewaysCommand({ Filter: Object.entries(filters).map(([Name, Values]) => ({ Name, Values })) }),
  );
  // A single gateway has no zone in its name, and is in the first zone.
  const first = zoneSuffix(settings.network.zones[0].name);
  const prefix = `${nameOf(stageName, { suffix: "nat" })}-`;
  return NatGateways.flatMap(({ NatGatewayAddresses = [], Tags = [] }) => {
    const name = Tags.find(({ Key }) => Key === "Name")?.Value ?? "";
    const zone = name.startsWith(prefix) ? name.slice(prefix.length) : first;
    return NatGatewayAddresses.flatMap(({ PublicIp: address }) => (address === undefined ? [] : [{ address, zone }]));
  });
}
