import type { Range } from "../costs";
import { violationsIn, INTERNET, openingsOf, type Opening, type PlanDocument, type PlannedResource } from "./document";

/** What a person asks first about a stage. */
export interface Summary {
  readonly stage: string;
  readonly service: string;
  readonly region: string;
  /** Names of Availability Zones. */
  readonly zones: readonly string[];
  readonly path: TrafficPath;
  readonly costs: SummaryCosts;
  readonly openings: readonly Opening[];
  /** Parts that the reachability analysis cannot read. */
  readonly unclear: number;
  readonly violations: number;
  readonly suppressed: number;
  readonly resources: number;
  /** Resources with deletion protection. */
  readonly protected: number;
  readonly elasticIps: { readonly now: number; readonly duringNatSwitch: number };
}

/** The way of a request to a web server, and of a web server's own connections to the internet. */
interface TrafficPath {
  /** Such as `tcp 80, 443`; empty without a load balancer. */
  readonly fromInternet: string;
  readonly servers: Range;
  readonly nat: { readonly kind: string; readonly count: number };
  /** Empty without internet egress. */
  readonly toInternet: string;
}

/** USD a month. */
interface SummaryCosts {
  readonly total: Range;
  /** The most expensive first, without those that cost nothing. */
  readonly parts: readonly { readonly part: string; readonly usd: Range }[];
  /** Charges whose price is unknown. */
  readonly unknown: readonly string[];
}

/** Parts of the cost by component; another component is a part of its own. */
const COST_PARTS: Readonly<Record<string, string>> = {
  "web-group": "web servers",
  web: "web image",
  "load-balancer": "load balancer",
  vpc: "data transfer",
  nat: "NAT",
  certificate: "logs and alarms",
  "access-logs": "logs and alarms",
  "flow-logs": "logs and alarms",
  alarms: "logs and alarms",
};

const costPartOf = (component: string): string => COST_PARTS[component] ?? component.replaceAll("-", " ");

/** AWS's default quota of Elastic IPs per region. */
export const ELASTIC_IP_QUOTA = 5;

export function summaryOf(plan: PlanDocument): Summary {
  const { stage, region, findings, settings } = plan;
  const resources = plan.resources.filter(({ component }) => !component);
  const violations = violationsIn(findings).length;
  const zones = ofType(resources, "aws.ec2.Subnet").map(({ properties }) => properties.availabilityZone ?? "");
  const addresses = ofType(resources, "aws.ec2.Eip");
  return {
    ...{ stage, region, service: settings.find(({ key }) => key === "serviceName")?.value ?? "" },
    zones: [...new Set(zones)].sort(),
    path: pathOf(plan, resources),
    costs: costsOf(plan),
    openings: openingsOf(plan),
    unclear: plan.access.unclear.length,
    ...{ violations, suppressed: findings.length - violations, resources: resources.length },
    protected: resources.filter((resource) => resource.protected).length,
    elasticIps: {
      now: addresses.length,
      duringNatSwitch: addresses.length + addresses.filter(({ key }) => key.startsWith("network:Nat$")).length,
    },
  };
}

function ofType(resources: readonly PlannedResource[], type: string): readonly PlannedResource[] {
  return resources.filter((resource) => resource.type === type);
}

function pathOf({ access, outputs }: PlanDocument, resources: readonly PlannedResource[]): TrafficPath {
  const traffic = (from: string, to: string): string => {
    const relation = access.allowed.find((one) => one.from === from && one.to === to);
    return [...new Set(relation?.traffic.map((text) => text.replace(/ through .*/, "")))].join(", ");
  };
  const [group] = ofType(resources, "aws.autoscaling.Group");
  const kind = outputs.natKind ?? "none";
  const type = kind === "gateway" ? "aws.ec2.NatGateway" : "aws.ec2.Instance";
  return {
    fromInternet: traffic(INTERNET, "load-balancer"),
    servers: { min: Number(group?.properties.minSize ?? 0), max: Number(group?.properties.maxSize ?? 0) },
    nat: { kind, count: ofType(resources, type).filter(({ key }) => key.startsWith("network:Nat$")).length },
    toInternet: traffic("web-group", INTERNET),
  };
}

function costsOf({ costs: { totals, lines, more } }: PlanDocument): SummaryCosts {
  const parts = new Map<string, Range>();
  for (const { component, usd } of lines) {
    if (usd === undefined) continue;
    const part = costPartOf(component);
    const sum = parts.get(part) ?? { min: 0, max: 0 };
    parts.set(part, { min: sum.min + usd.min, max: sum.max + usd.max });
  }
  return {
    total: totals.all,
    parts: [...parts]
      .filter(([, usd]) => usd.max >= 0.005)
      .map(([part, usd]) => ({ part, usd }))
      .sort((a, b) => b.usd.max - a.usd.max),
    unknown: more,
  };
}
