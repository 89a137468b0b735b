import * as net from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { expect } from "chai";

import { startHostPorts, type HostPorts } from "../../../tools/local/machines/host-ports/host-ports";
import { LoadBalancers } from "../../../tools/local/machines/load-balancers/load-balancers";
import { selfSigned } from "../../support/certificates";
import { skipUnlessInstancesRun } from "../../support/instances";
import { LoadBalancerLab } from "./support/load-balancer-lab";
import { askDuring, get, until } from "./support/traffic";

const FAILED = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively.";
const REGISTERING = "Instance registration is still in progress.";
/** The example of RFC 6455. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const DRAINING = "Instance deregistration currently in progress.";

describe("A Classic Load Balancer with a real HAProxy", () => {
  let lab: LoadBalancerLab;
  let balancers: LoadBalancers;
  let hostPorts: HostPorts;
  let [http, https, node2] = ["", "", ""];
  const pems = new Map<string, string>();

  before(async function () {
    skipUnlessInstancesRun(this);
    lab = await LoadBalancerLab.start();
    rotate("one.example.com");
    balancers = new LoadBalancers(lab.sandbox, (arn) => pems.get(arn));
    hostPorts = startHostPorts(lab.sandbox);
    const httpsPort = await hostPorts.open({ hostPort: 0, target: { host: "10.0.0.5", port: 443 } });
    const open = (host: string) =>
      hostPorts.open({ hostPort: 0, target: { host, port: 80 }, redirects: { https: httpsPort } });
    https = `https://127.0.0.1:${httpsPort}`;
    [http, node2] = [`http://127.0.0.1:${await open("10.0.0.5")}`, `http://127.0.0.1:${await open("10.0.1.5")}`];
    await lab.launch("i-1");
    await lab.launch("i-2", "c");
    await apply();
    await inService("i-1", "i-2");
  });
  after(async () => {
    // Undefined if the suite was skipped.
    await (hostPorts as HostPorts | undefined)?.stop();
    await (balancers as LoadBalancers | undefined)?.stop();
    await (lab as LoadBalancerLab | undefined)?.sandbox.stop();
  });

  const apply = () => balancers.apply(lab.cloud);
  /** Another certificate under another ARN, as a rotation uploads it. */
  function rotate(name: string): void {
    const { cert, key } = selfSigned(name);
    const arn = `arn:${pems.size + 1}`;
    pems.set(arn, cert + key);
    const listeners = lab.balancer.listeners.map((one) => (one.port === 443 ? { ...one, certificateArn: arn } : one));
    lab.balancer = { ...lab.balancer, listeners };
  }
  async function healthOf(id: string): Promise<string> {
    await balancers.refreshHealth();
    const health = balancers.health("web").get(id);
    return health === undefined ? "none" : `${health.state} ${health.reasonCode} ${health.description}`;
  }
  const inService = async (...ids: readonly string[]) => {
    for (const id of ids) await until(`${id} is in service`, async () => (await healthOf(id)) === "InService N/A N/A");
  };

  it("serves a page over HTTP and over HTTPS with the certificate, with TLS 1.2 only", async () => {
    expect((await get(`${http}/index.html`)).body).to.equal("hello!\n");
    const page = await get(`${https}/index.html`);
    expect([page.body, page.certificate]).to.deep.equal(["hello!\n", "one.example.com"]);
    const refused = await lab.sandbox
      .run("curl -sk --tlsv1.3 https://10.0.0.5/", { netns: "inet" })
      .catch((error: unknown) => String(error));
    expect(refused).to.match(/status 35/);
  });

  it("says who asks, by which protocol and at which port", async () => {
    const headers = JSON.parse((await get(`${https}/headers`)).body) as Record<string, string>;
    expect(headers["x-forwarded-for"]).to.equal("203.0.113.9");
    expect([headers["x-forwarded-proto"], headers["x-forwarded-port"]]).to.deep.equal(["https", "443"]);
    const plain = JSON.parse((await get(`${http}/headers`)).body) as Record<string, string>;
    expect([plain["x-forwarded-proto"], plain["x-forwarded-port"]]).to.deep.equal(["http", "80"]);
  });

  it("sends from each node to the instances of all zones, or only to its own zone's", async () => {
    const askedOf = async (url: string) => {
      const names = await Promise.all(Array.from({ length: 8 }, async () => (await get(`${url}/`)).body.trim()));
      return [...new Set(names)].sort();
    };
    expect(await askedOf(http)).to.deep.equal(["i-1", "i-2"]);
    expect(await askedOf(node2)).to.deep.equal(["i-1", "i-2"]);
    lab.balancer = { ...lab.balancer, isCrossZone: false };
    await apply();
    expect(await askedOf(http)).to.deep.equal(["i-1"]);
    expect(await askedOf(node2)).to.deep.equal(["i-2"]);
    lab.balancer = { ...lab.balancer, isCrossZone: true };
    await apply();
    await inService("i-1", "i-2");
  });

  it("has an instance in service after the healthy threshold, and out of service after the unhealthy one", async () => {
    await lab.launch("i-3");
    const started = Date.now();
    await apply();
    expect(await healthOf("i-3")).to.equal(`OutOfService ELB ${REGISTERING}`);
    await inService("i-3");
    expect(Date.now() - started).to.be.at.least(900);
    lab.setHealth("i-3", 500);
    const failing = Date.now();
    await until("i-3 is out of service", async () => (await healthOf("i-3")) === `OutOfService ELB ${FAILED}`);
    expect(Date.now() - failing).to.be.at.least(900);
    lab.setHealth("i-3", 200);
    await inService("i-3");
  });

  it("finishes the requests of a deregistered instance, and sends it no others", async () => {
    // It alone gets requests.
    lab.register("i-3");
    await apply();
    await until("the others are gone", async () => (await healthOf("i-1")) === "none");
    const slow = get(`${http}/slow?ms=2500`);
    await sleep(300);
    lab.register("i-1", "i-2");
    await apply();
    await inService("i-1", "i-2");
    expect(await healthOf("i-3")).to.equal(`InService N/A ${DRAINING}`);
    const others = await Promise.all(Array.from({ length: 6 }, async () => (await get(`${http}/`)).body.trim()));
    expect(others).to.not.include("i-3");
    expect((await slow).body).to.equal("i-3\n");
    await until("i-3 is drained", async () => (await healthOf("i-3")) === "none");
  });

  it("closes connections when the draining timeout ends", async () => {
    lab.balancer = { ...lab.balancer, drainingTimeout: 1 };
    lab.register("i-3");
    await apply();
    await inService("i-3");
    await until("the others are gone", async () => (await healthOf("i-1")) === "none");
    const cut = get(`${http}/slow?ms=8000`, 10_000).catch(() => ({ status: 0 }));
    await sleep(300);
    lab.register("i-1", "i-2");
    await apply();
    await until("i-3 is gone", async () => (await healthOf("i-3")) === "none");
    expect((await cut).status).to.not.equal(200);
    lab.balancer = { ...lab.balancer, drainingTimeout: 60 };
    await apply();
    await inService("i-1", "i-2");
  });

  it("swaps its certificate without a failed connection", async () => {
    const traffic = await askDuring(`${https}/index.html`, 10, async () => {
      for (const name of ["two.example.com", "three.example.com", "four.example.com"]) {
        await sleep(700);
        rotate(name);
        await apply();
      }
      await sleep(700);
    });
    expect(traffic.lost).to.deep.equal([]);
    expect([...new Set(traffic.pages.map(({ certificate }) => certificate))]).to.have.length(4);
    expect(traffic.pages.length).to.be.greaterThan(20);
    console.log(`      ${traffic.pages.length} TLS connections, 3 rotations, 0 failed`);
  });

  it("gets and loses a listener without a failed connection", async () => {
    const { listeners } = lab.balancer;
    const added = { protocol: "TCP", port: 8000, instanceProtocol: "TCP", instancePort: 80 } as const;
    const traffic = await askDuring(`${http}/`, 20, async () => {
      lab.balancer = { ...lab.balancer, listeners: [...listeners, { ...added, certificateArn: undefined }] };
      await apply();
      expect(await lab.sandbox.run("curl -s http://10.0.0.5:8000/index.html", { netns: "inet" })).to.equal("hello!\n");
      expect(await healthOf("i-1")).to.equal("InService N/A N/A");
      await sleep(500);
      lab.balancer = { ...lab.balancer, listeners };
      await apply();
      await sleep(500);
    });
    expect(traffic.lost).to.deep.equal([]);
    console.log(`      ${traffic.pages.length} requests, 2 reloads, 0 lost`);
  });

  it("loses no request when an instance stops answering", async () => {
    await lab.launch("i-4");
    await apply();
    await inService("i-4");
    const traffic = await askDuring(`${http}/`, 4, async () => {
      await sleep(500);
      await lab.cutOff("i-4");
      await until("i-4 is out of service", async () => (await healthOf("i-4")) === `OutOfService ELB ${FAILED}`);
      lab.deregister("i-4");
      await apply();
      await sleep(1000);
    });
    expect(traffic.lost).to.deep.equal([]);
    console.log(`      ${traffic.pages.length} requests, an instance without an answer, 0 lost`);
  });

  it("answers 503 without a healthy instance", async () => {
    for (const id of ["i-1", "i-2"]) lab.setHealth(id, 500);
    await until("none is in service", async () => (await healthOf("i-1")) === (await healthOf("i-2")));
    await until("none is in service", async () => (await get(`${http}/`)).status === 503);
    for (const id of ["i-1", "i-2"]) lab.setHealth(id, 200);
    await inService("i-1", "i-2");
  });

  it("starts again when HAProxy has ended", async () => {
    await lab.sandbox.run("kill -KILL $(cat /run/machines/elb/*/pid); sleep 0.2");
    await apply();
    await inService("i-1", "i-2");
    expect((await get(`${http}/index.html`)).status).to.equal(200);
  });

  it("has no private key in the log", () => {
    expect(lab.log.join("\n")).to.not.match(/PRIVATE KEY/);
  });

  it("leads a redirect back to the port of 127.0.0.1", async () => {
    const page = await get(`${http}/redirect`);
    expect([page.status, page.headers.location]).to.deep.equal([301, `${https}/next?a=b`]);
  });

  it("passes on a WebSocket, and large bodies in both directions", async () => {
    const socket = net.connect(Number(new URL(http).port), "127.0.0.1");
    socket.write(
      `GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`,
    );
    const [head] = (await once(socket, "data")) as [Buffer];
    expect(head.toString()).to.match(/^HTTP\/1.1 101 /);
    socket.write("ping");
    expect(String((await once(socket, "data"))[0])).to.equal("ping");
    socket.destroy();
    const body = "x".repeat(1_000_000);
    const response = await fetch(`${http}/echo`, { method: "POST", body });
    expect(await response.text()).to.equal(body);
  });

  it("answers 503 on a host port that leads nowhere yet, and closes it", async () => {
    const port = await hostPorts.open({ hostPort: 0, target: undefined, redirects: {} });
    const url = `http://127.0.0.1:${port}/index.html`;
    expect((await get(url)).status).to.equal(503);
    await hostPorts.change(port, { target: { host: "10.0.0.5", port: 80 }, redirects: {} });
    expect((await get(url)).status).to.equal(200);
    await hostPorts.close(port);
    expect(await get(url).catch((error: unknown) => String(error))).to.match(/ECONNREFUSED/);
  });
});
