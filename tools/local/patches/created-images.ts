import { isCall, param, type ApiCall, type Ask, type Patch } from "../api";
import { editXml, element, find, findAll, parseXml, setChild, textAt, type XmlElement } from "../xml";

/** The root disk of the instance that an image was made of. */
interface RootDisk {
  readonly device: string;
  readonly size: string;
  readonly type: string;
  readonly encrypted: string;
}

/** The emulator makes every image of a plain 15 GiB disk under another name than the instance's own. */
export function createdImages(): Patch {
  const disks = new Map<string, RootDisk>();
  const snapshots = new Map<string, RootDisk>();

  return {
    what: "an image made of an instance, and its snapshot, are like the instance's disk",
    applies: (call) => isCall(call, "ec2", "CreateImage", "DescribeImages", "DescribeSnapshots", "DescribeInstances"),
    handle: async (call, next, ask) => {
      const disk = call.action === "CreateImage" ? await rootDisk(call, ask) : undefined;
      const answer = await next(call);
      if (call.action === "CreateImage") {
        const id = answer.status < 300 ? textAt(parseXml(answer.body.toString("utf8")), "imageId") : undefined;
        if (id !== undefined && disk !== undefined) disks.set(id, disk);
        return answer;
      }
      if (disks.size === 0) return answer;
      return editXml(answer, (root) => {
        for (const image of find(root, "imagesSet")?.children ?? []) correctImage(image, disks, snapshots);
        for (const snapshot of find(root, "snapshotSet")?.children ?? []) correctSnapshot(snapshot, snapshots);
        for (const instance of findAll(root, "instancesSet").flatMap(({ children }) => children)) {
          const device = disks.get(textAt(instance, "imageId") ?? "")?.device;
          if (device !== undefined) setChild(instance, element("rootDeviceName", device));
        }
      });
    },
  };
}

async function rootDisk(call: ApiCall, ask: Ask): Promise<RootDisk | undefined> {
  const id = param(call, "InstanceId") ?? "";
  const instances = await ask("ec2", "DescribeInstances", { "InstanceId.1": id }, call);
  const root = parseXml(instances.body.toString("utf8"));
  const instance = root && findAll(root, "instancesSet")[0]?.children[0];
  const device = textAt(instance, "rootDeviceName");
  const mapped = find(instance, "blockDeviceMapping")?.children.find((one) => textAt(one, "deviceName") === device);
  const volumeId = textAt(mapped, "ebs/volumeId");
  if (device === undefined || volumeId === undefined) return undefined;
  const volumes = await ask("ec2", "DescribeVolumes", { "VolumeId.1": volumeId }, call);
  const volume = find(parseXml(volumes.body.toString("utf8")), "volumeSet/item");
  const size = textAt(volume, "size") ?? "8";
  return {
    device,
    size,
    type: textAt(volume, "volumeType") ?? "gp3",
    encrypted: textAt(volume, "encrypted") ?? "false",
  };
}

function correctImage(image: XmlElement, disks: ReadonlyMap<string, RootDisk>, snapshots: Map<string, RootDisk>): void {
  const disk = disks.get(textAt(image, "imageId") ?? "");
  const mapped = find(image, "blockDeviceMapping/item");
  const ebs = find(mapped, "ebs");
  if (disk === undefined || mapped === undefined || ebs === undefined) return;
  const snapshot = textAt(ebs, "snapshotId");
  if (snapshot !== undefined) snapshots.set(snapshot, disk);
  setChild(image, element("rootDeviceName", disk.device));
  setChild(image, element("rootDeviceType", "ebs"));
  setChild(mapped, element("deviceName", disk.device));
  setChild(ebs, element("volumeSize", disk.size));
  setChild(ebs, element("volumeType", disk.type));
  setChild(ebs, element("encrypted", disk.encrypted));
  setChild(ebs, element("deleteOnTermination", "true"));
}

function correctSnapshot(snapshot: XmlElement, snapshots: ReadonlyMap<string, RootDisk>): void {
  const disk = snapshots.get(textAt(snapshot, "snapshotId") ?? "");
  if (disk === undefined) return;
  setChild(snapshot, element("volumeSize", disk.size));
  setChild(snapshot, element("encrypted", disk.encrypted));
}
