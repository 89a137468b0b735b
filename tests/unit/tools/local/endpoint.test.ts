import { expect } from "chai";

import { isEmulator, isOnLocalInternet } from "../../../../tools/local/endpoint";
import { Servers } from "../verify/support";

describe("Whether the AWS endpoint is the emulator", () => {
  const servers = new Servers();
  const asked: (string | undefined)[] = [];
  afterEach(() => servers.stop());
  beforeEach(() => asked.splice(0));

  const serve = async (text: string) => {
    const port = await servers.http(({ url }, response) => {
      asked.push(url);
      response.end(text);
    });
    return `http://127.0.0.1:${port}`;
  };

  it("asks the endpoint, if there is one", async () => {
    const front = await serve('{"pid": 12}');
    expect(await isEmulator({ endpoints: {} }, { AWS_ENDPOINT_URL: front })).to.equal(true);
    expect(await isEmulator({ endpoints: {} }, { AWS_ENDPOINT_URL_EC2: front })).to.equal(true);
    expect(await isEmulator({ endpoints: { ec2: front } }, {})).to.equal(true);
    expect(asked).to.deep.equal(["/_proxy", "/_proxy", "/_proxy"]);
    expect(await isEmulator({ endpoints: {} }, {})).to.equal(false);
  });

  it("is false for other servers", async () => {
    for (const text of ["<html>", "{}", '{"pid": "mine"}']) {
      expect(await isEmulator({ endpoints: {} }, { AWS_ENDPOINT_URL: await serve(text) }), text).to.equal(false);
    }
    const gone = await serve("");
    await servers.stop();
    expect(await isEmulator({ endpoints: {} }, { AWS_ENDPOINT_URL: gone })).to.equal(false);
    expect(await isEmulator({ endpoints: {} }, { AWS_ENDPOINT_URL: "nowhere" })).to.equal(false);
  });

  it("prefers the stage's endpoint over the environment's, and asks no remote endpoint", async () => {
    const front = await serve('{"pid": 12}');
    const elsewhere = "https://ec2.ap-northeast-1.amazonaws.com";
    const { fetch } = globalThis;
    globalThis.fetch = () => {
      asked.push(elsewhere);
      return Promise.resolve(new Response('{"pid": 12}'));
    };
    try {
      expect(await isEmulator({ endpoints: { ec2: elsewhere } }, { AWS_ENDPOINT_URL: front })).to.equal(false);
    } finally {
      globalThis.fetch = fetch;
    }
    expect(asked).to.deep.equal([]);
  });

  it("knows the local AWS by its address on the internet of a stage", () => {
    const local = "http://198.51.100.53";
    expect(isOnLocalInternet({ endpoints: {} }, { AWS_ENDPOINT_URL: local })).to.equal(true);
    expect(isOnLocalInternet({ endpoints: { ec2: local } }, {})).to.equal(true);
    for (const other of [undefined, "nowhere", "http://127.0.0.1:5000", "https://ec2.ap-northeast-1.amazonaws.com"]) {
      expect(isOnLocalInternet({ endpoints: {} }, { AWS_ENDPOINT_URL: other }), other).to.equal(false);
    }
  });
});
