import type { Translation } from "./rejection";

const ec2Errors = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";

/** The emulator's own error codes. */
export const translations: readonly Translation[] = [
  {
    service: "autoscaling",
    from: /^Invalid.*\.NotFound$|^InvalidParameterValue$/,
    code: "ValidationError",
    source: "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html",
  },
  {
    service: "elasticloadbalancing",
    from: /^InvalidSubnetID\.NotFound$/,
    code: "SubnetNotFound",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html",
  },
  {
    service: "ec2",
    actions: ["RunInstances", "ModifyInstanceAttribute"],
    from: /^InvalidInstanceType\.NotFound$/,
    code: "InvalidParameterValue",
    source: ec2Errors,
  },
  {
    service: "ec2",
    actions: ["ImportKeyPair"],
    from: /^InvalidKeyPair\.Format$/,
    code: "InvalidKey.Format",
    source: ec2Errors,
  },
];
