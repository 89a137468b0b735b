import { isCall, listOf, param, structuresOf, type ApiResponse, type Patch } from "../api";
import { withParams } from "../api-request";
import { ec2Response } from "../api-response";
import { bodyOf, editXml, element, find, findAll, items, membersOf, setChild, textAt, textsOf } from "../xml";
import type { XmlElement } from "../xml";

/**
 * An instance's security groups and its source/destination check are those of its primary network interface. The
 * emulator loses the groups when the launch describes the interface, as it does for a public address.
 */
export function instanceInterfaces(): Patch {
  return {
    description: "an instance has the security groups of its primary network interface",
    applies: (call) => isCall(call, "ec2", "DescribeInstances", "RunInstances"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const instance of membersOf(root, "instancesSet")) copyFromPrimaryInterface(instance);
      }),
  };
}

function copyFromPrimaryInterface(instance: XmlElement): void {
  const interfaces = items(instance, "networkInterfaceSet");
  const primary = interfaces.find((one) => textAt(one, "attachment/deviceIndex") === "0");
  const groups = find(primary, "groupSet");
  if (groups !== undefined && groups.children.length > 0) setChild(instance, groups);
  // The emulator keeps one check on the instance and one on the interface; either can disable it.
  const off = [primary, instance].some((one) => textAt(one, "sourceDestCheck") === "false");
  if (primary && off) {
    setChild(instance, element("sourceDestCheck", "false"));
    setChild(primary, element("sourceDestCheck", "false"));
  }
}

/** The emulator cannot enable or disable an instance's detailed monitoring, and does not report it. */
export function instanceMonitoring(): Patch {
  const detailed = new Map<string, boolean>();
  const monitoring = (id: string) =>
    element("monitoring", [element("state", detailed.get(id) === true ? "enabled" : "disabled")]);

  const change = (action: string, ids: readonly string[]): ApiResponse => {
    for (const id of ids) detailed.set(id, action === "MonitorInstances");
    const set = ids.map((id) => element("item", [element("instanceId", id), monitoring(id)]));
    return ec2Response(action, [element("instancesSet", set)]);
  };

  return {
    description: "detailed monitoring of an instance can be changed, and is reported",
    applies: (call) =>
      isCall(call, "ec2", "MonitorInstances", "UnmonitorInstances", "RunInstances", "DescribeInstances"),
    handle: async (call, next) => {
      if (call.action.endsWith("onitorInstances")) return change(call.action, listOf(call, "InstanceId"));
      const response = await next(call);
      if (call.action === "RunInstances" && param(call, "Monitoring.Enabled") === "true") {
        for (const id of launchedIn(response)) detailed.set(id, true);
      }
      if (detailed.size === 0) return response;
      return editXml(response, (root) => {
        for (const instance of membersOf(root, "instancesSet")) {
          const id = textAt(instance, "instanceId") ?? "";
          if (detailed.has(id)) setChild(instance, monitoring(id));
        }
      });
    },
  };
}

/** AWS takes two to four minutes. The provider considers an instance created after ten seconds, so this is longer. */
const CHECKING_MS = 12_000;

/**
 * The status checks of an instance start when it is launched; in the emulator they have passed at once.
 * @param checkingMs milliseconds until they have passed
 */
export function instanceStatusChecks(checkingMs = CHECKING_MS): Patch {
  const passedAt = new Map<string, number>();
  return {
    description: "the status checks of a new instance take some seconds",
    applies: (call) => isCall(call, "ec2", "RunInstances", "DescribeInstanceStatus"),
    handle: async (call, next) => {
      const response = await next(call);
      if (call.action === "RunInstances") {
        for (const id of launchedIn(response)) passedAt.set(id, Date.now() + checkingMs);
        return response;
      }
      return editXml(response, (root) => {
        for (const one of items(root, "instanceStatusSet")) {
          if (Date.now() >= (passedAt.get(textAt(one, "instanceId") ?? "") ?? 0)) continue;
          for (const check of ["systemStatus", "instanceStatus"]) {
            const status = find(one, check);
            if (status !== undefined && textAt(status, "status") === "ok") {
              setChild(status, element("status", "initializing"));
            }
          }
        }
      });
    },
  };
}

/** Terminating an instance deletes the network interface that was created with it; the emulator keeps it. */
export function terminatedInterfaces(): Patch {
  return {
    description: "a terminated instance leaves no network interface behind",
    applies: (call) => isCall(call, "ec2", "DescribeNetworkInterfaces"),
    handle: async (call, next, ask) => {
      const response = await next(call);
      if (response.status >= 300) return response;
      const filter = { "Filter.1.Name": "instance-state-name", "Filter.1.Value.1": "terminated" };
      const terminated = textsOf(bodyOf(await ask("ec2", "DescribeInstances", filter, call)), "instanceId");
      return editXml(response, (root) => {
        const [set] = findAll(root, "networkInterfaceSet");
        if (set === undefined) return;
        set.children = set.children.filter((one) => {
          // The emulator gives this description to interfaces created with their instance.
          const createdWithInstance = textAt(one, "description") === "Primary network interface";
          return !(createdWithInstance && terminated.includes(textAt(one, "attachment/instanceId") ?? ""));
        });
      });
    },
  };
}

/** The emulator forgets that an instance was launched with termination protection. */
export function terminationProtection(): Patch {
  return {
    description: "an instance launched with termination protection has it",
    applies: (call) => isCall(call, "ec2", "RunInstances") && param(call, "DisableApiTermination") === "true",
    handle: async (call, next, ask) => {
      const response = await next(call);
      for (const InstanceId of launchedIn(response)) {
        const params = { InstanceId, "DisableApiTermination.Value": "true" };
        await ask("ec2", "ModifyInstanceAttribute", params, call);
      }
      return response;
    },
  };
}

/** The ids of the instances that a response to `RunInstances` contains; none for an error. */
export function launchedIn(response: ApiResponse): readonly string[] {
  return items(bodyOf(response), "instancesSet").flatMap((instance) => textAt(instance, "instanceId") ?? []);
}

/** A volume of the image needs no size in a launch: it has the image's. The emulator demands one. */
export function imageVolumeSizes(): Patch {
  return {
    description: "a volume whose size a launch does not give has that of the image",
    applies: (call) => isCall(call, "ec2", "RunInstances"),
    handle: async (call, next, ask) => {
      const sizeless = structuresOf(call, "BlockDeviceMapping").flatMap((one, index) => {
        const isEbs = Object.keys(one).some((name) => name.startsWith("Ebs."));
        const isSized = "Ebs.VolumeSize" in one || "Ebs.SnapshotId" in one;
        return isEbs && !isSized ? [{ device: one.DeviceName ?? "", at: `BlockDeviceMapping.${index + 1}` }] : [];
      });
      if (sizeless.length === 0) return next(call);
      const image = await ask("ec2", "DescribeImages", { "ImageId.1": param(call, "ImageId") ?? "" }, call);
      const volumes = findAll(bodyOf(image), "blockDeviceMapping").flatMap(({ children }) => children);
      const sizes = sizeless.map(({ device, at }): [string, string] => {
        const volume = volumes.find((one) => textAt(one, "deviceName") === device);
        return [`${at}.Ebs.VolumeSize`, textAt(volume, "ebs/volumeSize") ?? "8"];
      });
      return next(withParams(call, Object.fromEntries(sizes)));
    },
  };
}
