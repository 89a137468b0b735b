/** An IPv4 range. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Parses an IPv4 address into a number. */
export function addressOf(text: string): number | undefined {
  const parts = text.split(".");
  const isFine = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isFine ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : undefined;
}

/** Parses an IPv4 CIDR block, with or without host bits. */
export function cidrOf(text: string): Cidr | undefined {
  const [address = "", length = "", ...rest] = text.split("/");
  const at = addressOf(address);
  if (at === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(at / size) * size;
  return { first, last: first + size - 1, prefix: Number(length) };
}

/** The same block without host bits; other text stays as it is. */
export function canonical(text: string): string {
  const cidr = cidrOf(text);
  if (cidr === undefined) return text;
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(cidr.first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${cidr.prefix}`;
}
