import type { RecordedResource } from "../../../offline";
import type { Charge, Charges } from "../charge";
import { instancePrice, PRICES, type Price } from "../prices";
import { exactly, times, type Range } from "../range";
import { at, items, number, text, type Stage } from "../stage";

/** Metrics that detailed monitoring of one machine costs: CPU, and bytes and operations of disks and network, in and out. */
const METRICS_PER_MACHINE = 7;

/** Prices of disks by type. */
const DISKS: Readonly<Record<string, Price>> = { gp3: PRICES.gp3 };

/** A machine of which an image is made stands still from then on: only its disk costs. */
export const instance: Charges = (machine, stage) => {
  const standsStill = sourcesOfImages(stage).includes(machine);
  const isWatched = at(machine, "monitoring") === true;
  return [
    ...(standsStill ? [] : running(machine, exactly(1), isWatched)),
    disk(machine, ["rootBlockDevice"], exactly(1), standsStill ? "of a stopped machine" : undefined),
  ];
};

/** From its fewest servers to its most, all made by its launch template. */
export const group: Charges = (resource, stage) => {
  const servers = { min: number(resource, "minSize") ?? 0, max: number(resource, "maxSize") ?? 0 };
  const [template] = stage.behind(resource, "launchTemplate", "aws.ec2.LaunchTemplate");
  if (template === undefined) {
    return [{ what: "machine", part: "fixed", quantity: servers, unit: "hour", price: undefined }];
  }
  return [
    ...running(template, servers, at(template, "monitoring", "enabled") === true),
    ...items(template, "blockDeviceMappings").map((_, index) =>
      disk(template, ["blockDeviceMappings", index, "ebs"], servers),
    ),
  ];
};

/** Target tracking makes two alarms of its own, one for growing and one for shrinking. */
export const scalingPolicy: Charges = (policy) =>
  text(policy, "policyType") === "TargetTrackingScaling"
    ? [{ what: "alarm", part: "fixed", quantity: exactly(2), unit: "month", price: PRICES.alarm }]
    : [];

/** A snapshot holds only blocks in use, so this is its most. An image kept from before was made of such a machine too. */
export const image: Charges = (resource, stage) => {
  const own = stage.behind(resource, "sourceInstanceId", "aws.ec2.Instance");
  const sizes = (own.length > 0 ? own : sourcesOfImages(stage)).flatMap(
    (source) => number(source, "rootBlockDevice", "volumeSize") ?? [],
  );
  const price = sizes.length > 0 ? PRICES.snapshot : undefined;
  return [{ what: "snapshot", part: "fixed", quantity: exactly(Math.max(0, ...sizes)), unit: "GB-month", price }];
};

function sourcesOfImages(stage: Stage): RecordedResource[] {
  return stage
    .all("aws.ec2.AmiFromInstance")
    .flatMap((made) => stage.behind(made, "sourceInstanceId", "aws.ec2.Instance"));
}

/** Machines by the hour, and their metrics by the minute. */
function running(maker: RecordedResource, count: Range, isWatched: boolean): Charge[] {
  const type = text(maker, "instanceType") ?? "unknown type";
  const metrics: Charge = {
    what: "metric by the minute",
    part: "fixed",
    quantity: times(count, METRICS_PER_MACHINE),
    unit: "month",
    price: PRICES.metric,
  };
  return [
    { what: "machine", detail: type, part: "fixed", quantity: count, unit: "hour", price: instancePrice(type) },
    ...(isWatched ? [metrics] : []),
  ];
}

/** A disk per machine. One whose size is the image's own business has no known price. */
function disk(maker: RecordedResource, path: readonly (string | number)[], count: Range, detail?: string): Charge {
  const size = number(maker, ...path, "volumeSize");
  const price = size === undefined ? undefined : DISKS[text(maker, ...path, "volumeType") ?? ""];
  return {
    what: "disk",
    ...(detail === undefined ? {} : { detail }),
    part: "fixed",
    quantity: times(count, size ?? 0),
    unit: "GB-month",
    price,
  };
}
