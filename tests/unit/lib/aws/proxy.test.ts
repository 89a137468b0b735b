import { proxiesOf, proxyFor } from "../../../../lib/aws/proxy";

const PROXY = "http://proxy.test:3128";

/** The proxy of a URL where both kinds have one. */
const through = (url: string, exceptions = "") =>
  proxyFor(new URL(url), { http: PROXY, https: "http://secure.test:3128", exceptions });

describe("The proxies of the provider", () => {
  it("come from its settings before the environment, in upper or lower case", () => {
    const rows: [Parameters<typeof proxiesOf>[0], NodeJS.ProcessEnv, object][] = [
      [{}, {}, { exceptions: "" }],
      [
        {},
        { HTTP_PROXY: "a:1", HTTPS_PROXY: "https://b:2" },
        { http: "http://a:1", https: "https://b:2", exceptions: "" },
      ],
      [{}, { http_proxy: PROXY, no_proxy: "x" }, { http: PROXY, exceptions: "x" }],
      [
        {},
        { HTTP_PROXY: "http://up", http_proxy: "http://low", HTTPS_PROXY: "" },
        { http: "http://up", exceptions: "" },
      ],
      [{ httpProxy: PROXY }, {}, { http: PROXY, https: PROXY, exceptions: "" }],
      [{ httpProxy: PROXY }, { HTTPS_PROXY: "http://e" }, { http: PROXY, https: "http://e", exceptions: "" }],
      [{ httpProxy: PROXY, httpsProxy: "" }, {}, { http: PROXY, exceptions: "" }],
      [{ httpsProxy: PROXY, noProxy: "y" }, { NO_PROXY: "x" }, { https: PROXY, exceptions: "y" }],
    ];
    for (const [settings, environment, proxies] of rows) {
      expect(proxiesOf(settings, environment), JSON.stringify(settings)).to.deep.equal(proxies);
    }
  });

  it("are one for http and one for https endpoints, and none for loopback addresses", () => {
    expect(through("http://ec2.test:5000")).to.equal(PROXY);
    expect(through("https://ec2.test")).to.equal("http://secure.test:3128");
    for (const here of ["http://localhost:5000", "http://127.0.0.1:5000", "http://127.8.0.1", "http://[::1]:5000"]) {
      expect(through(here), here).to.equal(undefined);
    }
  });

  it("are left out for the hosts, domains, addresses and ranges of NO_PROXY, as in Go", () => {
    const rows: [exceptions: string, url: string, direct: boolean][] = [
      ["*", "https://ec2.test", true],
      ["a.test, ec2.test", "https://ec2.test", true],
      ["EC2.TEST", "https://ec2.test", true],
      ["test", "https://ec2.test", true],
      [".test", "https://ec2.test", true],
      ["*.test", "https://ec2.test", true],
      [".ec2.test", "https://ec2.test", false],
      ["c2.test", "https://ec2.test", false],
      ["ec2.test:443", "https://ec2.test", true],
      ["ec2.test:80", "https://ec2.test", false],
      ["10.0.0.0/8", "http://10.1.2.3:5000", true],
      ["10.0.0.0/8", "http://11.1.2.3:5000", false],
      ["10.0.0.0/8", "http://ec2.test", false],
      ["10.1.2.3", "http://10.1.2.3:5000", true],
      ["10.1.2.3:5000", "http://10.1.2.3:5000", true],
      ["10.1.2.3:5001", "http://10.1.2.3:5000", false],
      ["2001:db8::/32", "http://[2001:db8::1]", true],
      ["2001:db8::1", "http://[2001:db8:0::1]", true],
      ["[2001:db8::1]:80", "http://[2001:db8::1]", true],
      [",,", "https://ec2.test", false],
    ];
    for (const [exceptions, url, direct] of rows) {
      expect(through(url, exceptions) === undefined, `${exceptions} ${url}`).to.equal(direct);
    }
  });
});
