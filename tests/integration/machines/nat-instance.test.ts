import * as path from "node:path";

import { expect } from "chai";

import { userDataFrom } from "../../../lib/user-data";
import { buildBaseRoot } from "./support/cloud-lab";
import { skipUnlessInstancesRun } from "../../support/instances";
import { hostState, type HostState } from "./support/host-state";
import { ADDRESSES, FAILING, NAT, NEIGHBOR, PacketLab, STRANGER, VPC_CIDR, WEB } from "./support/packets/packet-lab";
import { eachNeedsTheOneBefore } from "../../support/each-needs-the-one-before";

const { ELASTIC, FAR, INTERNET, INTERNET_ROUTER, OUTSIDE, PEER, WEB_2 } = ADDRESSES;
const userData = (vpcCidr: string) =>
  userDataFrom(path.join(__dirname, "..", "..", "..", "network", "nat", "nat.sh"), { VPC_CIDR: vpcCidr });

/** Packets that the network routes to the NAT and the NAT must block: name, sender, source, destination. */
const FORBIDDEN: readonly (readonly [string, string, string, string])[] = [
  ["a connection from the internet to a web server's private address", STRANGER, OUTSIDE, ADDRESSES.WEB],
  ["a packet from outside the VPC's range, to any destination", STRANGER, PEER, INTERNET],
  ["a packet to another instance of the VPC that was routed here by mistake", WEB, ADDRESSES.WEB, ADDRESSES.NEIGHBOR],
];
/** A source address in the VPC's range that no interface has. */
const FORGED = "10.0.9.7";

/** What user data writes and systemd-sysctl applies. */
const SETTINGS = "/etc/sysctl.d/90-minimal-secure-web.conf";

describe("The NAT instance's user data, with real packets", function () {
  eachNeedsTheOneBefore(this);
  let packets: PacketLab;
  let original: HostState | undefined;

  before(async function () {
    skipUnlessInstancesRun(this);
    await buildBaseRoot();
    original = hostState();
    packets = await PacketLab.start();
    await packets.startServer("inet", INTERNET, 80, 443);
    await packets.startServer(WEB, ADDRESSES.WEB, 80);
    await packets.startServer(NEIGHBOR, ADDRESSES.NEIGHBOR, 80);
  });

  // Undefined where the suite is skipped.
  after(() => (packets as PacketLab | undefined)?.stop());

  /** A connection that the NAT should not forward. */
  const attempt = ([, sender, from, to]: (typeof FORBIDDEN)[number]) =>
    packets.wire(() => packets.connect(sender, { host: to, port: 80, from: [from], timeoutSeconds: 1 }));

  /** The behavior of a working NAT. */
  function itWorks(): void {
    for (const port of [80, 443]) {
      it(`lets a web server reach port ${port} of the internet, which sees the NAT's Elastic IP`, async () => {
        const wire = await packets.wire(async () => {
          const { seen, failed } = await packets.connect(WEB, { host: INTERNET, port, from: [ADDRESSES.WEB] });
          expect(failed).to.deep.equal({});
          expect(seen).to.have.length(1);
          expect(seen[0]!.split(" ")[0]).to.equal(ELASTIC);
        });
        expect(wire).to.deep.equal({
          toNat: [`${ADDRESSES.WEB} > ${INTERNET} tcp`, `${INTERNET} > ${ADDRESSES.NAT} tcp`],
          fromNat: [`${ADDRESSES.NAT} > ${INTERNET} tcp`, `${INTERNET} > ${ADDRESSES.WEB} tcp`],
        });
      });
    }

    it("lets a web server ping the internet, from the NAT's address", async () => {
      const wire = await packets.wire(() => packets.in(WEB, `ping -c 1 -W 10 ${INTERNET}`));
      expect(wire).to.deep.equal({
        toNat: [`${ADDRESSES.WEB} > ${INTERNET} icmp`, `${INTERNET} > ${ADDRESSES.NAT} icmp`],
        fromNat: [`${ADDRESSES.NAT} > ${INTERNET} icmp`, `${INTERNET} > ${ADDRESSES.WEB} icmp`],
      });
    });

    it("passes on to a web server that its packets exceed the path MTU", async () => {
      // The path MTU that it knows.
      await packets.in(WEB, "ip route flush cache");
      const wire = await packets.wire(async () => {
        const output = await packets.in(WEB, `ping -c 1 -W 10 -M do -s 1450 ${FAR} || true`);
        expect(output).to.contain("Frag needed");
      });
      expect(wire).to.deep.equal({
        toNat: [`${ADDRESSES.WEB} > ${FAR} icmp`, `${INTERNET_ROUTER} > ${ADDRESSES.NAT} icmp`],
        fromNat: [`${ADDRESSES.NAT} > ${FAR} icmp`, `${INTERNET_ROUTER} > ${ADDRESSES.WEB} icmp`],
      });
    });

    for (const forbidden of FORBIDDEN) {
      const [what, , from, to] = forbidden;
      it(`does not forward ${what}`, async () => {
        expect(await attempt(forbidden)).to.deep.equal({ toNat: [`${from} > ${to} tcp`], fromNat: [] });
      });
    }

    it("does not change its own packets to instances of the VPC", async () => {
      const { seen } = await packets.connect(NAT, {
        ...{ host: ADDRESSES.WEB, port: 80, from: [ADDRESSES.NAT], firstPort: 5_000 },
      });
      expect(seen).to.deep.equal([`${ADDRESSES.NAT} 5000`]);
    });

    it("drops a packet from an interface to which the response would not go", async () => {
      const forge = () => packets.wire(() => packets.in(STRANGER, `ping -c 1 -W 1 -I ${FORGED} ${INTERNET} || true`));
      await packets.in(STRANGER, `ip address replace ${FORGED}/32 dev lo`);
      expect((await forge()).fromNat).to.include(`${ADDRESSES.NAT} > ${INTERNET} icmp`);
      // Another interface, to which responses would go.
      await packets.in(
        NAT,
        `ip link add ens6 type veth peer name ens6-peer; ip address add 10.0.9.1/24 dev ens6
        for end in ens6 ens6-peer; do ip link set $end up; done`,
      );
      expect(await forge()).to.deep.equal({ toNat: [`${FORGED} > ${INTERNET} icmp`], fromNat: [] });
      await packets.in(NAT, "ip link delete ens6");
    });

    it("holds 2,000 connections at once from two web servers with the same source ports", async () => {
      const { seconds, seen, failed } = await packets.connect(WEB, {
        ...{ host: INTERNET, port: 443, from: [ADDRESSES.WEB, WEB_2], count: 1_000, firstPort: 20_000 },
        timeoutSeconds: 60,
      });
      console.log(`      2,000 connections at once, data both ways on each: ${seconds.toFixed(1)} s`);
      expect(failed).to.deep.equal({});
      expect(new Set(seen)).to.have.property("size", 2_000);
      const ports = seen.map((client) => Number(client.split(" ")[1]));
      expect(seen.every((client) => client.startsWith(`${ELASTIC} `))).to.be.true;
      // Random ports of the whole range.
      expect(Math.min(...ports)).to.be.within(1_024, 8_000);
      expect(Math.max(...ports)).to.be.within(57_000, 65_535);
    });

    it("gives a client with a source port below 1024 one from above, of which there are more", async () => {
      const { seen } = await packets.connect(WEB, {
        ...{ host: INTERNET, port: 443, from: [ADDRESSES.WEB], firstPort: 700 },
      });
      expect(Number(seen[0]!.split(" ")[1])).to.be.at.least(1_024);
    });

    it("neither sends nor accepts ICMP redirects", async () => {
      // Packets cannot show it: the kernel drops its redirects for masqueraded connections itself.
      for (const name of ["all", "default", "ens5"]) {
        for (const setting of ["send_redirects", "accept_redirects"]) {
          expect(await packets.setting(`conf/${name}/${setting}`), `${name} ${setting}`).to.equal("0");
        }
      }
    });
  }

  describe("before its first run", () => {
    it("forwards nothing", async () => {
      const wire = await attempt(["", WEB, ADDRESSES.WEB, INTERNET]);
      expect(wire).to.deep.equal({ toNat: [`${ADDRESSES.WEB} > ${INTERNET} tcp`], fromNat: [] });
    });

    for (const forbidden of FORBIDDEN) {
      const [what, , from, to] = forbidden;
      it(`would forward ${what} without its rules`, async () => {
        await packets.in(NAT, "sysctl -qw net.ipv4.ip_forward=1");
        const { fromNat } = await attempt(forbidden).finally(() => packets.in(NAT, "sysctl -qw net.ipv4.ip_forward=0"));
        expect(fromNat).to.include(`${from} > ${to} tcp`);
      });
    }
  });

  describe("after its first run", () => {
    before(async () => {
      await packets.lab.launch(NAT, userData(VPC_CIDR));
      await packets.lab.launch(FAILING, userData("10.0.0.0/99"));
      for (const id of [NAT, FAILING]) await packets.lab.booted(id);
    });

    it("prints one line to the console: it is ready", () => {
      expect(packets.lab.messages(NAT)).to.deep.equal(["NAT is ready"]);
    });

    it("would track as many connections as fit into an eighth of its memory, with as many hash buckets", async () => {
      // Only the first network namespace of a computer has these settings.
      const memory = Number(await packets.lab.must(NAT, "awk '/^MemTotal:/ { print $2 }' /proc/meminfo"));
      const settings = (await packets.lab.must(NAT, `cat ${SETTINGS}`)).split("\n");
      for (const name of ["max", "buckets"]) {
        expect(settings).to.include(`net.netfilter.nf_conntrack_${name} = ${Math.floor(memory / 4)}`);
      }
      // They exist after a reboot only if the module is loaded before.
      expect(await packets.lab.must(NAT, "cat /etc/modules-load.d/minimal-secure-web.conf")).to.equal("nf_conntrack\n");
    });

    itWorks();
  });

  describe("after its second run", () => {
    it("does not change rules and files", async () => {
      const state = async () => [
        await packets.in(NAT, "nft list ruleset"),
        await packets.lab.must(NAT, "cd /etc && find . -type f | sort | xargs sha256sum"),
      ];
      const first = await state();
      await packets.lab.must(NAT, "bash /var/lib/cloud/instance/scripts/part-001");
      expect(await state()).to.deep.equal(first);
      // Also where the service does not flush the rules that it has loaded before.
      await packets.lab.must(NAT, "nft -f /etc/sysconfig/nftables.conf");
      expect(await state()).to.deep.equal(first);
    });
    itWorks();
  });

  describe("after a reboot", () => {
    it("works without another run", async () => {
      await packets.reboot();
      expect(packets.lab.messages(NAT)).to.deep.equal([]);
    });
    itWorks();
  });

  describe("when its rules cannot be loaded", () => {
    it("prints one line to the console, and forwards nothing", async () => {
      const messages = packets.lab.messages(FAILING);
      expect(messages).to.have.length(1);
      expect(messages[0]).to.match(/^NAT FAILED in line \d+$/);
      expect(await packets.setting("ip_forward", FAILING)).to.equal("0");
    });
  });

  describe("at the end", () => {
    it("has changed nothing on the computer that runs it", async () => {
      await packets.stop();
      expect(hostState()).to.deep.equal(original);
    });
  });
});
