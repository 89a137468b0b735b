import { expect } from "chai";

import { UserError } from "../../../../lib/user-error";
import type { StageInstance } from "../../../../tools/stage/instances";
import { internetEgress } from "../../../../tools/verify/internet-egress";
import { BASTION, NAT, staged, WEB, type Changes } from "./support";

const WEB_C: StageInstance = { ...WEB, id: "i-0ac", zone: "ap-northeast-1c", privateIp: "10.0.3.10" };
const WHO = "web server i-0aa (10.0.1.10, ap-northeast-1a)";
const ECHOES = "3 packets transmitted, 3 received, 0% packet loss, time 2003ms";

const good = (stdout: string) => ({ status: 0, stdout, stderr: "" });
const bad = (status: number, stderr: string) => ({ status, stdout: "", stderr });

/** What curl and ping say on a web server, by the server's id or for all. */
type Says = Readonly<
  Record<string, { readonly curl: ReturnType<typeof good>; readonly ping: ReturnType<typeof good> }>
>;

const WELL: Says = { "i-0aa": { curl: good("127.0.0.3\n"), ping: good(`${ECHOES}\n`) } };

async function look(says: Says, changes: Changes = {}) {
  const logins: string[] = [];
  const runOn = ({ id }: StageInstance, command: string) => {
    logins.push(id);
    const { curl, ping } = says[id]!;
    return Promise.resolve(command.startsWith("curl ") ? curl : ping);
  };
  const { context } = staged({ instances: [BASTION, NAT, WEB], ...changes, io: { runOn } });
  return { ...(await internetEgress.look(context)), logins };
}

async function issue(says: Says, changes: Changes = {}): Promise<string> {
  const { status, detail } = await look(says, changes);
  expect(status, detail).to.equal("failed");
  return detail;
}

const one = (curl: Says[string]["curl"], ping = good(ECHOES)): Says => ({ "i-0aa": { curl, ping } });

/** Gateways, one in each of two zones, as AWS answers. */
const GATEWAYS = {
  DescribeNatGateways: [
    {
      NatGateways: ["a", "c"].map((zone) => ({
        NatGatewayAddresses: [{ PublicIp: `203.0.113.${zone === "a" ? 1 : 3}` }],
        Tags: [{ Key: "Name", Value: `servicename-stg-nat-1${zone}` }],
      })),
    },
  ],
};

describe("The check of the way out", () => {
  it("passes when every web server comes from the NAT's address and its ping is answered", async () => {
    expect(await look(WELL)).to.deep.equal({
      status: "passed",
      detail: "i-0aa comes from 127.0.0.3, 3 of 3 pings answered",
      logins: ["i-0aa", "i-0aa"],
    });
  });

  it("fails for another address, and where there is no NAT", async () => {
    expect(await issue(one(good("203.0.113.99\n")))).to.equal(`${WHO} comes from 203.0.113.99, instead of 127.0.0.3`);
    expect(await issue(WELL, { instances: [BASTION, WEB] })).to.equal(`${WHO} comes from 127.0.0.3; there is no NAT`);
  });

  it("fails when nothing answers, or something else than an address does", async () => {
    const late = bad(28, "curl: (28) Connection timed out after 20001 milliseconds\n");
    expect(await issue(one(late))).to.equal(
      `${WHO} cannot find out its address: curl: (28) Connection timed out after 20001 milliseconds (curl ended with 28)`,
    );
    expect(await issue(one(good("<html>")))).to.equal(`${WHO} gets the address "<html>"`);
    const lost = { ...good("3 packets transmitted, 0 received, 100% packet loss\n"), status: 1 };
    expect(await issue(one(good("127.0.0.3"), lost))).to.equal(
      `${WHO} cannot ping 8.8.8.8: 3 packets transmitted, 0 received, 100% packet loss`,
    );
  });

  describe("with a gateway in each of two zones", () => {
    const changes = (settings: Changes["settings"]): Changes => ({
      settings: { nat: "gateway", natPerZone: true, ...settings },
      answers: GATEWAYS,
      instances: [BASTION, WEB, WEB_C],
    });
    const from = (last: number) => ({ curl: good(`203.0.113.${last}\n`), ping: good(ECHOES) });

    it("passes when each web server comes from that of its own zone", async () => {
      const { status, detail, logins } = await look({ "i-0aa": from(1), "i-0ac": from(3) }, changes({}));
      expect(status, detail).to.equal("passed");
      expect(logins).to.deep.equal(["i-0aa", "i-0aa", "i-0ac", "i-0ac"]);
    });

    it("fails for one that comes from that of the other zone", async () => {
      expect(await issue({ "i-0aa": from(1), "i-0ac": from(1) }, changes({}))).to.equal(
        "web server i-0ac (10.0.3.10, ap-northeast-1c) comes from 203.0.113.1, instead of 203.0.113.3",
      );
    });

    it("takes either where one is for all", async () => {
      expect((await look({ "i-0aa": from(1), "i-0ac": from(1) }, changes({ natPerZone: false }))).status).to.equal(
        "passed",
      );
    });
  });

  describe("without a NAT", () => {
    const settings = { nat: "none" as const };
    const silent = bad(28, "curl: (28) timed out");
    const lost = { ...bad(1, ""), stdout: "3 packets transmitted, 0 received" };

    it("passes when nothing answers", async () => {
      const { status, detail } = await look(one(silent, lost), { settings });
      expect([status, detail]).to.deep.equal(["passed", "i-0aa reaches nothing"]);
    });

    it("fails when anything does", async () => {
      expect(await issue(one(good("203.0.113.99\n"), lost), { settings })).to.equal(
        `${WHO} reaches the internet, from 203.0.113.99, although nat is none`,
      );
      expect(await issue(one(silent), { settings })).to.equal(`${WHO} can ping 8.8.8.8, although nat is none`);
    });

    it("does not take a missing program for a closed way", async () => {
      expect(await issue(one(bad(127, "sh: curl: not found"), lost), { settings })).to.equal(
        `${WHO} cannot run curl: sh: curl: not found (curl ended with 127)`,
      );
      expect(await issue(one(silent, bad(127, "sh: ping: not found")), { settings })).to.equal(
        `${WHO} cannot run ping: sh: ping: not found`,
      );
    });
  });

  it("is skipped while nobody can log in, with the command that changes it", async () => {
    const { status, detail, logins } = await look(WELL, { instances: [NAT, WEB] });
    expect(status).to.equal("skipped");
    expect(detail).to.match(/^The bastion of stg is off\. To turn it on .*&& pulumi up --stack stg$/);
    expect(logins).to.deep.equal([]);
  });

  it("needs no bastion with Session Manager", async () => {
    const { status } = await look(WELL, { settings: { access: "ssm" }, instances: [NAT, WEB] });
    expect(status).to.equal("passed");
  });

  it("fails when no web server runs", async () => {
    expect(await issue({}, { instances: [BASTION, NAT, { ...WEB, state: "pending" }] })).to.equal(
      "no web server is running",
    );
  });

  it("says why when somebody can log in but does not get there", async () => {
    const runOn = () => Promise.reject(new UserError("Cannot log in"));
    const { context } = staged({ instances: [BASTION, NAT, WEB], io: { runOn } });
    expect(await internetEgress.look(context).catch(String)).to.equal("UserError: Cannot log in");
  });
});
