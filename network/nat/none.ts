import type { NatDesign } from "./provider";

/** No way out: private machines reach S3 in their region through the VPC's endpoint, and nothing else. */
export const noNat: NatDesign = {
  kind: "none",
  hasSecurityGroup: false,
  leadsOut: false,
  hasElasticIp: false,
  create: () => [],
};
