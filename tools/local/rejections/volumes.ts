import { items, textAt } from "../xml";
import { oneOf } from "./checks";
import { rejectionsOf, type Check, type Rejection } from "./rejection";

const reject = rejectionsOf("ec2");
const run = ["RunInstances"];
const createVolumes = ["RunInstances", "CreateVolume"];

/** The limits of a volume type: sizes in GiB, IOPS, and throughput in MiB/s. */
interface VolumeType {
  readonly size: Range;
  /** @default IOPS cannot be set */
  readonly iops?: Range & { readonly perGiB: number; readonly required?: true };
  /** @default throughput cannot be set */
  readonly throughput?: Range & { readonly perIops: number };
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html */
const types: Readonly<Record<string, VolumeType>> = {
  gp3: {
    size: { min: 1, max: 65_536 },
    iops: { min: 3000, max: 80_000, perGiB: 500 },
    throughput: { min: 125, max: 2000, perIops: 0.25 },
  },
  gp2: { size: { min: 1, max: 16_384 } },
  io1: { size: { min: 4, max: 16_384 }, iops: { min: 100, max: 64_000, perGiB: 50, required: true } },
  io2: { size: { min: 4, max: 65_536 }, iops: { min: 100, max: 256_000, perGiB: 1000, required: true } },
  st1: { size: { min: 125, max: 16_384 } },
  sc1: { size: { min: 125, max: 16_384 } },
  standard: { size: { min: 1, max: 1024 } },
};

interface Volume {
  readonly type: string;
  readonly size: number | undefined;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
}

/** Volumes and network interfaces. */
export const volumes: readonly Rejection[] = [
  // An invalid volume type.
  reject(
    createVolumes,
    "InvalidParameterValue",
    oneOf(/^(?:BlockDeviceMapping\.\d+\.Ebs\.)?VolumeType$/, Object.keys(types)),
  ),
  // Missing IOPS.
  reject(
    createVolumes,
    "MissingParameter",
    ofEach(({ type, iops }) =>
      types[type]?.iops?.required === true && iops === undefined
        ? "The request must contain the parameter iops"
        : undefined,
    ),
  ),
  // IOPS or throughput for a volume type that does not support them.
  reject(
    createVolumes,
    "InvalidParameterCombination",
    ofEach(({ type, iops, throughput }) => {
      const limits = types[type];
      if (iops !== undefined && limits?.iops === undefined)
        return `The parameter iops is not supported for ${type} volumes.`;
      return throughput !== undefined && limits?.throughput === undefined
        ? "throughput can only be specified for volumeType gp3."
        : undefined;
    }),
  ),
  // A size, IOPS or throughput out of range: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
  reject(createVolumes, "InvalidParameterValue", ofEach(rangeIssue)),
  // A KMS key for a volume that is not encrypted.
  reject(createVolumes, "InvalidParameterDependency", (request) => {
    for (const [name] of request.matching(/^(?:BlockDeviceMapping\.\d+\.Ebs\.)?KmsKeyId$/)) {
      const encrypted = request.text(name.replace(/KmsKeyId$/, "Encrypted"));
      if (encrypted !== "true") return "The parameter KmsKeyId requires the parameter Encrypted to be set.";
    }
    return undefined;
  }),
  // Two volumes with one device name: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html
  reject(run, "InvalidBlockDeviceMapping", (request) => {
    const names = request.structures("BlockDeviceMapping").map(({ DeviceName }) => DeviceName ?? "");
    const duplicate = names.find((name, index) => names.indexOf(name) !== index);
    return duplicate && `The device '${duplicate}' is used in more than one block-device mapping`;
  }),
  // A root volume smaller than its image's: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html
  reject(run, "InvalidBlockDeviceMapping", async (request, account) => {
    const image = await account.one("image", request.text("ImageId"));
    // The emulator's public images have arbitrary sizes; only an image created here has the real one.
    if (textAt(image, "creationDate") === undefined || textAt(image, "imageOwnerId") !== "123456789012") return;
    const root = textAt(image, "rootDeviceName");
    const disk = items(image, "blockDeviceMapping").find((one) => textAt(one, "deviceName") === root);
    const size = Number(textAt(disk, "ebs/volumeSize") ?? 0);
    const asked = request.structures("BlockDeviceMapping").find(({ DeviceName }) => DeviceName === root);
    const given = asked?.["Ebs.VolumeSize"];
    return given !== undefined && Number(given) < size
      ? `Volume of size ${given}GB is smaller than snapshot '${textAt(disk, "ebs/snapshotId") ?? ""}', expect size >= ${size}GB`
      : undefined;
  }),
  // A network interface that is attached: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html
  reject("DeleteNetworkInterface", "InvalidParameterValue", async (request, account) => {
    const id = request.text("NetworkInterfaceId");
    const found = await account.one("networkInterface", id);
    return (textAt(found, "attachment/attachmentId") ?? "") === ""
      ? undefined
      : `Network interface '${id ?? ""}' is currently in use.`;
  }),
];

function ofEach(check: (volume: Volume) => string | undefined): Check {
  return (request) => {
    const own = { VolumeType: request.text("VolumeType"), VolumeSize: request.text("Size") };
    const alone = { ...own, Iops: request.text("Iops"), Throughput: request.text("Throughput") };
    const mapped = request.structures("BlockDeviceMapping").map((one) => {
      const at = (name: string) => one[`Ebs.${name}`];
      return {
        ...{ VolumeType: at("VolumeType"), VolumeSize: at("VolumeSize") },
        Iops: at("Iops"),
        Throughput: at("Throughput"),
      };
    });
    const all = request.action === "CreateVolume" ? [alone] : mapped;
    const number = (text: string | undefined) => (text === undefined || text === "" ? undefined : Number(text));
    return all
      .map(({ VolumeType, VolumeSize, Iops, Throughput }) =>
        // A volume of an image has the image's type.
        VolumeType === undefined
          ? undefined
          : check({ type: VolumeType, size: number(VolumeSize), iops: number(Iops), throughput: number(Throughput) }),
      )
      .find((issue) => issue !== undefined);
  };
}

function rangeIssue({ type, size, iops, throughput }: Volume): string | undefined {
  const limits = types[type];
  if (limits === undefined) return undefined;
  const { min, max } = limits.size;
  if (size !== undefined && !(size >= min)) return `Volume of ${size}GiB is too small; minimum is ${min}GiB.`;
  if (size !== undefined && size > max) return `Volume of ${size}GiB is too large; maximum is ${max}GiB.`;
  const iopsIssue = amountIssue("iops", iops, limits.iops);
  if (iopsIssue !== undefined) return iopsIssue;
  const { perGiB = 0 } = limits.iops ?? {};
  // A gp3 volume of any size may have the minimum.
  if (iops !== undefined && size !== undefined && iops > Math.max(perGiB * size, type === "gp3" ? 3000 : 0)) {
    return `Iops to volume size ratio of ${iops / size} is too high; maximum is ${perGiB}`;
  }
  const throughputIssue = amountIssue("throughput", throughput, limits.throughput);
  if (limits.throughput === undefined || throughputIssue !== undefined) return throughputIssue;
  const ratio = (throughput ?? 0) / (iops ?? 3000);
  return ratio > limits.throughput.perIops
    ? `Throughput (MiBps) to iops ratio of ${ratio} is too high; maximum is ${limits.throughput.perIops} MiBps per iops`
    : undefined;
}

function amountIssue(what: string, value: number | undefined, range: Range | undefined): string | undefined {
  if (value === undefined || range === undefined) return undefined;
  if (!(value >= range.min)) return `Volume ${what} of ${value} is too low; minimum is ${range.min}.`;
  return value > range.max ? `Volume ${what} of ${value} is too high; maximum is ${range.max}.` : undefined;
}
