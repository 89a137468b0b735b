/** Properties that are maps in Terraform, and not blocks. */
const MAPS = new Set(["tags", "dimensions", "triggers"]);

/** Names that do not follow from the letters. */
const IRREGULAR: Readonly<Record<string, string>> = {
  ingress: "ingress",
  egress: "egress",
  metricQueries: "metric_query",
  vpcZoneIdentifiers: "vpc_zone_identifier",
};

/** Whether an object of this name is a map; otherwise it is a block. */
export function isMap(property: string): boolean {
  return MAPS.has(property);
}

/** Terraform's name of a property. Lists of blocks are singular. */
export function terraformName(property: string, isBlocks: boolean): string {
  const snake = property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return IRREGULAR[property] ?? (isBlocks ? snake.replace(/s$/, "") : snake);
}
