import { nearest } from "../lib/suggestion";
import type { InstanceTypes } from "./settings";

/** Processor architecture, as EC2 and Amazon Linux name it. */
export type Architecture = "arm64" | "x86_64";

interface Family {
  /** Memory per vCPU in GiB; burstable families list it per size instead. */
  readonly gibPerVcpu?: number;
  readonly sizes: string;
}

const BURSTABLE = "nano micro small medium large xlarge 2xlarge";
const TO_16 = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge";
const TO_24 = `${TO_16} 24xlarge`;

/** MiB of memory of burstable sizes, the same in t3, t3a and t4g. */
const BURSTABLE_MIB: Readonly<Record<string, number>> = {
  nano: 512,
  micro: 1024,
  small: 2048,
  medium: 4096,
  large: 8192,
  xlarge: 16_384,
  "2xlarge": 32_768,
};

/** Compute, general and memory families come in the same sizes and differ in memory per vCPU. */
function trio(generation: string, sizes: string): [string, Family][] {
  return [
    [`m${generation}`, { gibPerVcpu: 4, sizes }],
    [`c${generation}`, { gibPerVcpu: 2, sizes }],
    [`r${generation}`, { gibPerVcpu: 8, sizes }],
  ];
}

/**
 * Families whose sizes and memory are known here, as of 2026-05: burstable, general purpose, compute and memory families
 * offered in ap-northeast-1 (`DescribeInstanceTypes` and `DescribeInstanceTypeOfferings`, as recorded in moto 5.2.1),
 * without local disks, network or processor variants (d, n, z). They serve for suggestions: AWS decides at deployment
 * which types there are.
 */
const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ["t4g", { sizes: BURSTABLE }],
  ["t3", { sizes: BURSTABLE }],
  ["t3a", { sizes: BURSTABLE }],
  ["m5", { gibPerVcpu: 4, sizes: TO_24 }],
  ["c5", { gibPerVcpu: 2, sizes: "large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge" }],
  ["r5", { gibPerVcpu: 8, sizes: TO_24 }],
  ...trio("5a", TO_24),
  ...trio("6g", `medium ${TO_16}`),
  ...trio("6i", `${TO_24} 32xlarge`),
  ...trio("6a", `${TO_24} 32xlarge 48xlarge`),
  ...trio("7g", `medium ${TO_16}`),
  ...trio("7i", `${TO_24} 48xlarge`),
  ["m7i-flex", { gibPerVcpu: 4, sizes: TO_16 }],
  ["c7i-flex", { gibPerVcpu: 2, sizes: TO_16 }],
  ...trio("7a", `medium ${TO_24} 32xlarge 48xlarge`),
  ...trio("8g", `medium ${TO_24} 48xlarge`),
  ...trio("8i", `${TO_24} 32xlarge 48xlarge 96xlarge`),
  ...trio("8i-flex", TO_16),
  ...trio("8a", `medium ${TO_24} 48xlarge`),
]);

/** Types that are known here, small and cheap families first. */
export const instanceTypeNames: readonly string[] = [...FAMILIES].flatMap(([family, { sizes }]) =>
  sizes.split(" ").map((size) => `${family}.${size}`),
);

/** Other families on the Nitro System, as of 2026-09: not known here but that they are no misspelling. */
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

/** Why a type can never be used here, whatever AWS offers; undefined: AWS decides. */
export function instanceTypeProblem(type: string): string | undefined {
  if (/^mac[\d-]/.test(type)) return "is a Mac: it runs no Linux";
  const [, family, size = ""] = SYNTAX.exec(type) ?? [];
  if (family === undefined) return "is not an EC2 instance type";
  if (size.startsWith("metal")) return "is a bare metal type: only virtual instances are supported";
  if (XEN_FAMILIES.has(family)) return "runs on Xen: only types on the Nitro System are supported";
  return undefined;
}

/** The type that was probably meant, of the same series: nobody who wants a storage type means a burstable one. */
export function nearestInstanceType(type: string): string | undefined {
  const series = type.charAt(0).toLowerCase();
  return nearest(
    type,
    instanceTypeNames.filter((name) => name.startsWith(series)),
  );
}

/** What is to be said of types that may exist, but are not known here: one sentence each. */
export function unknownInstanceTypes(types: InstanceTypes): string[] {
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

/** Memory of a type in MiB: `512` for t4g.nano; undefined: the type is not known here. */
export function memoryMiBOf(type: string): number | undefined {
  const [name = "", size = ""] = type.split(".");
  const family = FAMILIES.get(name);
  if (!family?.sizes.split(" ").includes(size)) return undefined;
  return family.gibPerVcpu === undefined ? BURSTABLE_MIB[size] : family.gibPerVcpu * vcpusOf(size) * 1024;
}

/** vCPUs of a size outside the burstable families: a medium has 1, a large 2, an N-xlarge 4 N. */
function vcpusOf(size: string): number {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  return 4 * Number(size.replace("xlarge", "") || 1);
}
