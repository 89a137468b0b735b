import { UserError } from "../../lib/user-error";

/** GitHub's maximum. */
const PAGE = 100;
const TIMEOUT_MS = 30_000;

export type Api = ReturnType<typeof api>;

/**
 * The part of GitHub's REST API that is needed here, for one repository. Paths are below the repository: `/pulls/7`.
 * @param url where the API is, `GITHUB_API_URL` in a workflow
 * @param repository `owner/name`
 */
export function api(url: string, repository: string, token: string) {
  const call = async (method: string, path: string, body?: object): Promise<Response> => {
    const answer = await fetch(`${url}/repos/${repository}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new UserError(`GitHub answers ${answer.status} to ${method} ${path}: ${await answer.text()}`);
    return answer;
  };
  const get = async <T>(path: string): Promise<T> => (await call("GET", path)).json() as Promise<T>;
  return {
    get,
    /** All pages of a list. */
    list: async <T>(path: string): Promise<T[]> => {
      const found: T[] = [];
      for (let page = 1; ; page += 1) {
        const next = await get<T[]>(`${path}${path.includes("?") ? "&" : "?"}per_page=${PAGE}&page=${page}`);
        found.push(...next);
        if (next.length < PAGE) return found;
      }
    },
    send: async (method: "POST" | "PATCH", path: string, body: object): Promise<void> => {
      await call(method, path, body);
    },
  };
}
