/**
 * A DNS name as people write it: in lower case, without the dot at its end, and Route 53's way of writing `*`.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\\052/, "*");
}

/** The name of a load balancer to which an alias record leads: the console writes `dualstack.` before it. */
export function aliasTarget(name: string): string {
  return plainName(name).replace(/^dualstack\./, "");
}
