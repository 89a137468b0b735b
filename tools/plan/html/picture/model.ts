import type { RecordedResource } from "../../../../offline";
import type { SubnetView } from "../../render/network";

export type Kind =
  | "internet"
  | "range"
  | "gateway"
  | "loadBalancer"
  | "servers"
  | "build"
  | "bastion"
  | "natInstance"
  | "natGateway"
  | "instance"
  | "s3";

/** From the internet at the top to S3 at the bottom. */
export type Row = "outside" | "gateway" | "public" | "private" | "s3";

/** Something in the picture. One in several Availability Zones is one thing. */
export interface Thing {
  /** The endpoint's, or the logical name of an internet gateway. */
  readonly id: string;
  readonly kind: Kind;
  readonly row: Row;
  /** Names of the Availability Zones that it stands in, in their order; none outside of them. */
  readonly zones: readonly string[];
  /** Absent outside the stage. */
  readonly resource?: RecordedResource;
  readonly title: string;
  /** Its name in AWS. */
  readonly name?: string;
  /** What distinguishes it, such as its size. */
  readonly fact?: string;
  /** Whether it answers to HTTPS. */
  readonly secure: boolean;
}

export interface Zone {
  readonly name: string;
  readonly title: string;
  /** Titles of its subnets; absent without such a subnet. */
  readonly public?: string;
  readonly private?: string;
}

/** The subnets of one kind in an Availability Zone. */
export interface SubnetArea {
  /** That of its frame. */
  readonly title: string;
  readonly views: readonly SubnetView[];
}

export interface Scene {
  readonly region: string;
  readonly vpc: string;
  readonly zones: readonly Zone[];
  readonly subnets: readonly SubnetArea[];
  readonly things: readonly Thing[];
  readonly arrows: readonly Arrow[];
}

/** Direct traffic from one thing to another. */
export interface Arrow {
  readonly id: string;
  readonly from: Thing;
  readonly to: Thing;
  /** Lines such as `HTTPS 443`. */
  readonly label: readonly string[];
}

/** What takes room in the picture: a thing, or an invisible box that gives a zone its column. */
export type Stand = Pick<Thing, "id" | "row" | "zones"> & (Thing | { readonly width: number });

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle around things, with its title. */
export interface Frame extends Place {
  readonly kind: "region" | "vpc" | "zone" | "public" | "private";
  readonly title: string;
  readonly titleX: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  /** By the thing's id. */
  readonly places: ReadonlyMap<string, Place>;
  readonly routes: ReadonlyMap<string, Route>;
}

/** An arrow's path from its tail to its head, and the place of its label. */
export interface Route {
  readonly points: readonly Point[];
  readonly label: Place;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
