import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An issue, a pull request or a comment, as far as the scripts look at it. */
interface Item {
  readonly id: number;
  body: string;
  state?: string;
  title?: string;
  readonly user: { readonly login: string; readonly type: string };
}

export const BOT = { login: "github-actions[bot]", type: "Bot" };
export const PERSON = { login: "octocat", type: "User" };

/** GitHub's API for one repository, on the loopback interface: as much as the scripts use, with its limits. */
export class FakeGitHub {
  /** `METHOD path` of each call that changes something. */
  readonly changes: string[] = [];
  readonly heads = new Map<number, object>();
  readonly comments = new Map<number, Item[]>();
  readonly issues: (Item & { readonly number: number })[] = [];
  readonly authorizations = new Set<string | undefined>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  private last = 1000;

  /** What a workflow would have in its environment. */
  async start(): Promise<Record<string, string>> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    return { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: "t0ken" };
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  comment(pull: number, body: string, user = BOT): Item {
    const item = { id: ++this.last, body, user };
    this.comments.set(pull, [...(this.comments.get(pull) ?? []), item]);
    return item;
  }

  issue(title: string, body: string, user = BOT): Item {
    const issue = { id: ++this.last, number: this.issues.length + 1, title, body, user, state: "open" };
    this.issues.push(issue);
    return issue;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const [method, path] = [request.method ?? "", pathname.replace("/repos/o/r", "")];
    if (method !== "GET") this.changes.push(`${method} ${path}`);
    this.authorizations.add(request.headers.authorization);
    const found = this.find(method, path, parts.length === 0 ? {} : (JSON.parse(String(Buffer.concat(parts))) as Item));
    const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("per_page"))];
    const body = Array.isArray(found) ? found.slice((page - 1) * size, page * size) : found;
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { message: "Not Found" }));
  }

  private find(method: string, path: string, given: Partial<Item>): unknown {
    if ((given.body ?? "").length > 65_536) return undefined;
    const [, kind, first, second] = path.split("/");
    const number = Number(first);
    if (method === "GET" && kind === "pulls") {
      return this.heads.has(number) ? { head: this.heads.get(number) } : undefined;
    }
    if (kind !== "issues") return undefined;
    if (first === "comments") {
      const comment = [...this.comments.values()].flat().find(({ id }) => id === Number(second));
      return comment && Object.assign(comment, given);
    }
    if (second === "comments") {
      return method === "GET" ? (this.comments.get(number) ?? []) : this.comment(number, given.body ?? "");
    }
    if (first === undefined) {
      return method === "GET"
        ? this.issues.filter(({ state }) => state === "open")
        : this.issue(given.title ?? "", given.body ?? "");
    }
    return Object.assign(this.issues[number - 1]!, given);
  }
}
