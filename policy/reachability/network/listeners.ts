import { isObject, type GraphResource } from "../../graph";
import type { Listener } from "./model";
import { numberOf, type Reader } from "./reader";

/** Reads the listeners of a Classic Load Balancer. */
export function readListeners(reader: Reader, resource: GraphResource): readonly Listener[] {
  return reader.parts(resource, "listeners").flatMap(({ properties }) => {
    const [port, serverPort] = [numberOf(properties.lbPort), numberOf(properties.instancePort)];
    const { lbProtocol: protocol, instanceProtocol: serverProtocol } = properties;
    if (port === undefined || serverPort === undefined) {
      reader.note(resource, "the ports of a listener are not known");
      return [];
    }
    const words = (value: unknown): string => (typeof value === "string" ? value.toLowerCase() : "tcp");
    return [{ protocol: words(protocol), port, serverProtocol: words(serverProtocol), serverPort }];
  });
}

/** The port of a health check such as `HTTP:80/index.html`; undefined when there is none. */
export function healthPortOf({ properties: { healthCheck } }: GraphResource): number | undefined {
  const target = isObject(healthCheck) ? healthCheck.target : undefined;
  return typeof target === "string" ? numberOf(/^\w+:(?<port>\d+)/.exec(target)?.groups?.port) : undefined;
}
