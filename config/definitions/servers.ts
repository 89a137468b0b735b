import { posix } from "node:path";
import { flag, integer, object, text, type Flaw, type ValueOf } from "../builders";
import { instanceTypeFlaw, nearestInstanceType } from "../instance-types";
import type { Definition } from "../parser";

/** Far above what a minimal environment needs, far below what a typing error costs. */
const MAX_WEB_SERVERS = 100;

/**
 * Half of EC2's 16,384 bytes of user data, so that the program's own script always fits before the user's:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
const MAX_SCRIPT_BYTES = 8192;

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

const script = text({
  description: "Path of your own script, which runs after the program's own while the image is built.",
  allowed: `the path of a script inside the project that begins with #!, at most ${MAX_SCRIPT_BYTES} bytes`,
});

const web = object(
  {
    min: integer(serverCount, 1, { description: "Minimum number of web servers." }),
    max: integer(serverCount, 1, { description: "Maximum number of web servers." }),
    stickiness: {
      description:
        "Seconds for which a visitor's requests go to the same web server, while that server is healthy. Without it, to any.",
      allowed: `a whole number from 1 to ${MAX_STICKY_SECONDS}`,
      read: (parser, place, value, earlier) =>
        value === undefined ? undefined : stickiness.read(parser, place, value, earlier),
    } satisfies Definition<number | undefined>,
    script: {
      ...script,
      /** The path, tidied: `./a//b.sh` is `a/b.sh`. */
      read(parser, place, value, earlier) {
        const path = script.read(parser, place, value, earlier);
        if (path === undefined) return undefined;
        const tidy = posix.normalize(path);
        const isOutside = posix.isAbsolute(tidy) || /^\.\.(\/|$)/.test(tidy) || tidy.includes("\\");
        const flaw = isOutside ? "is not a path inside the project" : scriptFlaw(parser.source.readFile(tidy));
        if (flaw !== undefined) parser.issue(place, path, flaw);
        return tidy;
      },
    } satisfies Definition<string | undefined>,
  },
  {
    description: "How many web servers there are, and what runs on them.",
    cost: "an EC2 instance and its EBS volume per web server",
  },
  (parser, { min, max }) => {
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

function scriptFlaw(content: string | undefined): string | undefined {
  if (content === undefined) return "is not a file of the project";
  if (content.trim() === "") return "is an empty file";
  if (content.startsWith("\ufeff")) return "begins with a byte order mark (BOM): save it as UTF-8 without one";
  // Read as UTF-8, UTF-16 begins with replacement characters, or has a NUL in every other place.
  if (content.startsWith("\ufffd") || content.includes("\0")) return "is not UTF-8 text: save it as UTF-8";
  if (!content.startsWith("#!")) return "does not begin with #!";
  // Linux takes the carriage return for a part of the interpreter's name.
  if (content.includes("\r\n")) return "has Windows line endings";
  if (content.includes("\r"))
    return "has carriage returns, which do not end lines on Linux: save it with LF line endings";
  // Linux cuts off spaces around the interpreter's name: https://man7.org/linux/man-pages/man2/execve.2.html
  if (!/^#![ \t]*\/[!-~]+(?=[ \t\n]|$)/.test(content))
    return "does not name its interpreter by path, as #!/bin/bash does";
  const bytes = Buffer.byteLength(content);
  return bytes > MAX_SCRIPT_BYTES ? `has ${bytes} bytes` : undefined;
}
