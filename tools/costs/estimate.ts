import { isValues, shortType, type RecordedResource, type Recording } from "../../offline";
import type { Charge } from "./charge";
import { CHARGES } from "./charges";
import { FREE } from "./free";
import { OMISSIONS } from "./not-counted";
import { PRICED_REGION, type Price } from "./prices";
import { times, total, type Range } from "./range";
import { Stage } from "./stage";
import type { Usage } from "./usage";

/** Hours of a month, as AWS's own calculator counts them. */
export const HOURS_PER_MONTH = 730;

/** One charge for one resource. */
export interface Line extends Charge {
  readonly urn: string;
  /** The resource's type, such as `aws.ec2.Eip`. */
  readonly type: string;
  /** What the resource is called in the cloud, or in the program where the cloud gives no name. */
  readonly name: string;
  /** Logical name of the component that the resource belongs to. */
  readonly component: string;
  /** USD per month, not rounded; absent: the price is not known. */
  readonly usd?: Range;
}

/** USD per month, not rounded, without what has no known price. */
export interface Totals {
  /** What is paid because the resources are there. */
  readonly fixed: Range;
  /** What is paid by use. */
  readonly usage: Range;
  readonly all: Range;
}

/** What a stage costs in a month. */
export interface Estimate {
  readonly stage: string;
  readonly usage: Usage;
  /** In the order of the resources in the plan. */
  readonly lines: readonly Line[];
  readonly totals: Totals;
  /** Lines without a known price: the stage costs more than the totals say. */
  readonly unpriced: readonly Line[];
  /** Resources of types of which it is not known whether they cost: the stage may cost more than the totals say. */
  readonly unknown: readonly RecordedResource[];
  /** Prices in use that could not be confirmed. */
  readonly unconfirmed: readonly Price[];
  /** What costs and is left out, in plain words. */
  readonly notCounted: readonly string[];
  /** Types of resources that cost nothing here. */
  readonly free: readonly string[];
}

/** What the resources of a stage cost in a month when it is used so much. */
export function estimate(recording: Recording, usage: Usage): Estimate {
  const stage = new Stage(recording);
  const resources = recording.resources.filter(({ custom }) => custom);
  const lines = resources.flatMap((resource) => linesOf(resource, stage, usage));
  const types = [...new Set(resources.map(({ type }) => shortType(type)))];
  const isKnown = (type: string): boolean => Object.hasOwn(CHARGES, type) || FREE.has(type);
  const costs = new Set(lines.map(({ type }) => type));
  return {
    stage: recording.stage,
    usage,
    lines,
    totals: totalsOf(lines),
    unpriced: lines.filter(({ usd }) => usd === undefined),
    unknown: resources.filter(({ type }) => !isKnown(shortType(type))),
    unconfirmed: [...new Set(lines.flatMap(({ price }) => (price?.confirmed === false ? [price] : [])))],
    notCounted: omissions(stage.region, types),
    free: types.filter((type) => isKnown(type) && !costs.has(type)),
  };
}

/** What is left out of the estimate of a stage in a region that has resources of these types. */
function omissions(region: string, types: readonly string[]): string[] {
  const matter = OMISSIONS.filter(({ about }) => about?.some((type) => types.includes(type)) ?? true);
  const statements = matter.map(({ statement }) => statement);
  if (region === PRICED_REGION) return statements;
  return [`Everything: prices are known for ${PRICED_REGION} only, and this stage is in ${region}.`, ...statements];
}

function linesOf(resource: RecordedResource, stage: Stage, usage: Usage): Line[] {
  const charges = CHARGES[shortType(resource.type)]?.(resource, stage, usage) ?? [];
  return charges.map((charge) => {
    const price = stage.region === PRICED_REGION ? charge.price : undefined;
    return {
      ...charge,
      price,
      urn: resource.urn,
      type: shortType(resource.type),
      name: nameOf(resource),
      component: stage.componentOf(resource),
      ...(price === undefined ? {} : { usd: usdPerMonth(charge.quantity, price) }),
    };
  });
}

function usdPerMonth(quantity: Range, { usd, unit }: Price): Range {
  return times(quantity, unit === "hour" ? usd * HOURS_PER_MONTH : usd);
}

function totalsOf(lines: readonly Line[]): Totals {
  const of = (part: Line["part"]): Range =>
    total(lines.flatMap((line) => (line.part === part && line.usd !== undefined ? [line.usd] : [])));
  const [fixed, usage] = [of("fixed"), of("usage")];
  return { fixed, usage, all: total([fixed, usage]) };
}

function nameOf({ inputs, name }: RecordedResource): string {
  const { tags } = inputs;
  const candidates = [inputs.name, isValues(tags) ? tags.Name : undefined];
  return candidates.find((candidate) => typeof candidate === "string") ?? name;
}
