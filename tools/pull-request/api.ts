import { UserError } from "../../lib/user-error";

/** As much of GitHub's REST API as is needed here, with `fetch` alone. */
export interface Api {
  /** @param path below the repository, such as `/pulls/7` */
  readonly get: <T>(path: string) => Promise<T>;
  /** Everything of a list, page by page. */
  readonly list: <T>(path: string) => Promise<T[]>;
  readonly send: (method: "POST" | "PATCH", path: string, body: object) => Promise<void>;
}

/** GitHub's own maximum. */
const PAGE = 100;
const TIMEOUT_MS = 30_000;

/**
 * The API of one repository.
 *
 * @param url where the API is, `GITHUB_API_URL` in a workflow
 * @param repository `owner/name`
 */
export function api(url: string, repository: string, token: string): Api {
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
    list: async <T>(path: string) => {
      const found: T[] = [];
      for (let page = 1; ; page += 1) {
        const next = await get<T[]>(`${path}${path.includes("?") ? "&" : "?"}per_page=${PAGE}&page=${page}`);
        found.push(...next);
        if (next.length < PAGE) return found;
      }
    },
    send: async (method, path, body) => {
      await call(method, path, body);
    },
  };
}
