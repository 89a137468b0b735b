import type { RequestListener } from "node:http";
import { failed, passed } from "../../../../tools/verify/check";
import { http } from "../../../../tools/verify/http";
import { NAME, Servers, staged, stageWith, type Changes } from "./support";

const page: RequestListener = (request, response) => response.end(request.url === "/" ? "hello!\n" : "?");
const busy: RequestListener = (_, response) => response.writeHead(503).end();
const redirect =
  (Location: string, status = 301): RequestListener =>
  (_, response) =>
    response.writeHead(status, { Location }).end();

describe("The check of port 80", () => {
  const servers = new Servers();
  afterEach(() => servers.stop());

  async function look(answer: RequestListener, changes: Changes = {}) {
    const port = await servers.http(answer);
    return http.run(staged({ ...changes, ports: { http: port } }).context);
  }

  it("passes for the page, requested with the load balancer's name", async () => {
    let host: string | undefined;
    const seen: RequestListener = (request, response) => {
      host = request.headers.host;
      page(request, response);
    };
    expect(await look(seen)).to.deep.equal(passed("hello! at 1 address"));
    expect(host).to.equal(NAME);
  });

  it("fails for another page, which it quotes, and for another status", async () => {
    const works: RequestListener = (_, response) => response.end("<html>It works!</html>\nmore");
    expect(await look(works)).to.deep.equal(
      failed(`http://${NAME}/ at 127.0.0.1 answers "<html>It works!</html>" instead of hello!`),
    );
    expect((await look(busy)).detail).to.equal(
      `http://${NAME}/ at 127.0.0.1 answers with status 503: no web server is healthy`,
    );
  });

  it("accepts any custom page, but not any status", async () => {
    const settings = { web: { min: 1, max: 1, script: "my-site.sh" } };
    expect(await look((_, response) => response.end("my shop"), { settings })).to.deep.equal(
      passed("your page at 1 address"),
    );
    expect((await look(busy, { settings })).status).to.equal("failed");
  });

  it("requests the page from every address", async () => {
    const port = await servers.http(page, "127.0.0.1");
    const io = { addressesOf: () => Promise.resolve(["127.0.0.1", "127.0.0.7"]) };
    expect(await http.run(staged({ ports: { http: port }, io }).context)).to.deep.equal(
      failed(`http://${NAME}/ at 127.0.0.7 does not answer: ECONNREFUSED`),
    );
    await servers.stop();
    const all = await servers.http(page, "0.0.0.0");
    expect((await http.run(staged({ ports: { http: all }, io }).context)).detail).to.equal("hello! at 2 addresses");
  });

  it("accepts only a redirect to the same name over HTTPS", async () => {
    const settings = { http: "redirect" as const };
    expect(await look(redirect(`https://${NAME}/`), { settings })).to.deep.equal(
      passed(`301 to https://${NAME}/ at 1 address`),
    );
    for (const [answer, issue] of [
      [redirect("https://www.example.com/"), `redirects to https://www.example.com/ instead of https://${NAME}/`],
      [redirect(`http://${NAME}/`), `redirects to http://${NAME}/ instead of https://${NAME}/`],
      [redirect("/elsewhere"), `redirects to /elsewhere instead of https://${NAME}/`],
      [redirect(`https://${NAME}/`, 302), "answers with status 302 instead of a redirect (301)"],
      [page, "answers with status 200 instead of a redirect (301)"],
    ] as const) {
      expect(await look(answer, { settings })).to.deep.equal(failed(`http://${NAME}/ at 127.0.0.1 ${issue}`));
    }
  });

  it("passes where HTTP is off when nothing answers, and fails when something does", async () => {
    const settings = { http: "off" as const };
    expect((await look(page, { settings })).detail).to.match(
      /^port \d+ of 127\.0\.0\.1 answers, although http is off$/,
    );
    await servers.stop();
    const port = await servers.http(page);
    await servers.stop();
    expect(await http.run(staged({ settings, ports: { http: port } }).context)).to.deep.equal(
      passed(`port ${port} of 127.0.0.1 does not answer`),
    );
  });

  it("has a title for each value of http", () => {
    const titles = (["serve", "redirect", "off"] as const).map((mode) =>
      http.title(stageWith({ http: mode }).settings),
    );
    expect(titles).to.deep.equal([
      "The site answers with hello! over HTTP",
      "HTTP redirects to the same name over HTTPS",
      "Nothing answers over HTTP",
    ]);
  });
});

describe("The name of a load balancer", () => {
  const notYet = () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));

  it("is polled while it is new", async () => {
    const servers = new Servers();
    const port = await servers.http(page);
    const answers = [notYet, notYet, () => Promise.resolve(["127.0.0.1"])];
    const io = { addressesOf: () => (answers.length > 1 ? answers.shift()! : answers[0]!)() };
    const { context, said } = staged({ io, ports: { http: port } });
    expect((await http.run(context)).status).to.equal("passed");
    expect(said.slice(0, 2)).to.deep.equal([
      `name ${NAME}: does not resolve yet (0 s)`,
      `name ${NAME}: does not resolve yet (5 s)`,
    ]);
    await servers.stop();
  });

  it("is polled for three minutes at most", async () => {
    const failure = await http.run(staged({ io: { addressesOf: notYet } }).context).catch(String);
    expect(failure).to.equal(`Error: name ${NAME}: does not resolve yet after 180 s. To look it up: nslookup ${NAME}`);
  });
});
