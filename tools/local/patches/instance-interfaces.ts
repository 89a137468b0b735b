import { isCall, type Patch } from "../api";
import { editXml, element, find, findAll, setChild, textAt, type XmlElement } from "../xml";

/**
 * An instance's security groups and its source/destination check are those of its primary network interface. The
 * emulator loses the groups where the interface is described at launch, as it is for a public address.
 */
export function instanceInterfaces(): Patch {
  return {
    what: "an instance has the security groups of its primary network interface",
    applies: (call) => isCall(call, "ec2", "DescribeInstances", "RunInstances"),
    handle: async (call, next) =>
      editXml(await next(call), (root) => {
        for (const instance of findAll(root, "instancesSet").flatMap(({ children }) => children)) correct(instance);
      }),
  };
}

function correct(instance: XmlElement): void {
  const interfaces = find(instance, "networkInterfaceSet")?.children ?? [];
  const primary = interfaces.find((one) => textAt(one, "attachment/deviceIndex") === "0");
  const groups = find(primary, "groupSet");
  if (groups !== undefined && groups.children.length > 0) setChild(instance, groups);
  // The emulator keeps two checks, one on the instance and one on the interface; whichever is switched off counts.
  const off = textAt(primary, "sourceDestCheck") === "false" || textAt(instance, "sourceDestCheck") === "false";
  if (primary && off) {
    setChild(instance, element("sourceDestCheck", "false"));
    setChild(primary, element("sourceDestCheck", "false"));
  }
}
