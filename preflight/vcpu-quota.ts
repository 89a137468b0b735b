import type { EC2Client, Instance } from "@aws-sdk/client-ec2";
import * as pulumi from "@pulumi/pulumi";

import type { InstanceTypes } from "../config";
import type { AwsClients } from "../lib/aws";
import { nameOf, zoneSuffix, type StageName } from "../lib/naming";
import { describeInstanceTypes } from "./instance-types";
import { allPages } from "./pages";
import type { PreflightCheck } from "./preflight";

/**
 * "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", in vCPUs:
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 */
const QUOTA = "L-1216C47A";

/** Families that this quota counts; others, such as `hpc7g` or `inf2`, have quotas of their own. */
const STANDARD = /^(?:a|c|d|h|i|im|is|m|r|t|z)\d/;

/** How long Service Quotas may take: where its endpoint cannot be reached, the deployment goes on without it. */
const LIMIT_MS = 10_000;

/** What this deployment launches, as far as it can be told before it begins. */
export interface Launches {
  readonly stageName: StageName;
  readonly region: string;
  readonly instanceTypes: InstanceTypes;
  /** Zones that get a NAT instance. */
  readonly natZones: readonly string[];
  readonly bastion: boolean;
  readonly webMin: number;
  /** A new web image is built. */
  readonly newImage: boolean;
  /** Web servers are replaced by such of another image. */
  readonly newServers: boolean;
  /** NAT instances and the bastion are replaced by such of a newer Amazon Linux. */
  readonly newAmazonLinux: boolean;
}

/** Some instances at the peak of a deployment. */
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
      const parts = partsOf(launches, instances);
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
      const sum = [`${now} of instances that run now`, ...added.map(({ what, vcpus }) => `${vcpus} of ${what}`)];
      return [
        `not enough vCPUs: at its peak this deployment needs ${peak} (${sum.join(" + ")}), since old instances are ` +
          `terminated last; the account's quota in ${launches.region} is ${quota}. Ask for a higher one, which is free: ` +
          `aws service-quotas request-service-quota-increase --region ${launches.region} --service-code ec2 ` +
          `--quota-code ${QUOTA} --desired-value ${Math.max(peak, 32)}`,
      ];
    },
  };
}

/** What is launched beside the instances that are there, at the two moments when there are most. */
function partsOf(launches: Launches, instances: readonly Instance[]): readonly Part[] {
  const { stageName, instanceTypes, newImage, newServers, newAmazonLinux } = launches;
  const isOurs = ({ Tags = [] }: Instance): boolean =>
    Tags.some(({ Key, Value }) => Key === "Service" && Value === stageName.service) &&
    Tags.some(({ Key, Value }) => Key === "Stage" && Value === stageName.stage);
  const ours = instances.filter(isOurs);
  const named = (pattern: string) =>
    ours.filter(({ Tags = [] }) =>
      Tags.some(({ Key, Value = "" }) => Key === "Name" && (Value === pattern || Value.startsWith(`${pattern}-`))),
    );
  const stays = ({ InstanceType }: Instance, type: string) => !newAmazonLinux && InstanceType === type;
  const natName = nameOf(stageName, { suffix: "nat" });
  const nats = launches.natZones.filter(
    (zone) =>
      !named(natName).some(
        (one) => isRunning(one) && one.Placement?.AvailabilityZone === zone && stays(one, instanceTypes.nat),
      ),
  );
  // One that has powered itself off stays off.
  const bastions =
    launches.bastion &&
    !named(nameOf(stageName, { suffix: "bastion" })).some((one) => stays(one, instanceTypes.bastion));
  const servers = named(nameOf(stageName, { prefix: "as", suffix: "web" })).filter(isRunning).length;
  const launched = servers === 0 ? launches.webMin : newServers ? servers : 0;
  // The instance that an image is built on is off before servers of that image are launched.
  const web: Part =
    newImage && launched <= 1
      ? {
          what: `the instance that the web image is built on (${instanceTypes.web})`,
          type: instanceTypes.web,
          count: 1,
        }
      : { what: `${launched} new web servers (${instanceTypes.web})`, type: instanceTypes.web, count: launched };
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

function isRunning({ State }: Instance): boolean {
  return State?.Name === "pending" || State?.Name === "running";
}

/** The region's instances that are not terminated; Spot Instances have a quota of their own. */
async function onDemandInstances(ec2: EC2Client): Promise<readonly Instance[]> {
  const { DescribeInstancesCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] }];
  const reservations = await allPages(async (NextToken) => {
    const page = await ec2.send(new DescribeInstancesCommand({ Filters, NextToken }));
    return { items: page.Reservations, NextToken: page.NextToken };
  });
  return reservations
    .flatMap(({ Instances = [] }) => Instances)
    .filter(({ InstanceLifecycle }) => InstanceLifecycle !== "spot");
}

/** @returns undefined when it is unknown, which stops no deployment */
async function quotaOf(clients: Pick<AwsClients, "serviceQuotas">): Promise<number | undefined> {
  try {
    const { GetServiceQuotaCommand } = await import("@aws-sdk/client-service-quotas");
    const quotas = await clients.serviceQuotas();
    // Another endpoint's API than AWS's own has no quotas.
    if (quotas === undefined) return undefined;
    const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode: "ec2", QuotaCode: QUOTA }), {
      abortSignal: AbortSignal.timeout(LIMIT_MS),
    });
    if (Quota?.Value !== undefined) return Quota.Value;
    await pulumi.log.warn(`Service Quotas knows no value of the account's vCPU quota (${QUOTA}): it is not checked`);
  } catch (error) {
    const { name, message } = error as Error;
    // An API that is not there, as in an emulator, is no news to whoever deploys.
    const say = name === "NotImplemented" ? pulumi.log.debug : pulumi.log.warn;
    await say(`the account's vCPU quota (${QUOTA}) is not checked: ${message}`);
  }
  return undefined;
}
