/** Labels of letters, digits and dashes, the first of which may be `*` (RFC 1123, RFC 6125); not an address. */
export function isHostName(name: string): boolean {
  const labels = name.replace(/^\*\./, "").split(".");
  const areLabels = labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
  return name.length <= 253 && areLabels && !/^\d+$/.test(labels.at(-1) ?? "");
}
