import type { Endpoint, Reachability } from "../../../../policy/reachability";
import { shortType, type RecordedResource, type Recording } from "../../../../offline";
import { ResourceIndex } from "../../resource-view";
import { subnetViews, type SubnetView } from "../../render/network";
import { words } from "../../words";
import type { Texts } from "../texts";
import { arrowsIn } from "./arrows";
import type { Kind, Scene, SubnetArea, Thing, Zone } from "./model";
import { factOf } from "./facts";

/** The picture of a recorded stage: its endpoints, its internet gateway, and an arrow for each hop. */
export function sceneOf(recording: Recording, region: string, reachability: Reachability, texts: Texts): Scene {
  const index = new ResourceIndex(recording);
  const views = subnetViews(recording);
  const ofType = (type: string): RecordedResource[] =>
    recording.resources.filter((resource) => shortType(resource.type) === type);
  const gateways = ofType("aws.ec2.InternetGateway").map((resource): Thing => ({
    ...{ id: resource.name, kind: "gateway", row: "gateway", zones: [], resource, secure: false },
    ...{ title: texts.kinds.gateway, name: index.nameOf(resource) },
  }));
  const endpoints = reachability.endpoints.map((endpoint) => thingOf(endpoint, recording, index, views, texts));
  const [vpc] = ofType("aws.ec2.Vpc");
  const things = [...endpoints, ...gateways];
  return {
    region: `${texts.picture.region} ${region}`,
    vpc: vpc === undefined ? "VPC" : `VPC ${index.nameOf(vpc)} ${words(vpc.inputs.cidrBlock ?? "")}`,
    zones: zonesOf(views, texts),
    subnets: subnetsOf(views, texts),
    things,
    arrows: arrowsIn(reachability, things),
  };
}

function zonesOf(views: readonly SubnetView[], texts: Texts): Zone[] {
  return [...new Set(views.map(({ zone }) => zone))].map((name) => {
    const [open, closed] = [areaOf(views, name, true, texts), areaOf(views, name, false, texts)];
    return {
      ...{ name, title: `${texts.picture.zone} ${name}` },
      ...(open === undefined ? {} : { public: open.title }),
      ...(closed === undefined ? {} : { private: closed.title }),
    };
  });
}

function subnetsOf(views: readonly SubnetView[], texts: Texts): SubnetArea[] {
  const zones = [...new Set(views.map(({ zone }) => zone))];
  return zones.flatMap((zone) => [true, false].flatMap((isPublic) => areaOf(views, zone, isPublic, texts) ?? []));
}

function areaOf(
  views: readonly SubnetView[],
  zone: string,
  isPublic: boolean,
  { picture }: Texts,
): SubnetArea | undefined {
  const own = views.filter((view) => view.zone === zone && view.isPublic === isPublic);
  const word = isPublic ? picture.publicSubnet : picture.privateSubnet;
  return own.length === 0 ? undefined : { title: `${word} ${own.map(({ cidr }) => cidr).join(", ")}`, views: own };
}

function thingOf(
  endpoint: Endpoint,
  { resources }: Recording,
  index: ResourceIndex,
  views: readonly SubnetView[],
  texts: Texts,
): Thing {
  const resource = resources.find(({ urn }) => urn === endpoint.urn);
  const kind = kindOf(endpoint, resource);
  if (resource === undefined) return outsideThing(endpoint, kind, texts);
  const places = views.filter(({ contents }) => contents.includes(resource));
  const { fact, secure } = factOf(kind, resource, resources, index, texts);
  return {
    ...{ id: endpoint.id, kind, resource, title: texts.kinds[kind], name: index.nameOf(resource), secure },
    row: places.some(({ isPublic }) => isPublic) ? "public" : "private",
    zones: [...new Set(places.map(({ zone }) => zone))],
    ...(fact === undefined ? {} : { fact }),
  };
}

function outsideThing({ id }: Endpoint, kind: Kind, { kinds, picture }: Texts): Thing {
  return {
    ...{ id, kind, row: kind === "s3" ? "s3" : "outside", zones: [], title: kinds[kind], secure: false },
    ...(kind === "s3" ? { fact: picture.gatewayEndpoint } : {}),
    // The internet needs no second name; a range has no other.
    ...(kind === "range" ? { name: id } : kind === "internet" ? { name: "0.0.0.0/0" } : {}),
  };
}

function kindOf({ kind }: Endpoint, resource: RecordedResource | undefined): Kind {
  if (kind === "autoScalingGroup") return "servers";
  if (kind !== "instance") return kind;
  if (resource?.parent?.includes(":compute:WebImage::") === true) return "build";
  return resource?.parent?.includes(":compute:Bastion::") === true ? "bastion" : "instance";
}

/** A thing by its title, and by its name in AWS where there are several. */
export function labelOf(id: string, { things }: Scene): string {
  const thing = things.find((one) => one.id === id);
  if (thing === undefined) return id;
  const isOnly = things.filter(({ kind }) => kind === thing.kind).length === 1;
  return isOnly ? thing.title : `${thing.title} ${thing.name ?? id}`;
}

/** Traffic in words, with the labels of things in place of their ids. */
export function withLabels(text: string, scene: Scene): string {
  return text.replace(/ through ([^()]+?)(?= \(|$)/g, (_, ids: string) => {
    const labels = ids.split(", then ").map((id) => labelOf(id, scene));
    return ` through ${labels.join(", then ")}`;
  });
}
