import * as path from "node:path";

import { expect } from "chai";

import { userDataFrom } from "../../lib/user-data";
import { skipUnlessSupported } from "../support/namespaces";
import { ADDRESSES, PacketLab, REQUIREMENTS, VPC_CIDR, type Host } from "./support/packet-lab/lab";
import { hostState, type HostState } from "./support/packet-lab/host-state";

const { NAT, WEB, WEB_2, NEIGHBOUR, STRANGER, INTERNET, FAR } = ADDRESSES;
const userData = (vpcCidr: string) =>
  userDataFrom(path.join(__dirname, "..", "..", "network", "nat", "nat.sh"), { VPC_CIDR: vpcCidr });

/** Connections that the fabric routes to the NAT and the NAT must block: name, client, source, destination. */
const FORBIDDEN: readonly (readonly [string, Host, string, string])[] = [
  ["a connection from the internet to a web server's private address", "internet", INTERNET, WEB],
  ["a packet from outside the VPC's range, to any destination", "stranger", STRANGER, INTERNET],
  ["a packet to another instance of the VPC that was routed here by mistake", "web", WEB, NEIGHBOUR],
];
/** A source address in the VPC's range, sent from outside. */
const FORGED = "10.0.9.7";

describe("The NAT instance's user data, with real packets", function () {
  this.bail(true);
  const lab = new PacketLab();
  let original: HostState | undefined;

  before(async function () {
    skipUnlessSupported(REQUIREMENTS, this);
    original = hostState();
    await lab.open();
    await lab.startServer("internet", 80, 443);
    await lab.startServer("web", 80);
    await lab.startServer("neighbour", 80);
  });

  after(() => lab.close());

  /** The behavior of a working NAT. */
  function itWorks(): void {
    for (const port of [80, 443]) {
      it(`lets a web server reach port ${port} of the internet, which sees the NAT's address`, async () => {
        const wire = await lab.wire(async () => {
          const { seen, failed } = await lab.connect("web", { host: INTERNET, port, from: [WEB] });
          expect(failed).to.deep.equal({});
          expect(seen).to.have.length(1);
          expect(seen[0]!.split(" ")[0]).to.equal(NAT);
        });
        expect(wire).to.deep.equal({
          toNat: [`${WEB} > ${INTERNET} tcp`, `${INTERNET} > ${NAT} tcp`],
          fromNat: [`${NAT} > ${INTERNET} tcp`, `${INTERNET} > ${WEB} tcp`],
        });
      });
    }

    it("lets a web server ping the internet, which sees the NAT's address", async () => {
      const wire = await lab.wire(() => lab.must("web", "ping", "-c", "1", "-W", "10", INTERNET));
      expect(wire).to.deep.equal({
        toNat: [`${WEB} > ${INTERNET} icmp`, `${INTERNET} > ${NAT} icmp`],
        fromNat: [`${NAT} > ${INTERNET} icmp`, `${INTERNET} > ${WEB} icmp`],
      });
    });

    it("passes on to a web server that its packets exceed the path MTU", async () => {
      // The path MTU that it knows.
      await lab.must("web", "ip", "route", "flush", "cache");
      const wire = await lab.wire(async () => {
        const { output } = await lab.run("web", "ping", "-c", "1", "-W", "10", "-M", "do", "-s", "4000", FAR);
        expect(output).to.contain("Frag needed");
      });
      expect(wire).to.deep.equal({
        toNat: [`${WEB} > ${FAR} icmp`, `${INTERNET} > ${NAT} icmp`],
        fromNat: [`${NAT} > ${FAR} icmp`, `${INTERNET} > ${WEB} icmp`],
      });
    });

    for (const [what, host, from, to] of FORBIDDEN) {
      it(`does not forward ${what}`, async () => {
        const wire = await lab.wire(async () => {
          const { seen, failed } = await lab.connect(host, { host: to, port: 80, from: [from], timeoutSeconds: 1 });
          expect(seen).to.deep.equal([]);
          expect(failed).to.deep.equal({ timeout: 1 });
        });
        expect(wire).to.deep.equal({ toNat: [`${from} > ${to} tcp`], fromNat: [] });
      });
    }

    it("does not change its own packets to instances of the VPC", async () => {
      const { seen } = await lab.connect("nat", { host: WEB, port: 80, from: [NAT], firstPort: 5_000 });
      expect(seen).to.deep.equal([`${NAT} 5000`]);
    });

    it("drops a packet from an interface to which the response would not go", async () => {
      const forge = () => lab.wire(() => lab.run("stranger", "ping", "-c", "1", "-W", "1", "-I", FORGED, INTERNET));
      const toNat = `${FORGED} > ${INTERNET} icmp`;
      await lab.must("stranger", "ip", "address", "replace", `${FORGED}/32`, "dev", "lo");
      expect((await forge()).fromNat).to.include(`${NAT} > ${INTERNET} icmp`);
      // Another interface, to which responses would go.
      await lab.must("nat", "ip", "link", "add", "ens6", "type", "veth", "peer", "name", "ens6-peer");
      await lab.must("nat", "ip", "address", "add", "10.0.9.1/24", "dev", "ens6");
      for (const end of ["ens6", "ens6-peer"]) await lab.must("nat", "ip", "link", "set", end, "up");
      expect(await forge()).to.deep.equal({ toNat: [toNat], fromNat: [] });
      await lab.must("nat", "ip", "link", "delete", "ens6");
    });

    it("holds 2,000 connections at once from two web servers with the same source ports", async () => {
      const options = {
        host: INTERNET,
        port: 443,
        from: [WEB, WEB_2],
        count: 1_000,
        firstPort: 20_000,
        timeoutSeconds: 60,
      };
      const { seconds, seen, failed } = await lab.connect("web", options);
      console.log(`      2,000 connections at once, data both ways on each: ${seconds.toFixed(1)} s`);
      expect(failed).to.deep.equal({});
      expect(new Set(seen)).to.have.property("size", 2_000);
      const ports = seen.map((client) => Number(client.split(" ")[1]));
      expect(seen.every((client) => client.startsWith(`${NAT} `))).to.be.true;
      // Random ports of the whole range.
      expect(Math.min(...ports)).to.be.within(1_024, 8_000);
      expect(Math.max(...ports)).to.be.within(57_000, 65_535);
    });

    it("gives a client with a source port below 1024 one from above, of which there are more", async () => {
      const { seen } = await lab.connect("web", { host: INTERNET, port: 443, from: [WEB], firstPort: 700 });
      expect(Number(seen[0]!.split(" ")[1])).to.be.at.least(1_024);
    });

    it("tracks as many connections as fit into an eighth of its memory, with as many hash buckets", async () => {
      expect(await lab.setting("netfilter/nf_conntrack_max")).to.equal("500000");
      expect(await lab.setting("netfilter/nf_conntrack_buckets")).to.equal("500000");
    });

    it("neither sends nor accepts ICMP redirects", async () => {
      // Packets cannot show it: the kernel drops its redirects for masqueraded connections itself.
      for (const name of ["all", "default", "ens5"]) {
        for (const setting of ["send_redirects", "accept_redirects"]) {
          expect(await lab.setting(`ipv4/conf/${name}/${setting}`), `${name} ${setting}`).to.equal("0");
        }
      }
    });
  }

  describe("before its first run", () => {
    it("forwards nothing", async () => {
      const wire = await lab.wire(() =>
        lab.connect("web", { host: INTERNET, port: 80, from: [WEB], timeoutSeconds: 1 }),
      );
      expect(wire).to.deep.equal({ toNat: [`${WEB} > ${INTERNET} tcp`], fromNat: [] });
    });

    for (const [what, host, from, to] of FORBIDDEN) {
      it(`would forward ${what} without its rules`, async () => {
        await lab.must("nat", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        const { seen } = await lab.connect(host, { host: to, port: 80, from: [from], firstPort: 5_000 });
        expect(seen).to.deep.equal([`${from} 5000`]);
      });
    }
  });

  describe("after its first run", () => {
    it("prints one line to the console: it is ready", async () => {
      await lab.boot();
      const earlier = lab.console();
      const { status, output } = await lab.runUserData(userData(VPC_CIDR));
      expect(output).to.equal("");
      expect(status).to.equal(0);
      expect(lab.console().slice(earlier.length)).to.deep.equal(["minimal-secure-web: NAT is ready"]);
    });
    itWorks();
  });

  describe("after its second run", () => {
    it("does not change rules and files", async () => {
      const state = async () => [
        await lab.must("nat", "nft", "list", "ruleset"),
        await lab.must("nat", "sh", "-c", "cd /etc && find . -type f | sort | xargs sha256sum"),
      ];
      const first = await state();
      const { status } = await lab.runUserData(userData(VPC_CIDR));
      expect(status).to.equal(0);
      expect(await state()).to.deep.equal(first);
    });
    itWorks();
  });

  describe("after a reboot", () => {
    it("works without another run", async () => {
      const earlier = lab.console();
      await lab.boot();
      expect(lab.console()).to.deep.equal(earlier);
    });
    itWorks();
  });

  describe("when its rules cannot be loaded", () => {
    const other = new PacketLab();
    before(() => other.open());
    after(() => other.close());

    it("prints one line to the console, and forwards nothing", async () => {
      const { status } = await other.runUserData(userData("10.0.0.0/99"));
      expect(status).to.not.equal(0);
      expect(other.console()).to.have.length(1);
      expect(other.console()[0]).to.match(/^minimal-secure-web: NAT FAILED in line \d+$/);
      expect(await other.setting("ipv4/ip_forward")).to.equal("0");
    });
  });

  describe("at the end", () => {
    it("has changed nothing on the computer that runs it", async () => {
      await lab.close();
      expect(hostState()).to.deep.equal(original);
    });
  });
});
