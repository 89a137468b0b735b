import type { RecordedResource } from "../../../offline";
import type { Charge, Charges } from "../charge";
import { PRICES } from "../prices";
import { exactly } from "../range";
import type { Stage } from "../stage";

/** Public IPv4 addresses: what for makes no difference. */
export function addresses(count: number): Charge {
  return {
    what: "public IPv4 address",
    part: "fixed",
    quantity: exactly(count),
    unit: "hour",
    price: PRICES.publicIpv4Hour,
  };
}

export const elasticIp: Charges = () => [addresses(1)];

/** The user's own Elastic IP costs the same as one that is made here, but only what uses it is recorded. */
export function ownAddress(user: RecordedResource, stage: Stage): Charge[] {
  const isMadeHere = stage.behind(user, "allocationId", "aws.ec2.Eip").length > 0;
  return user.inputs.allocationId === undefined || isMadeHere ? [] : [addresses(1)];
}

export const elasticIpAssociation: Charges = ownAddress;
