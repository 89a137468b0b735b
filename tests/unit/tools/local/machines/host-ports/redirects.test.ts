import { expect } from "chai";

import { withHostPorts } from "../../../../../../tools/local/machines/host-ports/redirects";

const PORTS = { http: 8080, https: 8443 };

describe("Redirects on a port of 127.0.0.1", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["127.0.0.1:8080", "https://127.0.0.1/", "https://127.0.0.1:8443/"],
    ["127.0.0.1:8080", "https://127.0.0.1", "https://127.0.0.1:8443"],
    ["localhost:8080", "https://localhost/a/b?c=d&e=%2F#f", "https://localhost:8443/a/b?c=d&e=%2F#f"],
    ["LOCALHOST:8080", "https://localhost/", "https://localhost:8443/"],
    ["127.0.0.1:8080", "http://127.0.0.1/dir/", "http://127.0.0.1:8080/dir/"],
    ["127.0.0.1:8080", "https://127.0.0.1:9000/", "https://127.0.0.1:9000/"],
    ["127.0.0.1:8080", "https://www.example.com/", "https://www.example.com/"],
    ["127.0.0.1:8080", "/next", "/next"],
    ["127.0.0.1:8080", "//127.0.0.1/next", "//127.0.0.1/next"],
    ["[::1]:8080", "https://[::1]/", "https://[::1]:8443/"],
    ["not a host", "https://127.0.0.1/", "https://127.0.0.1/"],
  ];
  for (const [host, location, expected] of rows) {
    it(`lead a client of ${host} from ${location} to ${expected}`, () => {
      const headers = withHostPorts(["Location", location, "X-Url", location], host, PORTS);
      expect(headers).to.deep.equal(["Location", expected, "X-Url", location]);
    });
  }

  it("stay as they are where the load balancer has no such listener", () => {
    expect(withHostPorts(["location", "https://127.0.0.1/"], "127.0.0.1", { http: 8080 })).to.deep.equal([
      "location",
      "https://127.0.0.1/",
    ]);
    expect(withHostPorts(["location", "https://127.0.0.1/"], undefined, PORTS)[1]).to.equal("https://127.0.0.1/");
  });
});
