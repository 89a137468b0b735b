import type { NatProvider } from "./provider";

/** No way out: private machines reach S3 in their region through the VPC's endpoint, and nothing else. */
export const noNat: NatProvider = {
  kind: "none",
  hasSecurityGroup: false,
  hasInternetEgress: false,
  hasElasticIp: false,
  create: () => [],
};
