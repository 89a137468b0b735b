import { isCall, param, type ApiResponse, type Patch } from "../api";
import { editXml, element, find, membersOf, setChild, textAt, type XmlElement } from "../xml";

/** What the API says of instances that run here. */
export interface RunningInstances {
  /** Launched, and not gone after a termination. */
  readonly has: (id: string) => boolean;
  readonly isRunning: (id: string) => boolean;
  /** Whether it answers, so that its status checks pass. */
  readonly isReachable: (id: string) => boolean;
  readonly console: (id: string) => string;
  /** Has powered itself off. */
  readonly hasPoweredOff: (id: string) => boolean;
  readonly createImage: (imageId: string, instanceId: string) => Promise<void>;
}

const CODES: Readonly<Record<string, string>> = { pending: "0", "shutting-down": "32", stopping: "64" };

/** An instance's state is that of its container, which takes a moment to boot and to power off. */
export function instanceStates(instances: RunningInstances): Patch {
  return {
    description: "an instance has the state of its container",
    applies: (call) => isCall(call, "ec2", "DescribeInstances", "DescribeInstanceStatus"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const instance of membersOf(root, "instancesSet")) showState(instance, instances);
        for (const status of membersOf(root, "instanceStatusSet")) {
          if (!instances.isReachable(textAt(status, "instanceId") ?? "")) showChecks(status);
        }
      }),
  };
}

function showState(instance: XmlElement, instances: RunningInstances): void {
  const id = textAt(instance, "instanceId") ?? "";
  const described = textAt(instance, "instanceState/name");
  const isRunning = instances.isRunning(id);
  if (described === "running" && !instances.has(id)) setState(instance, "pending");
  if (described === "stopped" && isRunning) setState(instance, "stopping");
  if (described === "terminated" && isRunning) setState(instance, "shutting-down");
  if (described !== "stopped" || !instances.hasPoweredOff(id)) return;
  const code = "Client.InstanceInitiatedShutdown";
  const message = `${code}: Instance initiated shutdown`;
  setChild(instance, element("stateReason", [element("code", code), element("message", message)]));
  setChild(instance, element("reason", ""));
}

function setState(instance: XmlElement, name: string): void {
  setChild(instance, element("instanceState", [element("code", CODES[name] ?? ""), element("name", name)]));
}

function showChecks(status: XmlElement): void {
  for (const check of ["instanceStatus", "systemStatus"]) {
    const shown = find(status, check);
    if (shown === undefined) continue;
    const details = [element("name", "reachability"), element("status", "initializing")];
    shown.children = [element("status", "initializing"), element("details", [element("item", details)])];
  }
}

/** What an instance prints to its console is what its container prints. */
export function runningConsole(instances: RunningInstances): Patch {
  return {
    description: "an instance's console output is what its container prints",
    applies: (call) => isCall(call, "ec2", "GetConsoleOutput") && instances.has(param(call, "InstanceId") ?? ""),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        const text = instances.console(param(call, "InstanceId") ?? "");
        setChild(root, element("output", Buffer.from(text).toString("base64")));
      }),
  };
}

/** An image holds what its instance has on its volume. */
export function runningImages(instances: RunningInstances): Patch {
  return {
    description: "an image of an instance that runs here holds its files",
    applies: (call) => isCall(call, "ec2", "CreateImage"),
    handle: async (call, next): Promise<ApiResponse> => {
      const response = await next(call);
      const instanceId = param(call, "InstanceId") ?? "";
      if (response.status >= 300 || !instances.has(instanceId)) return response;
      const imageId = /<imageId>(ami-\w+)<\/imageId>/.exec(response.body.toString("utf8"))?.[1];
      if (imageId !== undefined) await instances.createImage(imageId, instanceId);
      return response;
    },
  };
}
