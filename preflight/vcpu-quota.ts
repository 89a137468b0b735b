import type { EC2Client, Instance } from "@aws-sdk/client-ec2";
import * as pulumi from "@pulumi/pulumi";
import type { InstanceTypes } from "../config";
import { filtersOf, type AwsClients } from "../lib/aws";
import { nameOf, zoneSuffix, type StageName } from "../lib/naming";
import { describeInstanceTypes } from "./instance-types";
import type { PreflightCheck } from "./check";
import { replacesServers, type WantedServers } from "./replaced-servers";

/**
 * "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs:
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 */
const QUOTA = "L-1216C47A";

/** Families that count against this quota; others, such as `hpc7g` or `inf2`, have their own. */
const STANDARD = /^(?:a|c|d|h|i|im|is|m|r|t|z)\d/;

/** Where the endpoint of Service Quotas cannot be reached in this time, the deployment continues without it. */
const TIMEOUT_MS = 10_000;

/** What this deployment launches, as far as the settings and the last deployment tell. */
export interface Launches {
  readonly stageName: StageName;
  readonly region: string;
  readonly instanceTypes: InstanceTypes;
  readonly natZones: readonly string[];
  readonly bastion: boolean;
  readonly webMin: number;
  readonly newImage: boolean;
  readonly servers: Omit<WantedServers, "instanceType">;
  /** NAT instances and the bastion are replaced with instances of a newer Amazon Linux. */
  readonly newAmazonLinux: boolean;
  /** NAT instances to replace, by the suffix of their zone. Undefined: unknown. */
  readonly unhealthyNatInstances: () => Promise<ReadonlyMap<string, string> | undefined>;
}

/** Instances that exist only at the peak of a deployment. */
interface Part {
  readonly what: string;
  readonly type: string;
  readonly count: number;
}

/** Checks that the account's vCPU quota covers the peak of this deployment: new instances stand beside old ones. */
export function vcpuQuota(launches: Launches, clients: Pick<AwsClients, "ec2" | "serviceQuotas">): PreflightCheck {
  return {
    what: "compare vCPUs with the account's quota",
    run: async () => {
      const ec2 = await clients.ec2();
      const instances = await onDemandInstances(ec2);
      const parts = await partsOf(launches, instances, ec2);
      if (parts.length === 0) return [];
      const running = instances.filter(isRunning).map(({ InstanceType }) => String(InstanceType));
      const types = await describeInstanceTypes([...new Set([...running, ...parts.map(({ type }) => type)])], ec2);
      const vcpusOf = (type: string) => (STANDARD.test(type) ? (types.get(type)?.VCpuInfo?.DefaultVCpus ?? 0) : 0);
      const added = parts
        .map(({ what, type, count }) => ({ what, vcpus: count * vcpusOf(type) }))
        .filter(({ vcpus }) => vcpus > 0);
      const now = running.reduce((sum, type) => sum + vcpusOf(type), 0);
      const peak = added.reduce((sum, { vcpus }) => sum + vcpus, now);
      if (added.length === 0) return [];
      const quota = await quotaOf(clients);
      if (quota === undefined || peak <= quota) return [];
      const sum = [`${now} of running instances`, ...added.map(({ what, vcpus }) => `${vcpus} of ${what}`)];
      return [
        `not enough vCPUs: at its peak this deployment needs ${peak} (${sum.join(" + ")}), because old instances are ` +
          `terminated last; the account's quota in ${launches.region} is ${quota}. Request a higher quota, which is free: ` +
          `aws service-quotas request-service-quota-increase --region ${launches.region} --service-code ec2 ` +
          `--quota-code ${QUOTA} --desired-value ${Math.max(peak, 32)}`,
      ];
    },
  };
}

/** What is launched besides the existing instances, at the two moments with the most instances. */
async function partsOf(launches: Launches, instances: readonly Instance[], ec2: EC2Client): Promise<readonly Part[]> {
  const { stageName, instanceTypes, newImage, newAmazonLinux, webMin } = launches;
  const named = namedIn(stageName, instances);
  const stays = ({ InstanceType }: Instance, type: string) => !newAmazonLinux && InstanceType === type;
  const servers = named(nameOf(stageName, { prefix: "as", suffix: "web" })).filter(isRunning);
  const wanted = { ...launches.servers, instanceType: instanceTypes.web };
  const [unhealthy = new Map<string, string>(), areReplaced] = await Promise.all([
    launches.unhealthyNatInstances(),
    servers.length > 0 && (newImage || replacesServers(servers, wanted, ec2)),
  ]);
  const nats = launches.natZones.filter(
    (zone) =>
      unhealthy.has(zoneSuffix(zone)) ||
      !named(nameOf(stageName, { suffix: "nat" })).some(
        (one) => isRunning(one) && one.Placement?.AvailabilityZone === zone && stays(one, instanceTypes.nat),
      ),
  );
  // A bastion that has powered itself off stays off.
  const bastions =
    launches.bastion &&
    !named(nameOf(stageName, { suffix: "bastion" })).some((one) => stays(one, instanceTypes.bastion));
  // A rollout launches as many as there are, after the group has grown to its minimum.
  const size = Math.max(servers.length, webMin);
  const launched = size - servers.length + (areReplaced ? size : 0);
  // The build instance is off before servers of its image are launched.
  const web: Part =
    newImage && launched <= 1
      ? { what: `the instance that builds the web image (${instanceTypes.web})`, type: instanceTypes.web, count: 1 }
      : {
          what: `${launched} new web server${launched === 1 ? "" : "s"} (${instanceTypes.web})`,
          type: instanceTypes.web,
          count: launched,
        };
  return [
    {
      what: `${nats.length === 1 ? "a new NAT instance" : "new NAT instances"} in ${nats.map(zoneSuffix).join(" and ")} (${instanceTypes.nat})`,
      type: instanceTypes.nat,
      count: nats.length,
    },
    { what: `a new bastion (${instanceTypes.bastion})`, type: instanceTypes.bastion, count: bastions ? 1 : 0 },
    web,
  ].filter(({ count }) => count > 0);
}

/** Finds the stage's instances by the beginning of their names. */
function namedIn(stageName: StageName, instances: readonly Instance[]): (name: string) => readonly Instance[] {
  const isOurs = ({ Tags = [] }: Instance): boolean =>
    Tags.some(({ Key, Value }) => Key === "Service" && Value === stageName.service) &&
    Tags.some(({ Key, Value }) => Key === "Stage" && Value === stageName.stage);
  const ours = instances.filter(isOurs);
  return (name) =>
    ours.filter(({ Tags = [] }) =>
      Tags.some(({ Key, Value = "" }) => Key === "Name" && (Value === name || Value.startsWith(`${name}-`))),
    );
}

const isRunning = ({ State }: Instance): boolean => State?.Name === "pending" || State?.Name === "running";

/** The region's instances that are not terminated; Spot Instances have a quota of their own. */
async function onDemandInstances(ec2: EC2Client): Promise<readonly Instance[]> {
  const { paginateDescribeInstances } = await import("@aws-sdk/client-ec2");
  const instances: Instance[] = [];
  const Filters = filtersOf({ "instance-state-name": ["pending", "running", "stopping", "stopped"] });
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, { Filters })) {
    instances.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  return instances.filter(({ InstanceLifecycle }) => InstanceLifecycle !== "spot");
}

/** @returns undefined when the quota is unknown, which stops no deployment */
async function quotaOf(clients: Pick<AwsClients, "serviceQuotas">): Promise<number | undefined> {
  try {
    const { GetServiceQuotaCommand } = await import("@aws-sdk/client-service-quotas");
    const quotas = await clients.serviceQuotas();
    if (quotas === undefined) return undefined;
    const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode: "ec2", QuotaCode: QUOTA }), {
      abortSignal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (Quota?.Value !== undefined) return Quota.Value;
    await pulumi.log.warn(`Service Quotas has no value for the account's vCPU quota (${QUOTA}): it is not checked`);
  } catch (error) {
    const { name, message } = error as Error;
    // An emulator lacks the API, which is no news to its user.
    const say = name === "NotImplemented" ? pulumi.log.debug : pulumi.log.warn;
    await say(`the account's vCPU quota (${QUOTA}) is not checked: ${message}`);
  }
  return undefined;
}
