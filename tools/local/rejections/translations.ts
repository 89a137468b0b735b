import type { Translation } from "./rejection";

/** Error codes of the emulator that AWS does not use, and AWS's. */
export const translations: readonly Translation[] = [
  // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html
  { service: "autoscaling", from: /^Invalid.*\.NotFound$|^InvalidParameterValue$/, code: "ValidationError" },
  // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html
  { service: "elasticloadbalancing", from: /^InvalidSubnetID\.NotFound$/, code: "SubnetNotFound" },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  {
    ...{ service: "ec2", actions: ["RunInstances", "ModifyInstanceAttribute"] },
    ...{ from: /^InvalidInstanceType\.NotFound$/, code: "InvalidParameterValue" },
  },
  { service: "ec2", actions: ["ImportKeyPair"], from: /^InvalidKeyPair\.Format$/, code: "InvalidKey.Format" },
];
