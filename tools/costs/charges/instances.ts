import type { RecordedResource } from "../../../offline";
import { exactly, times, type Charge, type Charges, type Range } from "../charge";
import { instancePrice, PRICES, type Price } from "../prices";
import { at, items, number, text, type Stage } from "../stage";

/** Detailed monitoring of an instance: CPU, and bytes and operations of EBS and network, in and out. */
const METRICS_PER_INSTANCE = 7;

const VOLUME_PRICES: Readonly<Record<string, Price>> = { gp3: PRICES.gp3 };

/** An instance that is the source of an image stays stopped: only its volume costs. */
export const instance: Charges = (resource, stage) => {
  const isStopped = imageSources(stage).includes(resource);
  const isMonitored = at(resource, "monitoring") === true;
  return [
    ...(isStopped ? [] : running(resource, exactly(1), isMonitored)),
    volume(resource, ["rootBlockDevice"], exactly(1), isStopped ? "of a stopped instance" : undefined),
  ];
};

/** From the minimum to the maximum number of servers, all from the group's launch template. */
export const group: Charges = (resource, stage) => {
  const servers = { min: number(resource, "minSize") ?? 0, max: number(resource, "maxSize") ?? 0 };
  const [template] = stage.references(resource, "launchTemplate", "aws.ec2.LaunchTemplate");
  if (template === undefined) {
    return [{ what: "EC2 instance", part: "fixed", quantity: servers, unit: "hour", price: undefined }];
  }
  return [
    ...running(template, servers, at(template, "monitoring", "enabled") === true),
    ...items(template, "blockDeviceMappings").map((_, index) =>
      volume(template, ["blockDeviceMappings", index, "ebs"], servers),
    ),
  ];
};

/** Target tracking creates two alarms, one to scale out and one to scale in. */
export const scalingPolicy: Charges = (policy) =>
  text(policy, "policyType") === "TargetTrackingScaling"
    ? [{ what: "alarm", part: "fixed", quantity: exactly(2), unit: "month", price: PRICES.alarm }]
    : [];

/** At most the volume's size: a snapshot contains only used blocks. The previous image has a source of the same size. */
export const image: Charges = (resource, stage) => {
  const own = stage.references(resource, "sourceInstanceId", "aws.ec2.Instance");
  const sizes = (own.length > 0 ? own : imageSources(stage)).flatMap(
    (source) => number(source, "rootBlockDevice", "volumeSize") ?? [],
  );
  const price = sizes.length > 0 ? PRICES.snapshot : undefined;
  return [{ what: "snapshot", part: "fixed", quantity: exactly(Math.max(0, ...sizes)), unit: "GB-month", price }];
};

function imageSources(stage: Stage): RecordedResource[] {
  return stage
    .all("aws.ec2.AmiFromInstance")
    .flatMap((ami) => stage.references(ami, "sourceInstanceId", "aws.ec2.Instance"));
}

function running(definition: RecordedResource, count: Range, isMonitored: boolean): Charge[] {
  const type = text(definition, "instanceType") ?? "unknown type";
  const metrics: Charge = {
    ...{ what: "detailed monitoring metric", part: "fixed", quantity: times(count, METRICS_PER_INSTANCE) },
    ...{ unit: "month", price: PRICES.metric },
  };
  return [
    { what: "EC2 instance", detail: type, part: "fixed", quantity: count, unit: "hour", price: instancePrice(type) },
    ...(isMonitored ? [metrics] : []),
  ];
}

/** One volume per instance. Without a size, which then comes from the image, the price is unknown. */
function volume(
  definition: RecordedResource,
  path: readonly (string | number)[],
  count: Range,
  detail?: string,
): Charge {
  const size = number(definition, ...path, "volumeSize");
  const price = size === undefined ? undefined : VOLUME_PRICES[text(definition, ...path, "volumeType") ?? ""];
  return {
    what: "EBS volume",
    ...(detail === undefined ? {} : { detail }),
    ...{ part: "fixed", quantity: times(count, size ?? 0), unit: "GB-month", price },
  };
}
