/**
 * AWS regions by partition, as of 2026-11: the `Region` type of \@pulumi/aws 7.48, without the closed partitions
 * (`aws-iso` and its kin), which no public documentation describes.
 */
const REGIONS: Readonly<Record<string, string>> = {
  aws: [
    "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2",
    "ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7",
    "ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3",
    "il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2",
  ].join(" "),
  "aws-cn": "cn-north-1 cn-northwest-1",
  "aws-eusc": "eusc-de-east-1",
  "aws-us-gov": "us-gov-east-1 us-gov-west-1",
};

const partitions: ReadonlyMap<string, string> = new Map(
  Object.entries(REGIONS).flatMap(([partition, names]) => names.split(" ").map((name) => [name, partition] as const)),
);

export const regionNames: readonly string[] = [...partitions.keys()];

/** The partition that a region belongs to, as it stands in ARNs: `aws`, `aws-cn`, … `undefined` for an unknown region. */
export function partitionOf(region: string): string | undefined {
  return partitions.get(region);
}
