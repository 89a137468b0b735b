/** Reads all pages of an answer: EC2 may cut even a filtered list anywhere, and hand over empty pages. */
export async function allPages<T>(
  read: (NextToken: string | undefined) => Promise<{
    readonly items: readonly T[] | undefined;
    readonly NextToken: string | undefined;
  }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], NextToken } = await read(token);
    all.push(...items);
    token = NextToken === "" ? undefined : NextToken;
  } while (token !== undefined);
  return all;
}
