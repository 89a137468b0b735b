import { isValues, shortType, type RecordedResource } from "../../../../offline";
import { detailsOf } from "../../render/details";
import type { ResourceIndex } from "../../resource-view";
import { words } from "../../words";
import type { Texts } from "../texts";
import type { Kind } from "./model";

interface Fact {
  readonly fact: string | undefined;
  readonly secure: boolean;
}

/** What the picture says about a resource below its name. */
export function factOf(
  kind: Kind,
  resource: RecordedResource,
  resources: readonly RecordedResource[],
  index: ResourceIndex,
  { picture }: Texts,
): Fact {
  const view = index.view(resource);
  const [first] = detailsOf(resource.type, view).filter((part) => !part.startsWith("in "));
  const plain = (...parts: readonly (string | undefined)[]): Fact => ({
    fact: parts.filter((part) => part !== undefined).join(", "),
    secure: false,
  });
  switch (kind) {
    case "loadBalancer": {
      const listeners = view.items("listeners").filter(isValues);
      const secure = listeners.some(({ lbProtocol }) => /^(https|ssl)$/i.test(words(lbProtocol ?? "")));
      const isSelfSigned = resources.some(({ type }) => shortType(type) === "tls.SelfSignedCert");
      return { fact: secure ? (isSelfSigned ? picture.selfSigned : picture.acm) : first, secure };
    }
    case "servers": {
      const template = resources.find(
        ({ type, parent }) => shortType(type) === "aws.ec2.LaunchTemplate" && parent === resource.parent,
      );
      return plain(first, template === undefined ? undefined : index.view(template).text("instanceType"));
    }
    case "build":
      return plain(first, picture.stopped);
    case "natInstance":
    case "bastion":
      return plain(first, picture.elasticIp);
    case "natGateway":
      return plain(picture.elasticIp);
    default:
      return plain(first);
  }
}
