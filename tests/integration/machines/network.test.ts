import { expect } from "chai";
import { readFileSync } from "node:fs";

import type { Cloud } from "../../../tools/local/machines/cloud";
import { Network } from "../../../tools/local/machines/network/network";
import { Sandbox } from "../../../tools/local/machines/sandbox";
import { skipUnlessInstancesRun } from "../../support/instances";
import * as stage from "../../support/stage-cloud";
import { Hosts } from "./support/hosts";

const SITE = "198.51.100.10";
const S3 = "198.51.100.54";
const NO_ANSWER = "no answer";

const { stageCloud, OPERATOR, natGateway, rule } = stage;
const ELB = "elb-web-subnet-public-a";
const withNatGateway: Cloud = { ...stageCloud, natGateways: [natGateway] };
const byNatGateway = stage.withDefaultRoute(withNatGateway, stage.defaultRoute("nat-gateway", natGateway.id));

describe("the network of the local instances", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let network: Network;
  let hosts: Hosts;
  let scripts = 0;

  before(async function () {
    skipUnlessInstancesRun(this);
    sandbox = await Sandbox.start({ name: "test-network", log: () => scripts++ });
    network = new Network(sandbox);
    hosts = new Hosts(sandbox);
    await network.addInternetAddress(OPERATOR);
    await network.apply(stageCloud);
    await hosts.serve("inet", [80, 81]);
    await hosts.serve("i-web1", [80, 81]);
    await hosts.serve("i-web2", [80]);
    await hosts.serve(ELB, [80, 81]);
    await hosts.serve("i-bastion", [22, 80]);
    await sandbox.run("ip addr add 169.254.169.254/32 dev lo");
    await hosts.serve(undefined, [80, 81], "169.254.169.254");
  });

  beforeEach(async () => {
    await network.apply(stageCloud);
    await sandbox.run(natInstanceScript(), { netns: "i-nat" });
  });

  after(async () => {
    // Undefined where the suite is skipped.
    (hosts as Hosts | undefined)?.stop();
    await (sandbox as Sandbox | undefined)?.stop();
  });

  it("runs nothing for a cloud that has not changed", async () => {
    const before = scripts;
    await network.apply(structuredClone(stageCloud));
    expect(scripts).to.equal(before);
  });

  describe("security groups", () => {
    it("answer on ports that a rule opens, and on no other", async () => {
      expect(await hosts.ask("inet", "198.19.0.30", 80, OPERATOR)).to.equal(OPERATOR);
      expect(await hosts.ask("inet", "198.19.0.30", 81, OPERATOR)).to.equal(NO_ANSWER);
      expect(await hosts.ping("inet", "198.19.0.30")).to.equal(false);
      expect(await hosts.ask(ELB, "10.0.128.11", 81)).to.equal(NO_ANSWER);
    });

    it("know each other's members", async () => {
      expect(await hosts.ask(ELB, "10.0.128.11", 80)).to.equal("10.0.0.30");
      expect(await hosts.ask("i-bastion", "10.0.128.11", 80)).to.equal(NO_ANSWER);
      await network.apply(stage.withInstance(stageCloud, "i-bastion", { securityGroupIds: ["sg-bastion", "sg-elb"] }));
      expect(await hosts.ask("i-bastion", "10.0.128.11", 80)).to.equal("10.0.0.11");
    });

    it("let known connections continue when their rule is removed, and refuse new ones within two seconds", async () => {
      const connection = await hosts.connect("inet", "198.19.0.30", 80, OPERATOR);
      expect(connection.said).to.equal(OPERATOR);
      await network.apply(stage.withRules(stageCloud, "sg-elb", { ingress: [] }));
      expect(await hosts.ask("inet", "198.19.0.30", 80, OPERATOR)).to.equal(NO_ANSWER);
      expect(await connection.echo("still here")).to.equal("still here");
      connection.end();
    });

    it("filter the traffic inside a subnet, too", async () => {
      expect(await hosts.ask("i-web1", "10.0.128.12", 80)).to.equal(NO_ANSWER);
      await network.apply(stage.withRules(stageCloud, "sg-web", { ingress: [rule("tcp", [80, 80], "sg-web")] }));
      expect(await hosts.ask("i-web1", "10.0.128.12", 80)).to.equal("10.0.128.11");
    });

    it("do not filter the instance metadata service, which answers interfaces only, on its port only", async () => {
      expect(await hosts.ask("i-web1", "169.254.169.254", 80)).to.equal("10.0.128.11");
      expect(await hosts.ask("i-web1", "169.254.169.254", 81)).to.equal(NO_ANSWER);
      await sandbox.run("ip -n inet route add 169.254.169.254 via 192.0.2.1");
      expect(await hosts.ask("inet", "169.254.169.254", 80, OPERATOR)).to.equal(NO_ANSWER);
      await sandbox.run("ip -n inet route del 169.254.169.254");
    });
  });

  describe("the internet gateway", () => {
    it("translates public addresses both ways", async () => {
      expect(await hosts.ask("i-bastion", SITE, 80)).to.equal("198.18.0.11");
      expect(await hosts.ask("inet", "198.18.0.11", 22, OPERATOR)).to.equal(OPERATOR);
    });

    it("drops what comes from an interface without a public address", async () => {
      await network.apply(
        stage.withDefaultRoute(stageCloud, { destination: "0.0.0.0/0", target: { kind: "internet-gateway" } }),
      );
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal(NO_ANSWER);
      expect(await hosts.ping("i-web1", "8.8.8.8")).to.equal(false);
    });

    it("ends connections whose interface has lost its public address", async () => {
      const connection = await hosts.connect("i-bastion", SITE, 80);
      expect(await connection.echo("hello")).to.equal("hello");
      await network.apply(stage.withInstance(stageCloud, "i-bastion", { publicAddress: "198.18.0.99" }));
      expect(await connection.echo("hello again")).to.equal(NO_ANSWER);
      connection.end();
      expect(await hosts.ask("i-bastion", SITE, 80)).to.equal("198.18.0.99");
    });

    it("lets instances meet by their public addresses", async () => {
      expect(await hosts.ask("i-bastion", "198.19.0.30", 80)).to.equal("198.18.0.11");
    });

    for (const [by, router] of [
      ["the internet gateway", "192.0.2.1"],
      ["the VPC endpoint", "192.0.2.5"],
    ] as const) {
      it(`lets nothing in by ${by} that is for a private address`, async () => {
        const arrived = await hosts.arrivals(ELB, "tcp dport 80", async () => {
          await sandbox.run(`ip -n inet route add 10.0.0.30 via ${router}`);
          expect(await hosts.ask("inet", "10.0.0.30", 80, OPERATOR)).to.equal(NO_ANSWER);
          await sandbox.run("ip -n inet route del 10.0.0.30");
        });
        expect(arrived).to.equal(0);
      });
    }
  });

  describe("the source/destination check", () => {
    for (const [title, sourceDestCheck, expected] of [
      ["drops", true, 0],
      ["lets pass, where it is off,", false, 1],
    ] as const) {
      it(`${title} what an instance sends from another address`, async () => {
        const open = { ingress: [rule("icmp", [8, -1], "0.0.0.0/0")], egress: [rule("-1", [-1, -1], "0.0.0.0/0")] };
        const opened = stage.withRules(stage.withRules(stageCloud, "sg-bastion", open), "sg-web", open);
        await network.apply(stage.withInstance(opened, "i-bastion", { sourceDestCheck }));
        await sandbox.run("ip addr replace 10.0.0.77/32 dev lo", { netns: "i-bastion" });
        const ping = (): Promise<unknown> => hosts.ping("i-bastion", "10.0.128.11", "-I 10.0.0.77");
        expect(await hosts.arrivals("i-web1", "ip saddr 10.0.0.77", ping)).to.equal(expected);
      });

      it(`${title} what is for another address than the instance's`, async () => {
        await network.apply(stage.withInstance(stageCloud, "i-nat", { sourceDestCheck }));
        const ping = (): Promise<unknown> => hosts.ping("i-web1", "8.8.8.8");
        expect(await hosts.arrivals("i-nat", "ip daddr 8.8.8.8", ping)).to.equal(expected);
      });
    }
  });

  describe("routes", () => {
    it("lead through a NAT instance whose source/destination check is off", async () => {
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal("198.18.0.10");
      expect(await hosts.ping("i-web1", "8.8.8.8")).to.equal(true);
    });

    it("lead nowhere through a NAT instance whose source/destination check is on", async () => {
      await network.apply(stage.withInstance(stageCloud, "i-nat", { sourceDestCheck: true }));
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal(NO_ANSWER);
    });

    it("lead nowhere through a NAT instance that is stopped, and through it again when it runs", async () => {
      await network.apply(stage.withInstance(stageCloud, "i-nat", { state: "stopped" }));
      expect(await sandbox.run("ip route get 8.8.8.8 from 10.0.128.11 iif r-4 2>&1 || true")).to.contain(
        "Invalid argument",
      );
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal(NO_ANSWER);
      await network.apply(stageCloud);
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal("198.18.0.10");
    });

    it("lead through a NAT gateway, which has its Elastic IP on the internet and answers no ping", async () => {
      await network.apply(byNatGateway);
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal(natGateway.publicAddress);
      expect(await hosts.ping("i-web1", "8.8.8.8")).to.equal(true);
      expect(await hosts.ping("inet", natGateway.publicAddress)).to.equal(false);
      expect(await hosts.ping("i-web1", natGateway.privateAddress)).to.equal(false);
    });

    for (const [title, from, to] of [
      ["a NAT instance to a NAT gateway", withNatGateway, byNatGateway],
      [
        "a NAT instance to a NAT gateway that appears as the instance disappears",
        stageCloud,
        without("i-nat", byNatGateway),
      ],
      ["a NAT gateway to a NAT instance", byNatGateway, withNatGateway],
    ] as const) {
      it(`change from ${title} without a lost packet`, async () => {
        await network.apply(from);
        const pinging = hosts.ping("i-web1", "8.8.8.8", "-i 0.02 -c 100");
        await new Promise((resolve) => setTimeout(resolve, 700));
        await network.apply(to);
        expect(await pinging).to.equal(true);
      });
    }

    it("that change to a NAT gateway reset the connections of the NAT before it", async () => {
      await network.apply(withNatGateway);
      const connection = await hosts.connect("i-web1", SITE, 80);
      expect(connection.said).to.equal("198.18.0.10");
      await network.apply(byNatGateway);
      expect(await connection.echo("hello")).to.equal("ECONNRESET");
    });

    it("lead to S3 by the VPC endpoint without any other route, with the private address", async () => {
      await network.apply(stage.withDefaultRoute(stageCloud, undefined));
      expect(await hosts.ask("i-web1", S3, 80)).to.equal("10.0.128.11");
      expect(await hosts.ask("i-web1", SITE, 80)).to.equal(NO_ANSWER);
    });
  });

  describe("interfaces", () => {
    it("answer nothing while they are down, as for an instance that has died", async () => {
      await network.linkDown("i-web1");
      expect(await hosts.ask(ELB, "10.0.128.11", 80)).to.equal(NO_ANSWER);
      await network.linkUp("i-web1");
      expect(await hosts.ask(ELB, "10.0.128.11", 80)).to.equal("10.0.0.30");
    });

    it("disappear with their instance, also while a process is in the namespace", async () => {
      await network.apply(without("i-bastion", stageCloud));
      expect(await sandbox.run("ip netns; ip -br link")).not.to.match(/i-bastion|r-3@/);
    });

    it("carry jumbo frames inside the VPC", async () => {
      expect(await sandbox.run("ip link show ens5", { netns: "i-web1" })).to.contain("mtu 9001");
    });
  });
});

function without(id: string, cloud: Cloud): Cloud {
  return { ...cloud, instances: cloud.instances.filter((it) => it.id !== id) };
}

/** The rules of the project's own NAT instance. */
function natInstanceScript(): string {
  const script = readFileSync("network/nat/nat.sh", "utf8");
  const rules = /nftables\.conf <<EOF\n(.*?)\nEOF\n/s.exec(script)?.[1];
  if (rules === undefined) throw new Error("nat.sh writes no rules");
  return `sysctl -qw net.ipv4.ip_forward=1\nnft -f - <<'END'\n${rules.replaceAll("$VPC_CIDR", "10.0.0.0/16")}\nEND`;
}
