import { arch, cpus } from "node:os";

import { memoryMiB } from "../memory";
import type { Host, LogSource, StageFacts, StatusSource } from "../status";
import type { Cloud, Instance } from "./cloud";

/** What runs, for the status of a local stage. */
export interface Running {
  /** What the API describes; undefined: not read yet. */
  readonly cloud: Cloud | undefined;
  readonly ports: StageFacts["ports"];
  readonly isRunning: (id: string) => boolean;
  readonly consoleFile: (id: string) => string;
  readonly healthOf: (loadBalancer: string) => ReadonlyMap<string, { readonly state: string }>;
  readonly reconcilerLog: string;
  readonly sandboxPid: number;
}

/** Shows what the API says and what runs side by side. */
export function statusOf(running: () => Running): StatusSource {
  const instances = () => running().cloud?.instances ?? [];
  return {
    facts: () => {
      const { ports, sandboxPid } = running();
      return { instances: { running: true, sandboxPid }, hosts: hostsOf(running()), ports, memoryMiB: memoryMiB() };
    },
    logNames: () => [...new Set([...instances().map(roleOf), "reconciler", ...instances().map(({ id }) => id)])],
    log: (name): LogSource | undefined => {
      if (name === "reconciler") return { file: running().reconcilerLog };
      const instance = instances().find((one) => one.id === name || roleOf(one) === name);
      return instance && { file: running().consoleFile(instance.id) };
    },
  };
}

function hostsOf({ cloud, isRunning, healthOf }: Running): Host[] {
  if (cloud === undefined) return [];
  return [
    ...cloud.instances.map(({ id, name, state, privateAddress, publicAddress, instanceType }): Host => ({
      ...{ kind: "instance", id, name, api: state, linux: isRunning(id) ? "running" : "off" },
      ...{ address: privateAddress, ...(publicAddress !== undefined && { publicAddress }) },
      load: `${instanceType} as ${arch()}, ${cpus().length} CPUs`,
    })),
    ...cloud.natGateways.map(({ id, privateAddress, publicAddress }): Host => ({
      ...{ kind: "NAT gateway", id, name: id, api: "available", linux: "running" },
      ...{ address: privateAddress, publicAddress },
    })),
    ...cloud.loadBalancers.flatMap(({ name, nodes }) => {
      const states = [...healthOf(name).values()].map(({ state }) => state);
      const healthy = states.filter((state) => state === "InService").length;
      return nodes.map(({ subnetId, privateAddress, publicAddress }): Host => ({
        ...{ kind: "load balancer", id: `${name} in ${subnetId}`, name, api: "active", linux: "running" },
        ...{ address: privateAddress, publicAddress, load: `${healthy} of ${states.length} servers in service` },
      }));
    }),
  ];
}

/** `web` for a web server of the group, `build` for the instance that images are made of, `nat`, `bastion`. */
function roleOf({ name }: Instance): string {
  const role = name.split("-").at(-1) ?? "";
  return role === "web" && !name.startsWith("as-") ? "build" : role;
}
