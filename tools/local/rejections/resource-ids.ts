import { kinds, type Kind } from "./account";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");

interface Named {
  /** Parameters that hold ids of the kind. */
  readonly where: RegExp;
  readonly actions: readonly string[];
  /** @default the kind's own code */
  readonly code?: string;
}

const nested = "(?:NetworkInterface\\.\\d+\\.|LaunchTemplateData\\.)?";

/** Calls that name a resource by its id, by kind. */
const named: Readonly<Partial<Record<Kind, readonly Named[]>>> = {
  vpc: [
    {
      where: /^VpcId$/,
      actions: [
        ...["CreateSubnet", "CreateSecurityGroup", "CreateRouteTable", "AttachInternetGateway"],
        ...["DetachInternetGateway", "CreateVpcEndpoint", "ModifyVpcAttribute", "DeleteVpc"],
      ],
    },
    { where: /^ResourceId\.\d+$/, actions: ["CreateFlowLogs"] },
  ],
  subnet: [
    {
      where: new RegExp(`^${nested}SubnetId(?:\\.\\d+)?$`),
      actions: ["RunInstances", "CreateNatGateway", "AssociateRouteTable", "DeleteSubnet", "ModifySubnetAttribute"],
    },
  ],
  securityGroup: [
    {
      where: new RegExp(`^(?:GroupId(?:\\.\\d+)?|${nested}SecurityGroupId\\.\\d+)$`),
      actions: [
        ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
        ...["RevokeSecurityGroupEgress", "ModifySecurityGroupRules", "DeleteSecurityGroup", "RunInstances"],
        ...["ModifyInstanceAttribute", "ModifyNetworkInterfaceAttribute"],
      ],
    },
    {
      where: /^IpPermissions\.\d+\.(?:Groups|UserIdGroupPairs)\.\d+\.GroupId$/,
      actions: ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"],
    },
  ],
  internetGateway: [
    {
      where: /^InternetGatewayId$/,
      actions: ["AttachInternetGateway", "DetachInternetGateway", "DeleteInternetGateway"],
    },
    { where: /^GatewayId$/, actions: ["CreateRoute", "ReplaceRoute"], code: "InvalidGatewayID.NotFound" },
  ],
  routeTable: [
    {
      where: /^RouteTableId(?:\.\d+)?$/,
      actions: [
        ...["CreateRoute", "ReplaceRoute", "DeleteRoute", "AssociateRouteTable", "DeleteRouteTable"],
        ...["CreateVpcEndpoint", "ReplaceRouteTableAssociation"],
      ],
      code: "InvalidRouteTableID.NotFound",
    },
  ],
  natGateway: [
    { where: /^NatGatewayId(?:\.\d+)?$/, actions: ["DeleteNatGateway", "DescribeNatGateways"] },
    { where: /^NatGatewayId$/, actions: ["CreateRoute", "ReplaceRoute"], code: "InvalidNatGatewayID.NotFound" },
  ],
  address: [{ where: /^AllocationId$/, actions: ["AssociateAddress", "ReleaseAddress"] }],
  networkInterface: [{ where: /^NetworkInterfaceId$/, actions: ["CreateRoute", "ReplaceRoute", "AssociateAddress"] }],
  instance: [
    {
      where: /^InstanceId(?:\.\d+)?$/,
      actions: [
        ...["StartInstances", "StopInstances", "RebootInstances", "TerminateInstances", "CreateImage"],
        ...["ModifyInstanceAttribute", "ModifyInstanceMetadataOptions", "AssociateAddress", "CreateRoute"],
        ...["ReplaceRoute", "MonitorInstances", "UnmonitorInstances", "GetConsoleOutput"],
        "AssociateIamInstanceProfile",
      ],
    },
  ],
  image: [{ where: /^ImageId$/, actions: ["RunInstances", "DeregisterImage", "ModifyImageAttribute"] }],
  snapshot: [{ where: /^SnapshotId$/, actions: ["DeleteSnapshot"] }],
  keyPair: [{ where: /^KeyName$/, actions: ["RunInstances"] }],
  launchTemplate: [
    {
      where: /^(?:LaunchTemplate\.)?LaunchTemplateId$/,
      actions: ["RunInstances", "CreateLaunchTemplateVersion", "ModifyLaunchTemplate", "DeleteLaunchTemplate"],
    },
    { where: /^LaunchTemplateId\.\d+$/, actions: ["DescribeLaunchTemplates"] },
  ],
};

/** The prefix of an id; other ids are malformed. AWS distinguishes malformed and unknown ids for these kinds only. */
const malformed: Readonly<Partial<Record<Kind, { readonly pattern: RegExp; readonly code: string }>>> = {
  instance: { pattern: /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, code: "InvalidInstanceID.Malformed" },
  image: { pattern: /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, code: "InvalidAMIID.Malformed" },
  securityGroup: { pattern: /^sg-/, code: "InvalidGroupId.Malformed" },
  launchTemplate: { pattern: /^lt-/, code: "InvalidLaunchTemplateId.Malformed" },
};

/**
 * Ids of resources that are malformed or do not exist.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const resourceIds: readonly Rejection[] = Object.entries(named).flatMap(([key, uses]) => {
  const kind = key as Kind;
  return uses.flatMap(({ where, actions, code }): Rejection[] => {
    const shape = malformed[kind];
    const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    const missing = reject(actions, code ?? kinds[kind][3], async (request, account) => {
      for (const [, id] of request.matching(where)) {
        // A gateway id may also be a virtual private gateway's, or `local`.
        if (where.source === "^GatewayId$" && !id.startsWith("igw-")) continue;
        if ((await account.one(kind, id)) === undefined) return `The ${words} ID '${id}' does not exist`;
      }
      return undefined;
    });
    if (shape === undefined) return [missing];
    const odd = reject(actions, shape.code, (request) => {
      const bad = request.matching(where).find(([, id]) => !shape.pattern.test(id));
      return bad && `Invalid id: "${bad[1]}"`;
    });
    return [odd, missing];
  });
});
