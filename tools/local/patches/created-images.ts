import { isCall, param, type ApiCall, type Ask, type Patch } from "../api";
import { bodyOf, editXml, element, find, items, membersOf, setChild, textAt, type XmlElement } from "../xml";

/** The root volume of the instance from which an image was created. */
interface RootVolume {
  readonly device: string;
  readonly size: string;
  readonly type: string;
  readonly encrypted: string;
}

/** The emulator gives every image a plain 15 GiB volume under a device name that is not the instance's. */
export function createdImages(): Patch {
  const volumes = new Map<string, RootVolume>();
  const snapshots = new Map<string, RootVolume>();

  return {
    description: "an image created from an instance, and its snapshot, match the instance's root volume",
    applies: (call) => isCall(call, "ec2", "CreateImage", "DescribeImages", "DescribeSnapshots", "DescribeInstances"),
    handle: async (call, next, ask) => {
      const volume = call.action === "CreateImage" ? await rootVolume(call, ask) : undefined;
      const response = await next(call);
      if (call.action === "CreateImage") {
        const id = response.status < 300 ? textAt(bodyOf(response), "imageId") : undefined;
        if (id !== undefined && volume !== undefined) volumes.set(id, volume);
        return response;
      }
      if (volumes.size === 0) return response;
      return editXml(response, (root) => {
        for (const image of items(root, "imagesSet")) showImage(image, volumes, snapshots);
        for (const snapshot of items(root, "snapshotSet")) showSnapshot(snapshot, snapshots);
        for (const instance of membersOf(root, "instancesSet")) {
          const device = volumes.get(textAt(instance, "imageId") ?? "")?.device;
          if (device !== undefined) setChild(instance, element("rootDeviceName", device));
        }
      });
    },
  };
}

async function rootVolume(call: ApiCall, ask: Ask): Promise<RootVolume | undefined> {
  const id = param(call, "InstanceId") ?? "";
  const described = bodyOf(await ask("ec2", "DescribeInstances", { "InstanceId.1": id }, call));
  const [instance] = membersOf(described, "instancesSet");
  const device = textAt(instance, "rootDeviceName");
  const mapping = items(instance, "blockDeviceMapping").find((one) => textAt(one, "deviceName") === device);
  const volumeId = textAt(mapping, "ebs/volumeId");
  if (device === undefined || volumeId === undefined) return undefined;
  const volumes = await ask("ec2", "DescribeVolumes", { "VolumeId.1": volumeId }, call);
  const volume = find(bodyOf(volumes), "volumeSet/item");
  return {
    device,
    size: textAt(volume, "size") ?? "8",
    type: textAt(volume, "volumeType") ?? "gp3",
    encrypted: textAt(volume, "encrypted") ?? "false",
  };
}

function showImage(
  image: XmlElement,
  volumes: ReadonlyMap<string, RootVolume>,
  snapshots: Map<string, RootVolume>,
): void {
  const volume = volumes.get(textAt(image, "imageId") ?? "");
  const mapping = find(image, "blockDeviceMapping/item");
  const ebs = find(mapping, "ebs");
  if (volume === undefined || mapping === undefined || ebs === undefined) return;
  const snapshot = textAt(ebs, "snapshotId");
  if (snapshot !== undefined) snapshots.set(snapshot, volume);
  setChild(image, element("rootDeviceName", volume.device));
  setChild(image, element("rootDeviceType", "ebs"));
  setChild(mapping, element("deviceName", volume.device));
  setChild(ebs, element("volumeSize", volume.size));
  setChild(ebs, element("volumeType", volume.type));
  setChild(ebs, element("encrypted", volume.encrypted));
  setChild(ebs, element("deleteOnTermination", "true"));
}

function showSnapshot(snapshot: XmlElement, snapshots: ReadonlyMap<string, RootVolume>): void {
  const volume = snapshots.get(textAt(snapshot, "snapshotId") ?? "");
  if (volume === undefined) return;
  setChild(snapshot, element("volumeSize", volume.size));
  setChild(snapshot, element("encrypted", volume.encrypted));
}
