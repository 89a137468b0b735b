import type * as pulumi from "@pulumi/pulumi";
import { isUnrouted, readCidr } from "../../lib/cidr";
import { checkText, choice, flag, integer, secretText, type Flaw } from "../builders";
import type { Definition } from "../parser";
import { isPrivateKey, UNDECRYPTED } from "../secrets";

/** Widest public range that may reach the bastion, as a prefix: scanners call anything wider "wide open". */
const MIN_PUBLIC_PREFIX = 24;

const MIN_RSA_BITS = 2048;

export const loginSettings = {
  bastion: flag(false, {
    description: "A bastion to log in through. Needs adminCidrs.",
    cost: "an EC2 instance, its EBS volume and a public IPv4 address",
  }),
  /** By default a working day; at most a year. */
  bastionHours: integer({ min: 0, max: 8760 }, 8, {
    description: "Hours until the bastion shuts itself down; 0 means never.",
  }),
  adminCidrs: {
    description: "IPv4 ranges that may SSH to the bastion. SSH from the internet (0.0.0.0/0) is always rejected.",
    allowed: `a list of IPv4 ranges, public ones /${MIN_PUBLIC_PREFIX} or smaller`,
    maySecret: true,
    read(parser, key): readonly pulumi.Input<string>[] {
      if (parser.isUndecrypted(key)) return [parser.input(key, UNDECRYPTED)];
      const taken = new Map<string, string>();
      return (parser.textList(key, parser.json(key)) ?? []).map((range, index) => {
        const place = `${key}[${index}]`;
        if (!parser.isUndecrypted(key, range)) {
          checkText(parser, place, range, adminFlaw(range));
          parser.requireUnique(taken, place, range, { hint: "list each range once" });
        }
        return parser.input(key, range);
      });
    },
  } satisfies Definition<readonly pulumi.Input<string>[]>,
  access: choice(["ssh", "ssm"], "ssh", {
    description: "How you log in to web servers: SSH, or Session Manager (ssm), which needs a NAT and no bastion.",
  }),
  sshPublicKey: secretText(
    {
      description: "Your OpenSSH public key. Without it the program creates a key pair.",
      allowed: `an OpenSSH public key, ssh-ed25519 or ssh-rsa of ${MIN_RSA_BITS} bits or more`,
    },
    (key): Flaw => {
      const message = publicKeyFlaw(key);
      const hint = "use the content of the .pub file, which ssh-keygen -t ed25519 creates";
      return message === undefined ? undefined : { message, hint };
    },
  ),
};

function adminFlaw(range: string): Flaw {
  const reading = readCidr(range);
  if ("problem" in reading) return { message: reading.problem, suggestion: reading.suggestion };
  if (reading.cidr.prefix >= MIN_PUBLIC_PREFIX || isUnrouted(reading.cidr)) return undefined;
  const message =
    reading.cidr.prefix === 0 ? "opens SSH to the internet" : `is a public range wider than /${MIN_PUBLIC_PREFIX}`;
  return { message, hint: "list the addresses that you log in from" };
}

const KNOWN = ["ssh-ed25519", "ssh-rsa"];
const OTHERS = /^(ecdsa-sha2-nistp\d+|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com|ssh-dss)$/;

/**
 * What is wrong with a text given as an OpenSSH public key, or `undefined` for a good one: `TYPE BASE64 [COMMENT]` on
 * one line, ED25519 or RSA of 2048 bits and more, the only kinds that EC2 imports
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html). The text is never part of the answer.
 */
function publicKeyFlaw(text: string): string | undefined {
  if (isPrivateKey(text)) return "is a private key, which must never be here";
  if (!/^[\x00-\x7f]*$/.test(text)) return "has characters outside ASCII";
  if (/[\r\n]/.test(text)) return "has more than one line";
  const [type = "", body = ""] = text.split(/\s+/);
  if (!KNOWN.includes(type)) {
    return OTHERS.test(type) ? `is a key of type ${type}, which EC2 cannot import` : "is not an OpenSSH public key";
  }
  const blob = Buffer.from(body, "base64");
  if (body === "" || blob.toString("base64").replace(/=+$/, "") !== body.replace(/=+$/, "")) {
    return "is not an OpenSSH public key: what follows the type is not base64";
  }
  const fields = splitFields(blob);
  if (fields?.[0]?.toString("latin1") !== type) return `is not an OpenSSH public key: its body is not of type ${type}`;
  return type === "ssh-ed25519" ? ed25519Flaw(fields) : rsaFlaw(fields);
}

function ed25519Flaw(fields: readonly Buffer[]): string | undefined {
  return fields.length === 2 && fields[1]?.length === 32 ? undefined : "is a damaged ED25519 key";
}

function rsaFlaw(fields: readonly Buffer[]): string | undefined {
  const modulus = fields[2];
  if (fields.length !== 3 || modulus === undefined) return "is a damaged RSA key";
  const bits = BigInt(`0x0${modulus.toString("hex")}`).toString(2).length;
  return bits < MIN_RSA_BITS ? `is an RSA key of ${bits} bits` : undefined;
}

/** The fields of an SSH key, each led by its length in four bytes (RFC 4253, section 6.6), or `undefined` if cut off. */
function splitFields(blob: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
