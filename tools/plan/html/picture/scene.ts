import type { Endpoint, Reachability } from "../../../../policy/reachability";
import { resourceType, shortType, type Recording } from "../../../../offline";
import { detailsOf } from "../../render/details";
import { ResourceIndex } from "../../render/resource-view";
import { subnetViews, type SubnetView } from "../../render/network";
import { words } from "../../render/words";
import { arrowsIn, type Arrow, type Thing } from "./arrows";

export interface Frame {
  readonly id: string;
  readonly kind: "internet" | "region" | "vpc" | "zone" | "public" | "private";
  readonly title: string;
  readonly frames: readonly Frame[];
  readonly things: readonly Thing[];
}

export interface Scene {
  readonly frames: readonly Frame[];
  readonly things: readonly Thing[];
  readonly arrows: readonly Arrow[];
}

const DEPTH = { outside: 0, public: 1, private: 2, s3: 3 } as const;

/** The picture of a recorded stage: its endpoints, and an arrow for each hop. */
export function sceneOf(recording: Recording, region: string, reachability: Reachability): Scene {
  const views = subnetViews(recording);
  const outside = reachability.endpoints
    .filter(({ urn }) => urn === undefined)
    .map((endpoint) => thing(endpoint, [endpoint.id], endpoint.kind === "s3" ? DEPTH.s3 : DEPTH.outside));
  const inside = views.flatMap((view, index) => thingsIn(recording, reachability, view, `subnet${index}`));
  const { arrows, standIns } = arrowsIn(reachability, [...outside, ...inside.map(({ thing: one }) => one)]);
  const index = new ResourceIndex(recording);
  const vpc = recording.resources.find(({ type }) => shortType(type) === "aws.ec2.Vpc");
  const zones = [...new Set(views.map(({ zone }) => zone))].map((zone): Frame => ({
    ...{ id: `zone-${zone}`, kind: "zone", title: zone },
    frames: views.flatMap((view, index): Frame[] =>
      view.zone !== zone
        ? []
        : [
            {
              id: `subnet${index}`,
              kind: view.isPublic ? "public" : "private",
              title: `${view.isPublic ? "public" : "private"} ${view.cidr}`,
              frames: [],
              things: inside.filter(({ frame }) => frame === `subnet${index}`).map(({ thing: one }) => one),
            },
          ],
    ),
    things: standIns.filter((one) => one.zone === zone),
  }));
  const vpcTitle = vpc === undefined ? "VPC" : `${index.nameOf(vpc)} ${words(vpc.inputs.cidrBlock ?? "")}`;
  const isS3 = ({ endpoint }: Thing): boolean => endpoint.kind === "s3";
  return {
    frames: [
      { id: "internet", kind: "internet", title: "internet", frames: [], things: outside.filter((one) => !isS3(one)) },
      {
        ...{ id: "region", kind: "region", title: region, things: outside.filter(isS3) },
        frames: [{ id: "vpc", kind: "vpc", title: vpcTitle, frames: zones, things: [] }],
      },
    ],
    things: [...outside, ...inside.map(({ thing: one }) => one), ...standIns],
    arrows,
  };
}

function thing(endpoint: Endpoint, lines: readonly string[], depth: number): Thing {
  return { id: endpoint.id, endpoint, lines, depth, standIn: false };
}

function thingsIn(
  recording: Recording,
  { endpoints }: Reachability,
  { zone, isPublic, contents, natTarget }: SubnetView,
  frame: string,
): { frame: string; thing: Thing }[] {
  const index = new ResourceIndex(recording);
  return contents.flatMap((resource) => {
    const endpoint = endpoints.find(({ urn }) => urn === resource.urn);
    if (endpoint === undefined) return [];
    // The picture shows the subnet; the first other detail matters most.
    const [fact] = detailsOf(resource.type, index.view(resource)).filter((part) => !part.startsWith("in "));
    const lines = [
      endpoint.id,
      index.nameOf(resource),
      [resourceType(resource.type)?.label, fact].filter(Boolean).join(", "),
    ];
    const depth = isPublic ? DEPTH.public : DEPTH.private;
    return [
      {
        frame,
        thing: {
          ...thing(endpoint, lines, depth),
          ...{ id: `${endpoint.id} ${frame}`, zone },
          ...(natTarget === undefined ? {} : { natTarget: natTarget.urn }),
        },
      },
    ];
  });
}
