import { kinds, type Kind } from "./account";
import { rejectionsOf, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");

/** The kinds of resources that each call can tag as it creates them: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TagSpecification.html */
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

/** The prefixes of ids. */
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

/** What EC2's tags are for. */
export const taggedResources: readonly Rejection[] = [
  // A kind of resource that the call does not create.
  reject(Object.keys(taggable), "InvalidParameterValue", (request) => {
    const types = request.matching(/^TagSpecification\.\d+\.ResourceType$/).map(([, type]) => type);
    const odd = types.find((type) => taggable[request.action]?.includes(type) !== true);
    return odd && `'${odd}' is not a valid taggable resource type for this operation.`;
  }),
  // A resource that does not exist: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  ...Object.entries(prefixes).map(([prefix, kind]) =>
    reject(["CreateTags", "DeleteTags"], kinds[kind][3], async (request, account) => {
      for (const id of request.list("ResourceId").filter((one) => one.startsWith(`${prefix}-`))) {
        if ((await account.one(kind, id)) === undefined) return `The ID '${id}' does not exist`;
      }
      return undefined;
    }),
  ),
];
