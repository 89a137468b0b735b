import type { AddressInfo } from "node:net";

import { expect } from "chai";

import { imdsServer } from "../../../../../../tools/local/machines/services/imds";

describe("The instance metadata service", () => {
  const server = imdsServer((address) =>
    address === "127.0.0.1" && known ? { "meta-data/ami-id": "ami-1" } : undefined,
  );
  let known = true;
  let address: string;

  before((done) => {
    server.listen(0, "127.0.0.1", () => {
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  beforeEach(() => (known = true));

  const TTL = "x-aws-ec2-metadata-token-ttl-seconds";
  const askToken = (ttl?: string, method = "PUT", headers: Record<string, string> = {}) =>
    fetch(`${address}/latest/api/token`, { method, headers: { ...headers, ...(ttl !== undefined && { [TTL]: ttl }) } });
  const get = (path: string, token: string) =>
    fetch(address + path, { headers: { "x-aws-ec2-metadata-token": token } });

  it("answers with a token only", async () => {
    expect((await fetch(`${address}/latest/meta-data/ami-id`)).status).to.equal(401);
    expect((await get("/latest/meta-data/ami-id", "guessed")).status).to.equal(401);
    const token = await (await askToken("60")).text();
    const response = await get("/latest/meta-data/ami-id", token);
    expect([response.status, await response.text()]).to.deep.equal([200, "ami-1"]);
    expect((await get("/latest/meta-data/nothing", token)).status).to.equal(404);
    expect(await (await get("/", token)).text()).to.equal("latest");
  });

  it("gives a token for one second to six hours to a PUT request that was not forwarded", async () => {
    const statuses = await Promise.all([
      askToken(),
      askToken("0"),
      askToken("21601"),
      askToken("60", "GET"),
      askToken("60", "PUT", { "x-forwarded-for": "10.0.1.5" }),
      askToken("21600"),
    ]);
    expect(statuses.map(({ status }) => status)).to.deep.equal([400, 400, 400, 405, 403, 200]);
  });

  it("forgets a token when it expires", async () => {
    const token = await (await askToken("1")).text();
    expect((await get("/latest/meta-data/ami-id", token)).status).to.equal(200);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await get("/latest/meta-data/ami-id", token)).status).to.equal(401);
  });

  it("knows only instances", async () => {
    known = false;
    expect((await askToken("60")).status).to.equal(404);
  });
});
