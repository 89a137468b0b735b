/**
 * A DNS name as people write it: in lower case, without the dot at its end, Route 53's way of writing `*`, and the prefix
 * that the console gives to targets. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\\052/, "*")
    .replace(/^dualstack\./, "");
}
