import { flag, integer, object, text, type Flaw, type ValueOf } from "../builders";
import { instanceTypeFlaw, nearestInstanceType } from "../instance-types";
import type { Definition } from "../parser";
import { checkSite, siteParts } from "./site";

/** Far above what a minimal environment needs, far below what a typing error costs. */
const MAX_WEB_SERVERS = 100;

/** A week: servers are replaced more often than that. */
const MAX_STICKY_SECONDS = 604_800;

function instanceType(role: string, fallback: string): Definition<string> {
  return text(
    {
      description: `Instance type of ${role}.`,
      allowed: "a virtual EC2 instance type on the Nitro System",
      default: fallback,
    },
    (type): Flaw => {
      const message = instanceTypeFlaw(type);
      return message === undefined ? undefined : { message, suggestion: nearestInstanceType(type) };
    },
  );
}

const instanceTypes = object(
  {
    web: instanceType("web servers; use one with at least 1 GiB of memory", "t4g.micro"),
    nat: instanceType("NAT instances", "t4g.nano"),
    bastion: instanceType("the bastion", "t4g.nano"),
  },
  { description: "EC2 instance type of each role.", cost: "the running hours of each EC2 instance" },
);

const serverCount = { min: 1, max: MAX_WEB_SERVERS };

const stickiness = integer({ min: 1, max: MAX_STICKY_SECONDS }, 1, { description: "Seconds." });

const web = object(
  {
    min: integer(serverCount, 1, { description: "Minimum number of web servers." }),
    max: integer(serverCount, 1, { description: "Maximum number of web servers." }),
    stickiness: {
      description:
        "Seconds for which a visitor's requests go to the same web server, while that server is healthy. Without it, any server may get each request.",
      allowed: `a whole number from 1 to ${MAX_STICKY_SECONDS}`,
      read: (parser, place, value, earlier) =>
        value === undefined ? undefined : stickiness.read(parser, place, value, earlier),
    } satisfies Definition<number | undefined>,
    ...siteParts,
  },
  {
    description: "How many web servers there are, and what runs on them.",
    cost: "an EC2 instance and its EBS volume per web server",
  },
  (parser, { min, max, ...site }) => {
    checkSite(parser, site);
    if (min <= max || !parser.isValid("web.min", "web.max")) return;
    parser.issue("web.min", min, `is greater than web.max (${max})`, {
      allowed: "at most web.max",
      hint: "lower web.min or raise web.max",
    });
  },
);

export const serverSettings = {
  instanceTypes,
  imageGeneration: integer({ min: 1 }, 1, {
    description: "Raise it to move NAT instances, bastion and web servers to the newest Amazon Linux.",
    cost: "the EBS snapshots of the images: the current one and the one before it",
  }),
  previousImage: flag(false, { description: "Web servers go back to the image before the current one." }),
  web,
};

export type InstanceTypes = ValueOf<typeof instanceTypes>;
