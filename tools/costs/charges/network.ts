import type { Charges } from "../charge";
import { DATA_OUT, PRICES } from "../prices";
import { exactly } from "../range";
import { at, text } from "../stage";
import { waysOut } from "../ways-out";
import { ownAddress } from "./addresses";

export const natGateway: Charges = (gateway, stage, { gbNat }) => {
  const shares = waysOut(stage).filter(({ target }) => target === gateway);
  const share = shares.reduce((sum, wayOut) => sum + wayOut.share, 0);
  return [
    { what: "NAT gateway", part: "fixed", quantity: exactly(1), unit: "hour", price: PRICES.natGatewayHour },
    ...ownAddress(gateway, stage),
    {
      what: "data through the NAT gateway",
      part: "usage",
      quantity: exactly(gbNat * share),
      unit: "GB",
      price: PRICES.natGatewayGb,
    },
  ];
};

/** A route costs nothing, but what it leads to another zone does: AWS charges for leaving the one and entering the other. */
export const route: Charges = (resource, stage, { gbNat }) =>
  waysOut(stage)
    .filter((wayOut) => wayOut.route === resource && wayOut.crossingShare > 0)
    .map(({ crossingShare }) => ({
      what: "data between zones",
      part: "usage",
      quantity: exactly(2 * gbNat * crossingShare),
      unit: "GB",
      price: PRICES.interZoneGb,
    }));

/** It costs nothing by itself; all that leaves the VPC for the internet leaves by it. */
export const internetGateway: Charges = (_, stage, { gbOut, gbNatOut }) => {
  const answers = stage.all("aws.elb.LoadBalancer").some((balancer) => at(balancer, "internal") !== true);
  const gb = (answers ? gbOut : 0) + (waysOut(stage).length > 0 ? gbNatOut : 0);
  return DATA_OUT.flatMap(({ upToGb, price }, index) => {
    const fromGb = DATA_OUT[index - 1]?.upToGb ?? 0;
    if (gb <= fromGb) return [];
    const quantity = exactly(Math.min(gb, upToGb) - fromGb);
    return [{ what: price.what, part: "usage", quantity, unit: "GB", price }];
  });
};

/** Those of the kind "Gateway" are free; any other kind costs, and the stage has none of it. */
export const vpcEndpoint: Charges = (endpoint) =>
  text(endpoint, "vpcEndpointType") === "Gateway"
    ? []
    : [{ what: "VPC endpoint", part: "fixed", quantity: exactly(1), unit: "hour", price: undefined }];
