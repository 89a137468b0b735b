import type { Filter } from "@aws-sdk/client-ec2";
import type { StageName } from "../naming";

/** Filters of an EC2 API call, each name with the values that match it. */
export function filtersOf(values: Readonly<Record<string, string | readonly string[]>>): Filter[] {
  return Object.entries(values).map(([Name, value]) => ({ Name, Values: [value].flat() }));
}

export function stageTags({ service, stage }: StageName): Readonly<Record<string, string>> {
  return { "tag:Service": service, "tag:Stage": stage };
}
