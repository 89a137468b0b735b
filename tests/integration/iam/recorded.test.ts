import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readRequestLog, type LoggedCall } from "../../../tools/local/request-log";
import { permissionFor } from "../../unit/iam/api-actions";
import { ACCOUNT, isAllowed, REGION, type Request } from "../../unit/iam/simulation";
import { actionsOf, allow, DEPLOYING, statementsOf } from "../../unit/iam/documents";

/** The folder of request logs of end-to-end tests. */
const LOGS = join(__dirname, "..", "..", "..", ".local", "e2e");

/** Access keys of callers. Tests, scanners and instances have others. */
type Caller = "local" | "recover";

const CREATED: Readonly<Record<string, readonly string[]>> = {
  RunInstances: ["instance", "volume", "network-interface"],
  CreateImage: ["image", "snapshot"],
};

/** Prefixes of ids of resources that are always created with tags; a security group may be a VPC's default one. */
const TAGGED_AT_CREATION = "vpc subnet rtb igw eipalloc nat vpce i ami lt sgr fl key".split(" ");

/** The suite that deploys `examples/database` too, which needs permissions of its own. */
const WITH_DATABASE = "database";

/** Suites with names from before they began with the service and the stage. */
const OLD_NAMES = /^(?:names|upgrade-4ce7de1-.*)$/;

/** Parameters that name a resource, with the prefix of its ARN. */
const NAMED: Readonly<Record<string, readonly (readonly [parameter: string, arn: string])[]>> = {
  autoscaling: [
    ["AutoScalingGroupName", `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:0:autoScalingGroupName/`],
  ],
  elasticloadbalancing: [["LoadBalancerName", `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/`]],
  iam: [
    ["InstanceProfileName", `arn:aws:iam::${ACCOUNT}:instance-profile/`],
    ["RoleName", `arn:aws:iam::${ACCOUNT}:role/`],
    ["ServerCertificateName", `arn:aws:iam::${ACCOUNT}:server-certificate/`],
  ],
  logs: [["logGroupName", `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:`]],
  sns: [
    ["Name", `arn:aws:sns:${REGION}:${ACCOUNT}:`],
    ["TopicArn", ""],
  ],
};

/** The request that AWS authorizes for a call that names its resource; for other calls, tags decide. */
function requestOf(call: LoggedCall): Request | undefined {
  const action = permissionFor(call);
  if (call.service === "s3") {
    const [, bucket = "", key = ""] = /^\/([^/]+)\/?(.*)$/.exec(String(call.params.path)) ?? [];
    return bucket === "" ? undefined : { action, resource: `arn:aws:s3:::${bucket}${key === "" ? "" : `/${key}`}` };
  }
  // Calls that only read are allowed for all resources.
  if (/^(?:Describe|Get|List)/.test(call.action)) return undefined;
  for (const [parameter, arn] of NAMED[call.service] ?? []) {
    const name = call.params[parameter];
    if (typeof name !== "string") continue;
    return { action, resource: arn + name, context: contextOf(call) };
  }
  return undefined;
}

function contextOf({ service, params }: LoggedCall): Record<string, string> {
  // With the permissions boundary that docs/iam requires; the stages of the tests have none.
  if (service === "iam") return { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/servicename-boundary` };
  const version = params["LaunchTemplate.Version"];
  if (service !== "autoscaling" || typeof version !== "string") return {};
  return { "autoscaling:LaunchTemplateVersionSpecified": String(/^\d+$/.test(version)) };
}

function recorded(caller: Caller, ignored?: RegExp): LoggedCall[] {
  const folders = existsSync(LOGS) ? readdirSync(LOGS) : [];
  return folders
    .filter((folder) => folder !== WITH_DATABASE && ignored?.test(folder) !== true)
    .map((folder) => join(LOGS, folder, "calls.jsonl"))
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readRequestLog(file)])
    .filter(({ accessKeyId }) => accessKeyId === caller);
}

describe("The calls of all end-to-end tests", () => {
  const calls = recorded("local");
  const recoveries = recorded("recover");
  const permissions = [...new Set(calls.map(permissionFor))].sort();

  it("were logged by npm run e2e, which must run first", () => {
    expect(permissions).to.have.length.above(100);
  });

  it("are each allowed to deploy", () => {
    const denied = permissions.filter((each) => !allow(DEPLOYING, each));
    expect(denied).to.deep.equal([]);
  });

  it("are each allowed to deploy or to recover, if npm run recover makes them", () => {
    const needed = [...new Set(recoveries.map(permissionFor))];
    expect(needed.filter((each) => !allow([...DEPLOYING, "recover"], each))).to.deep.equal([]);
    expect(needed).to.include("iam:ListServerCertificateTags");
  });

  it("are each allowed for the resources that they name", async () => {
    const requests = new Map<string, Request>();
    for (const call of recorded("local", OLD_NAMES)) {
      const request = requestOf(call);
      if (request !== undefined) requests.set(JSON.stringify(request), request);
    }
    expect(requests.size).to.be.above(40);
    const denied = [];
    for (const [text, request] of requests) {
      const scope = { service: "servicename", stage: "*" };
      if (!(await isAllowed(request, DEPLOYING, { scope }))) denied.push(text);
    }
    expect(denied).to.deep.equal([]);
  });

  it("create no resource without tags if the policies require them", () => {
    const untagged = calls.flatMap(({ action, params }) => {
      const tagged = Object.entries(params).flatMap(([name, type]) =>
        /^TagSpecification.*ResourceType$/.test(name) ? type : [],
      );
      return (CREATED[action] ?? []).filter((type) => !tagged.includes(type)).map((type) => `${action} ${type}`);
    });
    const found = [...new Set(untagged)].sort();
    // The provider tags none of them at creation.
    expect(found).to.deep.equal(["CreateImage snapshot", "RunInstances network-interface", "RunInstances volume"]);
    for (const each of found) {
      const [action = "", type = ""] = each.split(" ");
      const free = DEPLOYING.flatMap(statementsOf).filter(
        ({ Resource, Condition, ...rest }) =>
          actionsOf({ Resource, ...rest }).includes(`ec2:${action}`) &&
          [Resource].flat().some((arn) => arn.endsWith(`:${type}/*`)) &&
          !/RequestTag|ResourceTag/.test(JSON.stringify(Condition)),
      );
      expect(free, each).to.have.length(1);
    }
  });

  it("tag after creation only resources that the policies allow to be tagged without tags", () => {
    const kinds = calls
      .filter(({ action }) => action === "CreateTags")
      .flatMap(({ params }) => String(params["ResourceId.1"]).split("-")[0] ?? [])
      // Resources with tags from their creation belong to the service already.
      .filter((kind) => !TAGGED_AT_CREATION.includes(kind));
    expect([...new Set(kinds)].sort()).to.deep.equal(["sg", "snap", "vol"]);
  });
});
