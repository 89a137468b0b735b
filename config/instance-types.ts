import { nearest } from "../lib/suggestion";

export type Architecture = "arm64" | "x86_64";

const BURSTABLE = "nano micro small medium large xlarge 2xlarge";
const TO_16 = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge";
const TO_24 = `${TO_16} 24xlarge`;

/** General purpose, compute and memory families of a generation come in the same sizes. */
function trio(generation: string, sizes: string): [family: string, sizes: string][] {
  return [
    [`m${generation}`, sizes],
    [`c${generation}`, sizes],
    [`r${generation}`, sizes],
  ];
}

/**
 * Sizes of the families that are known here, as of 2026-05: burstable, general purpose, compute and memory families
 * offered in ap-northeast-1 (`DescribeInstanceTypes` and `DescribeInstanceTypeOfferings`, as recorded in moto 5.2.1),
 * without local disks, network or processor variants (d, n, z). They serve for suggestions: AWS decides at deployment
 * which types exist.
 */
const FAMILIES: readonly (readonly [family: string, sizes: string])[] = [
  ["t4g", BURSTABLE],
  ["t3", BURSTABLE],
  ["t3a", BURSTABLE],
  ["m5", TO_24],
  ["c5", "large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge"],
  ["r5", TO_24],
  ...trio("5a", TO_24),
  ...trio("6g", `medium ${TO_16}`),
  ...trio("6i", `${TO_24} 32xlarge`),
  ...trio("6a", `${TO_24} 32xlarge 48xlarge`),
  ...trio("7g", `medium ${TO_16}`),
  ...trio("7i", `${TO_24} 48xlarge`),
  ["m7i-flex", TO_16],
  ["c7i-flex", TO_16],
  ...trio("7a", `medium ${TO_24} 32xlarge 48xlarge`),
  ...trio("8g", `medium ${TO_24} 48xlarge`),
  ...trio("8i", `${TO_24} 32xlarge 48xlarge 96xlarge`),
  ...trio("8i-flex", TO_16),
  ...trio("8a", `medium ${TO_24} 48xlarge`),
];

/** Types that are known here, small and cheap families first. */
export const instanceTypeNames: readonly string[] = FAMILIES.flatMap(([family, sizes]) =>
  sizes.split(" ").map((size) => `${family}.${size}`),
);

/** Other families on the Nitro System, as of 2026-09: their names are not typing errors. */
const OTHER_FAMILIES: ReadonlySet<string> = new Set(
  (
    "a1 c5ad c5d c5n c6gd c6gn c6id c6in c7gd c7gn c8gb c8gd c8gn c8ib c8id c8in c8ine c9g c9gd d3 d3en dl2q f2 g4dn g5 g5g " +
    "g6 g6e g6f g7 g7e gr6 gr6f hpc6a hpc6id hpc7a hpc7g hpc8a i3en i4g i4i i7i i7ie i8g i8ge im4gn inf1 inf2 is4gen m5ad " +
    "m5d m5dn m5n m5zn m6gd m6id m6idn m6in m7gd m8azn m8gb m8gd m8gn m8ib m8id m8idb m8idn m8in m8ine m9g m9gd p3dn p4d " +
    "p4de p5 p5e p5en p6-b200 p6-b300 r5ad r5b r5d r5dn r5n r6gd r6id r6idn r6in r7gd r7iz r8gb r8gd r8gn r8ib r8id r8idb " +
    "r8idn r8in r9g r9gd t8i trn1 trn1n trn2 trn2u u-3tb1 u-6tb1 u7i-12tb u7i-6tb u7i-8tb u7in-16tb u7in-24tb u7in-32tb " +
    "vt1 x2gd x2idn x2iedn x2iezn x8aedz x8g x8i z1d"
  ).split(" "),
);

/**
 * Families that run on Xen. EC2 shows a running instance's console, on which scripts say that they have finished, on the
 * Nitro System only. All newer families are on it: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html
 */
const XEN_FAMILIES: ReadonlySet<string> = new Set(
  "t1 t2 m1 m2 m3 m4 c1 c3 c4 cc1 cc2 cg1 cr1 r3 r4 x1 x1e d2 h1 hi1 hs1 i2 i3 f1 g2 g3 g3s p2 p3".split(" "),
);

/** Family, a generation in it, then size: `t4g.nano`, `u7i-12tb.224xlarge`, `m7i.metal-24xl`. */
const SYNTAX =
  /^([a-z]+-?\d+[a-z\d]*(?:-[a-z\d]+)*)\.(nano|micro|small|medium|large|(?:[1-9]\d*)?xlarge|metal(?:-[a-z\d]+)?)$/;

/** Why a type cannot be used here, whatever AWS offers; undefined: AWS decides. */
export function instanceTypeFlaw(type: string): string | undefined {
  if (/^mac[\d-]/.test(type)) return "is a Mac instance type, which does not run Linux";
  const [, family, size = ""] = SYNTAX.exec(type) ?? [];
  if (family === undefined) return "is not an EC2 instance type";
  if (size.startsWith("metal")) return "is a bare metal type: only virtual instances are supported";
  if (XEN_FAMILIES.has(family)) return "runs on Xen: only types on the Nitro System are supported";
  return undefined;
}

/** The type that was probably meant, of the same series. */
export function nearestInstanceType(type: string): string | undefined {
  const series = type.charAt(0).toLowerCase();
  return nearest(
    type,
    instanceTypeNames.filter((name) => name.startsWith(series)),
  );
}

/** A warning for each type that may exist, but is not known here. */
export function unknownInstanceTypes(types: Readonly<Record<"web" | "nat" | "bastion", string>>): string[] {
  return (["web", "nat", "bastion"] as const).flatMap((role) => {
    const type = types[role];
    if (instanceTypeNames.includes(type)) return [];
    const known = `price unknown, architecture ${architectureOf(type)} by its name`;
    const [family = ""] = type.split(".");
    const suggestion = OTHER_FAMILIES.has(family) ? undefined : nearestInstanceType(type);
    const advice = suggestion === undefined ? "AWS decides whether it exists" : `did you mean ${suggestion}?`;
    return [`instanceTypes.${role}: ${type} is not in config/instance-types.ts: ${known}; ${advice}`];
  });
}

/** `g` after the generation's digits is Graviton, `-gb200` and the like Grace, and a1 the first Graviton. */
const ARM = /^(?:a1|[a-z]+\d+g[a-z]*(?:-.*)?|.*-g[bh]\d+)$/;

/**
 * Architecture of a type, by the naming convention.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(type: string): Architecture {
  const [family = ""] = type.split(".");
  return ARM.test(family) ? "arm64" : "x86_64";
}
