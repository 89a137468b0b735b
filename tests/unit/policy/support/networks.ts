import type { GraphResource } from "../../../../policy/graph";
import { Sketch } from "./sketch";

/** What most hand-made networks have. */
export interface Home {
  readonly sketch: Sketch;
  readonly vpc: GraphResource;
  readonly igw: GraphResource;
  /** Routes of the public subnet, with one to the internet gateway. */
  readonly publicTable: GraphResource;
  readonly publicSubnet: GraphResource;
  /** Routes of the private subnet: none of its own. */
  readonly privateTable: GraphResource;
  readonly privateSubnet: GraphResource;
}

/** A VPC with a public subnet 10.0.0.0/24 and a private one 10.0.1.0/24. */
export function home(): Home {
  const sketch = new Sketch();
  const vpc = sketch.vpc();
  const igw = sketch.gateway(vpc);
  const [publicTable, privateTable] = [sketch.table("public", vpc), sketch.table("private", vpc)];
  sketch.route(publicTable, "0.0.0.0/0", igw);
  return {
    sketch,
    vpc,
    igw,
    publicTable,
    publicSubnet: sketch.subnet("public", vpc, "10.0.0.0/24", publicTable),
    privateTable,
    privateSubnet: sketch.subnet("private", vpc, "10.0.1.0/24", privateTable),
  };
}

/** Everybody, as rules say it. */
export const ANYONE = { range: "0.0.0.0/0" };

/** Everything, as rules say it. */
export const ALL = { protocol: "-1" };
