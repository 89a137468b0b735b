/**
 * All pages of a listing. Amazon EC2 may end a page early, even with no result in it, and then returns a token:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination
 * @param page sends one call with the token of the previous page
 */
export async function allPages<Page extends { readonly NextToken?: string | undefined }>(
  page: (token: { NextToken?: string }) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const next = await page(token === undefined ? {} : { NextToken: token });
    pages.push(next);
    token = next.NextToken;
  } while (token !== undefined && token !== "");
  return pages;
}
