import { kinds, type Kind } from "./account";
import { notFound } from "./resource-ids";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");

/** The resource types that each call can tag on creation: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TagSpecification.html */
const taggable: Readonly<Record<string, readonly string[]>> = {
  AllocateAddress: ["elastic-ip"],
  AuthorizeSecurityGroupEgress: ["security-group-rule"],
  AuthorizeSecurityGroupIngress: ["security-group-rule"],
  CreateFlowLogs: ["vpc-flow-log"],
  CreateImage: ["image", "snapshot"],
  CreateInternetGateway: ["internet-gateway"],
  CreateLaunchTemplate: ["launch-template"],
  CreateNatGateway: ["natgateway"],
  CreateRouteTable: ["route-table"],
  CreateSecurityGroup: ["security-group"],
  CreateSubnet: ["subnet"],
  CreateVpc: ["vpc"],
  CreateVpcEndpoint: ["vpc-endpoint"],
  ImportKeyPair: ["key-pair"],
  RunInstances: ["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"],
};

/** Kinds of resources by the prefix of their IDs. */
const prefixes: Readonly<Record<string, Kind>> = {
  vpc: "vpc",
  subnet: "subnet",
  sg: "securityGroup",
  igw: "internetGateway",
  rtb: "routeTable",
  eipalloc: "address",
  eni: "networkInterface",
  i: "instance",
  ami: "image",
  snap: "snapshot",
  lt: "launchTemplate",
};

/** Resources that cannot be tagged. */
export const taggedResources: readonly Rejection[] = [
  // A resource type that the call does not create.
  reject(Object.keys(taggable), "InvalidParameterValue", (request) => {
    const types = request.matching(/^TagSpecification\.\d+\.ResourceType$/).map(([, type]) => type);
    const invalid = types.find((type) => taggable[request.action]?.includes(type) !== true);
    return invalid && `'${invalid}' is not a valid taggable resource type for this operation.`;
  }),
  // A resource that does not exist: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  ...Object.entries(prefixes).map(([prefix, kind]) =>
    reject(["CreateTags", "DeleteTags"], kinds[kind][3], async (request, account) => {
      for (const id of request.list("ResourceId").filter((one) => one.startsWith(`${prefix}-`))) {
        if ((await account.one(kind, id)) === undefined) return notFound(kind, id);
      }
      return undefined;
    }),
  ),
];
