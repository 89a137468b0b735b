import type { Step } from "../reachability";
import type { Reader } from "./reader";
import { TYPE } from "./types";

/** Reads which machines have an Elastic IP: by URN, with what gives it to them. */
export function readElasticIps(reader: Reader): ReadonlyMap<string, Step> {
  const associations = reader.all(TYPE.addressAssociation).map((resource) => {
    const machines = [
      ...reader.referred(resource, "networkInterfaceId", TYPE.instance),
      ...reader.referred(resource, "instanceId", TYPE.instance),
    ];
    if (machines.length === 0) reader.note(resource, "gives an address to something that is not in this stack");
    return { resource, machines, what: "association" };
  });
  const addresses = reader.all(TYPE.address).map((resource) => ({
    resource,
    machines: [
      ...reader.referred(resource, "networkInterface", TYPE.instance),
      ...reader.referred(resource, "instance", TYPE.instance),
    ],
    what: "Elastic IP",
  }));
  return new Map(
    [...associations, ...addresses].flatMap(({ resource, machines, what }) =>
      machines.map(({ urn, name }): [string, Step] => [
        urn,
        { text: `${what} ${resource.name} gives ${name} a public address`, resources: [resource.urn] },
      ]),
    ),
  );
}
