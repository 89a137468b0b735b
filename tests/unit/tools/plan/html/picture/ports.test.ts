import { ALL_TRAFFIC, parseTraffic, tcp, unionTraffic } from "../../../../../../policy/reachability/traffic";
import { labelOf, withServices } from "../../../../../../tools/plan/html/picture/ports";

describe("ports in words", () => {
  it("names well-known services", () => {
    expect(withServices("tcp 80, 443 and ping through nat-instance-1a")).to.equal(
      "HTTP 80, HTTPS 443, ping through nat-instance-1a",
    );
    expect(withServices("tcp 22, 8000-8080")).to.equal("SSH 22, TCP 8000-8080");
    expect(withServices("udp 53")).to.equal("udp 53");
  });

  it("puts short parts of a label into one line", () => {
    const ping = parseTraffic("icmp", 8, 0)!;
    expect(labelOf(unionTraffic([tcp(80, 443), ping]))).to.deep.equal(["HTTP 80", "HTTPS 443", "ping"]);
    expect(labelOf(unionTraffic([tcp(22), ping]))).to.deep.equal(["SSH 22, ping"]);
    expect(labelOf(ALL_TRAFFIC)).to.deep.equal(["all traffic"]);
  });
});
