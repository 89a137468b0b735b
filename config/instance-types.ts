/** Processor architecture, as EC2 and Amazon Linux name it. */
export type Architecture = "arm64" | "x86_64";

interface Family {
  readonly architecture: Architecture;
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
function trio(generation: string, architecture: Architecture, sizes: string): [string, Family][] {
  return [
    [`m${generation}`, { architecture, gibPerVcpu: 4, sizes }],
    [`c${generation}`, { architecture, gibPerVcpu: 2, sizes }],
    [`r${generation}`, { architecture, gibPerVcpu: 8, sizes }],
  ];
}

/**
 * EC2 types that a stage may use, as of 2026-05: burstable, general purpose, compute and memory families offered in
 * ap-northeast-1 (`DescribeInstanceTypes` and `DescribeInstanceTypeOfferings`, as recorded in moto 5.2.1).
 * Only virtual machines on Nitro: Xen types such as t2 and m4 name devices and interfaces otherwise, and metal costs
 * what nobody here means to pay. Without local disks, network or processor variants (d, n, z).
 */
const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ["t4g", { architecture: "arm64", sizes: BURSTABLE }],
  ["t3", { architecture: "x86_64", sizes: BURSTABLE }],
  ["t3a", { architecture: "x86_64", sizes: BURSTABLE }],
  ["m5", { architecture: "x86_64", gibPerVcpu: 4, sizes: TO_24 }],
  [
    "c5",
    { architecture: "x86_64", gibPerVcpu: 2, sizes: "large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge" },
  ],
  ["r5", { architecture: "x86_64", gibPerVcpu: 8, sizes: TO_24 }],
  ...trio("5a", "x86_64", TO_24),
  ...trio("6g", "arm64", `medium ${TO_16}`),
  ...trio("6i", "x86_64", `${TO_24} 32xlarge`),
  ...trio("6a", "x86_64", `${TO_24} 32xlarge 48xlarge`),
  ...trio("7g", "arm64", `medium ${TO_16}`),
  ...trio("7i", "x86_64", `${TO_24} 48xlarge`),
  ["m7i-flex", { architecture: "x86_64", gibPerVcpu: 4, sizes: TO_16 }],
  ["c7i-flex", { architecture: "x86_64", gibPerVcpu: 2, sizes: TO_16 }],
  ...trio("7a", "x86_64", `medium ${TO_24} 32xlarge 48xlarge`),
  ...trio("8g", "arm64", `medium ${TO_24} 48xlarge`),
  ...trio("8i", "x86_64", `${TO_24} 32xlarge 48xlarge 96xlarge`),
  ...trio("8i-flex", "x86_64", TO_16),
  ...trio("8a", "x86_64", `medium ${TO_24} 48xlarge`),
]);

/** Every type that a stage may use, small and cheap families first. */
export const instanceTypeNames: readonly string[] = [...FAMILIES].flatMap(([family, { sizes }]) =>
  sizes.split(" ").map((size) => `${family}.${size}`),
);

/**
 * Architecture of a type.
 * @throws Error for a type that is not in the list; settings never hold one.
 */
export function architectureOf(type: string): Architecture {
  return lookUp(type).family.architecture;
}

/**
 * Memory of a type in MiB: `512` for t4g.nano.
 * @throws Error for a type that is not in the list; settings never hold one.
 */
export function memoryMiBOf(type: string): number {
  const { family, size } = lookUp(type);
  const mib = family.gibPerVcpu === undefined ? BURSTABLE_MIB[size] : family.gibPerVcpu * vcpusOf(size) * 1024;
  if (mib === undefined) throw new Error(`No memory is known for ${type}`);
  return mib;
}

/** vCPUs of a size outside the burstable families: a medium has 1, a large 2, an N-xlarge 4 N. */
function vcpusOf(size: string): number {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  return 4 * Number(size.replace("xlarge", "") || 1);
}

function lookUp(type: string): { readonly family: Family; readonly size: string } {
  const [name = "", size = ""] = type.split(".");
  const family = FAMILIES.get(name);
  if (!family?.sizes.split(" ").includes(size)) throw new Error(`${type} is not in config/instance-types.ts`);
  return { family, size };
}
