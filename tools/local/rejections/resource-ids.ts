import { kinds, type Kind } from "./account";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");

interface Use {
  /** The parameters that contain the IDs. */
  readonly parameters: RegExp;
  readonly actions: readonly string[];
  /** @default the kind's usual error code */
  readonly code?: string;
  /** The kind's name in AWS's message. @default the kind */
  readonly noun?: string;
}

const nested = "(?:NetworkInterface\\.\\d+\\.|LaunchTemplateData\\.)?";

/** The calls that refer to a resource by ID, by kind of resource. */
const uses: Readonly<Partial<Record<Kind, readonly Use[]>>> = {
  vpc: [
    {
      parameters: /^VpcId$/,
      actions: [
        ...["CreateSubnet", "CreateSecurityGroup", "CreateRouteTable", "AttachInternetGateway"],
        ...["DetachInternetGateway", "CreateVpcEndpoint", "ModifyVpcAttribute", "DeleteVpc"],
      ],
    },
    { parameters: /^ResourceId\.\d+$/, actions: ["CreateFlowLogs"] },
  ],
  subnet: [
    {
      parameters: new RegExp(`^${nested}SubnetId(?:\\.\\d+)?$`),
      actions: ["RunInstances", "CreateNatGateway", "AssociateRouteTable", "DeleteSubnet", "ModifySubnetAttribute"],
    },
  ],
  securityGroup: [
    {
      parameters: new RegExp(`^(?:GroupId(?:\\.\\d+)?|${nested}SecurityGroupId\\.\\d+)$`),
      actions: [
        ...["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress"],
        ...["RevokeSecurityGroupEgress", "ModifySecurityGroupRules", "DeleteSecurityGroup", "RunInstances"],
        ...["ModifyInstanceAttribute", "ModifyNetworkInterfaceAttribute"],
      ],
    },
    {
      parameters: /^IpPermissions\.\d+\.(?:Groups|UserIdGroupPairs)\.\d+\.GroupId$/,
      actions: ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"],
    },
  ],
  internetGateway: [
    {
      parameters: /^InternetGatewayId$/,
      actions: ["AttachInternetGateway", "DetachInternetGateway", "DeleteInternetGateway"],
    },
    {
      parameters: /^GatewayId$/,
      actions: ["CreateRoute", "ReplaceRoute"],
      code: "InvalidGatewayID.NotFound",
      noun: "gateway",
    },
  ],
  routeTable: [
    {
      parameters: /^RouteTableId(?:\.\d+)?$/,
      actions: [
        ...["CreateRoute", "ReplaceRoute", "DeleteRoute", "AssociateRouteTable", "DeleteRouteTable"],
        ...["CreateVpcEndpoint", "ReplaceRouteTableAssociation"],
      ],
      code: "InvalidRouteTableID.NotFound",
    },
  ],
  natGateway: [
    { parameters: /^NatGatewayId(?:\.\d+)?$/, actions: ["DeleteNatGateway", "DescribeNatGateways"] },
    { parameters: /^NatGatewayId$/, actions: ["CreateRoute", "ReplaceRoute"], code: "InvalidNatGatewayID.NotFound" },
  ],
  address: [{ parameters: /^AllocationId$/, actions: ["AssociateAddress", "ReleaseAddress"] }],
  networkInterface: [
    { parameters: /^NetworkInterfaceId$/, actions: ["CreateRoute", "ReplaceRoute", "AssociateAddress"] },
  ],
  instance: [
    {
      parameters: /^InstanceId(?:\.\d+)?$/,
      actions: [
        ...["StartInstances", "StopInstances", "RebootInstances", "TerminateInstances", "CreateImage"],
        ...["ModifyInstanceAttribute", "ModifyInstanceMetadataOptions", "AssociateAddress", "CreateRoute"],
        ...["ReplaceRoute", "MonitorInstances", "UnmonitorInstances", "GetConsoleOutput"],
        "AssociateIamInstanceProfile",
      ],
    },
  ],
  image: [{ parameters: /^ImageId$/, actions: ["RunInstances", "DeregisterImage", "ModifyImageAttribute"] }],
  snapshot: [{ parameters: /^SnapshotId$/, actions: ["DeleteSnapshot"] }],
  keyPair: [{ parameters: /^KeyName$/, actions: ["RunInstances"] }],
  launchTemplate: [
    {
      parameters: /^(?:LaunchTemplate\.)?LaunchTemplateId$/,
      actions: ["RunInstances", "CreateLaunchTemplateVersion", "ModifyLaunchTemplate", "DeleteLaunchTemplate"],
    },
    { parameters: /^LaunchTemplateId\.\d+$/, actions: ["DescribeLaunchTemplates"] },
  ],
};

/** AWS's messages for an ID that does not exist, if they differ from `The vpc ID 'vpc-1' does not exist`. */
const messages: Readonly<Partial<Record<Kind, (id: string) => string>>> = {
  securityGroup: (id) => `The security group '${id}' does not exist`,
  address: (id) => `The allocation ID '${id}' does not exist`,
  image: (id) => `The image id '[${id}]' does not exist`,
  snapshot: (id) => `The snapshot '${id}' does not exist.`,
  keyPair: (name) => `The key pair '${name}' does not exist`,
  launchTemplate: (id) => `The specified launch template, with template ID ${id}, does not exist.`,
};

/** AWS's message for a resource that does not exist. */
export function notFound(kind: Kind, id: string): string {
  return messages[kind]?.(id) ?? `The ${kind} ID '${id}' does not exist`;
}

/** Formats of IDs. For other kinds, AWS does not distinguish malformed and unknown IDs. */
const formats: Readonly<Partial<Record<Kind, { readonly pattern: RegExp; readonly code: string }>>> = {
  instance: { pattern: /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, code: "InvalidInstanceID.Malformed" },
  image: { pattern: /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, code: "InvalidAMIID.Malformed" },
  securityGroup: { pattern: /^sg-/, code: "InvalidGroupId.Malformed" },
  launchTemplate: { pattern: /^lt-/, code: "InvalidLaunchTemplateId.Malformed" },
};

/**
 * IDs that are malformed, or of resources that do not exist.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const resourceIds: readonly Rejection[] = Object.entries(uses).flatMap(([key, calls]) => {
  const kind = key as Kind;
  return calls.flatMap(({ parameters, actions, code, noun }): Rejection[] => {
    const format = formats[kind];
    const unknown = reject(actions, code ?? kinds[kind][3], async (request, account) => {
      for (const [, id] of request.matching(parameters)) {
        // A gateway ID may also be that of a virtual private gateway, or `local`.
        if (parameters.source === "^GatewayId$" && !id.startsWith("igw-")) continue;
        if ((await account.one(kind, id)) === undefined)
          return noun === undefined ? notFound(kind, id) : `The ${noun} ID '${id}' does not exist`;
      }
      return undefined;
    });
    if (format === undefined) return [unknown];
    const invalid = reject(actions, format.code, (request) => {
      const found = request.matching(parameters).find(([, id]) => !format.pattern.test(id));
      return found && `Invalid id: "${found[1]}"`;
    });
    return [invalid, unknown];
  });
});
