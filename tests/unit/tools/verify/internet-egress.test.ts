import { UserError } from "../../../../lib/user-error";
import type { StageInstance } from "../../../../tools/stage/instances";
import { internetEgress } from "../../../../tools/verify/internet-egress";
import { BASTION, NAT, staged, tags, WEB, type Changes } from "./support";

const WEB_C: StageInstance = { ...WEB, id: "i-0ac", zone: "ap-northeast-1c", privateIp: "10.0.3.10" };
const WHO = "web server i-0aa (10.0.1.10, ap-northeast-1a)";
const ECHOES = "3 packets transmitted, 3 received, 0% packet loss, time 2003ms";

const good = (stdout: string) => ({ status: 0, stdout, stderr: "" });
const bad = (status: number, stderr: string) => ({ status, stdout: "", stderr });

type Results = Readonly<Record<string, Record<"curl" | "ping", ReturnType<typeof good>>>>;

const HEALTHY: Results = { "i-0aa": { curl: good("127.0.0.3\n"), ping: good(`${ECHOES}\n`) } };

async function look(results: Results, changes: Changes = {}) {
  const logins: string[] = [];
  const runOn = ({ id }: StageInstance, command: string) => {
    logins.push(id);
    const { curl, ping } = results[id]!;
    return Promise.resolve(command.startsWith("curl ") ? curl : ping);
  };
  const { context } = staged({ instances: [BASTION, NAT, WEB], ...changes, io: { runOn } });
  return { ...(await internetEgress.run(context)), logins };
}

async function issue(results: Results, changes: Changes = {}): Promise<string> {
  const { status, detail } = await look(results, changes);
  expect(status, detail).to.equal("failed");
  return detail;
}

const one = (curl: Results[string]["curl"], ping = good(ECHOES)): Results => ({ "i-0aa": { curl, ping } });

const NatGateways = Object.entries({ "1a": "203.0.113.1", "1c": "203.0.113.3" }).map(([zone, PublicIp]) => ({
  NatGatewayAddresses: [{ PublicIp }],
  Tags: tags({ Name: `servicename-stg-nat-${zone}` }),
}));

describe("The check of internet egress", () => {
  it("passes when every web server has the NAT's address and its pings are answered", async () => {
    expect(await look(HEALTHY)).to.deep.equal({
      status: "passed",
      detail: "i-0aa comes from 127.0.0.3, 3 of 3 pings answered",
      logins: ["i-0aa", "i-0aa"],
    });
  });

  it("fails for another address, and without a NAT instance", async () => {
    expect(await issue(one(good("203.0.113.99\n")))).to.equal(`${WHO} comes from 203.0.113.99, instead of 127.0.0.3`);
    expect(await issue(HEALTHY, { instances: [BASTION, WEB] })).to.equal(
      `${WHO} comes from 127.0.0.3; there is no NAT`,
    );
  });

  it("fails without an answer, or for one that is no address", async () => {
    const late = bad(28, "curl: (28) Connection timed out after 20001 milliseconds\n");
    expect(await issue(one(late))).to.equal(
      `${WHO} cannot determine its address: curl: (28) Connection timed out after 20001 milliseconds (curl ended with 28)`,
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
      answers: { DescribeNatGateways: [{ NatGateways }] },
      instances: [BASTION, WEB, WEB_C],
    });
    const from = (last: number) => ({ curl: good(`203.0.113.${last}\n`), ping: good(ECHOES) });

    it("passes when each web server uses the gateway of its own zone", async () => {
      const { status, detail, logins } = await look({ "i-0aa": from(1), "i-0ac": from(3) }, changes({}));
      expect(status, detail).to.equal("passed");
      expect(logins).to.deep.equal(["i-0aa", "i-0aa", "i-0ac", "i-0ac"]);
    });

    it("fails for one that uses the gateway of the other zone", async () => {
      expect(await issue({ "i-0aa": from(1), "i-0ac": from(1) }, changes({}))).to.equal(
        "web server i-0ac (10.0.3.10, ap-northeast-1c) comes from 203.0.113.1, instead of 203.0.113.3",
      );
    });

    it("accepts either when they share one", async () => {
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

    for (const [results, expected] of [
      [one(good("203.0.113.99\n"), lost), "reaches the internet, from 203.0.113.99, although nat is none"],
      [one(silent), "can ping 8.8.8.8, although nat is none"],
      [one(bad(127, "sh: curl: not found"), lost), "cannot run curl: sh: curl: not found (curl ended with 127)"],
      [one(silent, bad(127, "sh: ping: not found")), "cannot run ping: sh: ping: not found"],
    ] as const) {
      it(`fails: ${expected}`, async () => {
        expect(await issue(results, { settings })).to.equal(`${WHO} ${expected}`);
      });
    }
  });

  it("is skipped while no login is possible, with the command that turns the bastion on", async () => {
    const { status, detail, logins } = await look(HEALTHY, { instances: [NAT, WEB] });
    expect(status).to.equal("skipped");
    expect(detail).to.match(/^The bastion of stg is off\. To turn it on .*&& pulumi up --stack stg$/);
    expect(logins).to.deep.equal([]);
  });

  it("needs no bastion with Session Manager", async () => {
    const { status } = await look(HEALTHY, { settings: { access: "ssm" }, instances: [NAT, WEB] });
    expect(status).to.equal("passed");
  });

  it("fails without a running web server", async () => {
    expect(await issue({}, { instances: [BASTION, NAT, { ...WEB, state: "pending" }] })).to.equal(
      "no web server is running",
    );
  });

  it("reports why a login failed", async () => {
    const runOn = () => Promise.reject(new UserError("Cannot log in"));
    const { context } = staged({ instances: [BASTION, NAT, WEB], io: { runOn } });
    expect(await internetEgress.run(context).catch(String)).to.equal("UserError: Cannot log in");
  });
});
