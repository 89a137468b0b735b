import * as path from "node:path";

import { expect } from "chai";

import { userDataFrom } from "../../lib/user-data";
import { skipAt } from "../support/namespaces";
import { ADDRESSES, VPC_CIDR } from "./support/packet-lab/addresses";
import { PacketLab, type Host } from "./support/packet-lab/lab";
import { lookAtMachine, type Machine } from "./support/packet-lab/machine";
import { obstacle } from "./support/packet-lab/obstacle";

const { NAT, WEB, WEB_2, NEIGHBOUR, STRANGER, INTERNET, FAR } = ADDRESSES;
const userData = (vpcCidr: string) =>
  userDataFrom(path.join(__dirname, "..", "..", "network", "nat", "nat.sh"), { VPC_CIDR: vpcCidr });

/** Ways past the NAT that the fabric leaves open: who calls whom. */
const FORBIDDEN: readonly (readonly [string, Host, string, string])[] = [
  ["a connection from the internet to a web server's private address", "internet", INTERNET, WEB],
  ["a packet from outside the VPC's range, whoever it is for", "stranger", STRANGER, INTERNET],
  ["what is for another machine of the VPC and came here by mistake", "web", WEB, NEIGHBOUR],
];
/** Of an address of the VPC's range, but sent from elsewhere. */
const FORGED = "10.0.9.7";

describe("The NAT instance's script, with real packets", function () {
  this.bail(true);
  const lab = new PacketLab();
  let machine: Machine | undefined;

  before(async function () {
    skipAt(obstacle(), this);
    machine = lookAtMachine();
    await lab.open();
    await lab.greet("internet", 80, 443);
    await lab.greet("web", 80);
    await lab.greet("neighbour", 80);
  });

  after(() => lab.close());

  /** Everything that must hold of a NAT that works. */
  function works(): void {
    for (const port of [80, 443]) {
      it(`lets a web server reach port ${port} of the internet, which sees the NAT's address`, async () => {
        const wire = await lab.wire(async () => {
          const { seen, failed } = await lab.call("web", { host: INTERNET, port, from: [WEB] });
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

    it("lets a web server hear that its packets are too large for somebody's line", async () => {
      // What it heard before.
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
      it(`does not send on ${what}`, async () => {
        const wire = await lab.wire(async () => {
          const { seen, failed } = await lab.call(host, { host: to, port: 80, from: [from], limitSeconds: 1 });
          expect(seen).to.deep.equal([]);
          expect(failed).to.deep.equal({ "no answer": 1 });
        });
        expect(wire).to.deep.equal({ toNat: [`${from} > ${to} tcp`], fromNat: [] });
      });
    }

    it("leaves its own packets to machines of the VPC as they are", async () => {
      const { seen } = await lab.call("nat", { host: WEB, port: 80, from: [NAT], firstPort: 5_000 });
      expect(seen).to.deep.equal([`${NAT} 5000`]);
    });

    it("takes no packet from where no answer to it would go", async () => {
      const forge = () => lab.wire(() => lab.run("stranger", "ping", "-c", "1", "-W", "1", "-I", FORGED, INTERNET));
      const toNat = `${FORGED} > ${INTERNET} icmp`;
      await lab.must("stranger", "ip", "address", "replace", `${FORGED}/32`, "dev", "lo");
      expect((await forge()).fromNat).to.include(`${NAT} > ${INTERNET} icmp`);
      // Another interface, to which answers would go.
      await lab.must("nat", "ip", "link", "add", "ens6", "type", "veth", "peer", "name", "ens6-peer");
      await lab.must("nat", "ip", "address", "add", "10.0.9.1/24", "dev", "ens6");
      for (const end of ["ens6", "ens6-peer"]) await lab.must("nat", "ip", "link", "set", end, "up");
      expect(await forge()).to.deep.equal({ toNat: [toNat], fromNat: [] });
      await lab.must("nat", "ip", "link", "delete", "ens6");
    });

    it("holds 2,000 connections at once, from two web servers that use the same ports", async () => {
      const calls = {
        host: INTERNET,
        port: 443,
        from: [WEB, WEB_2],
        count: 1_000,
        firstPort: 20_000,
        limitSeconds: 60,
      };
      const { seconds, seen, failed } = await lab.call("web", calls);
      console.log(`      2,000 connections at once, data both ways on each: ${seconds.toFixed(1)} s`);
      expect(failed).to.deep.equal({});
      expect(new Set(seen)).to.have.property("size", 2_000);
      const ports = seen.map((caller) => Number(caller.split(" ")[1]));
      expect(seen.every((caller) => caller.startsWith(`${NAT} `))).to.be.true;
      // Of all there are, at random.
      expect(Math.min(...ports)).to.be.within(1_024, 8_000);
      expect(Math.max(...ports)).to.be.within(57_000, 65_535);
    });

    it("gives a sender with a port below 1024 one from above, of which there are more", async () => {
      const { seen } = await lab.call("web", { host: INTERNET, port: 443, from: [WEB], firstPort: 700 });
      expect(Number(seen[0]!.split(" ")[1])).to.be.at.least(1_024);
    });

    it("has room for as many connections as fit into an eighth of its memory, and a hash of that size", async () => {
      expect(await lab.setting("netfilter/nf_conntrack_max")).to.equal("500000");
      expect(await lab.setting("netfilter/nf_conntrack_buckets")).to.equal("500000");
    });

    it("neither tells of shorter ways nor takes advice about them", async () => {
      // No packet shows it: what the kernel would tell of masqueraded connections, it drops itself.
      for (const name of ["all", "default", "ens5"]) {
        for (const setting of ["send_redirects", "accept_redirects"]) {
          expect(await lab.setting(`ipv4/conf/${name}/${setting}`), `${name} ${setting}`).to.equal("0");
        }
      }
    });
  }

  describe("before it has run", () => {
    it("sends nothing on", async () => {
      const wire = await lab.wire(() => lab.call("web", { host: INTERNET, port: 80, from: [WEB], limitSeconds: 1 }));
      expect(wire).to.deep.equal({ toNat: [`${WEB} > ${INTERNET} tcp`], fromNat: [] });
    });

    for (const [what, host, from, to] of FORBIDDEN) {
      it(`would send on ${what}, if it only forwarded`, async () => {
        await lab.must("nat", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        const { seen } = await lab.call(host, { host: to, port: 80, from: [from], firstPort: 5_000 });
        expect(seen).to.deep.equal([`${from} 5000`]);
      });
    }
  });

  describe("after its first run", () => {
    it("says in one line on the console that it is ready", async () => {
      await lab.boot();
      const said = lab.console();
      const { status, output } = await lab.runUserData(userData(VPC_CIDR));
      expect(output).to.equal("");
      expect(status).to.equal(0);
      expect(lab.console().slice(said.length)).to.deep.equal(["minimal-secure-web: NAT is ready"]);
    });
    works();
  });

  describe("after it has run again", () => {
    it("leaves rules and files as they were", async () => {
      const state = async () => [
        await lab.must("nat", "nft", "list", "ruleset"),
        await lab.must("nat", "sh", "-c", "cd /etc && find . -type f | sort | xargs sha256sum"),
      ];
      const first = await state();
      const { status } = await lab.runUserData(userData(VPC_CIDR));
      expect(status).to.equal(0);
      expect(await state()).to.deep.equal(first);
    });
    works();
  });

  describe("after a reboot", () => {
    it("needs nobody to run it", async () => {
      const said = lab.console();
      await lab.boot();
      expect(lab.console()).to.deep.equal(said);
    });
    works();
  });

  describe("when its rules cannot be loaded", () => {
    const other = new PacketLab();
    before(() => other.open());
    after(() => other.close());

    it("says so in one line on the console, and sends nothing on", async () => {
      const { status } = await other.runUserData(userData("10.0.0.0/99"));
      expect(status).to.not.equal(0);
      expect(other.console()).to.have.length(1);
      expect(other.console()[0]).to.match(/^minimal-secure-web: NAT FAILED in line \d+$/);
      expect(await other.setting("ipv4/ip_forward")).to.equal("0");
    });
  });

  describe("when all is done", () => {
    it("has left the machine that it was tried on as it was", async () => {
      await lab.close();
      expect(lookAtMachine()).to.deep.equal(machine);
    });
  });
});
