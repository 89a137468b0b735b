import { expect } from "chai";

import type { LoadBalancer } from "../../../../../../tools/local/machines/cloud";
import { haproxyConfig, targetOf } from "../../../../../../tools/local/machines/load-balancers/haproxy-config";

type Balancer = Pick<LoadBalancer, "listeners" | "healthCheck" | "drainingTimeout" | "idleTimeout">;

const TO_80 = { instanceProtocol: "HTTP", instancePort: 80, certificateArn: undefined } as const;
const HEALTH_CHECK = { interval: 10, timeout: 5, healthyThreshold: 3, unhealthyThreshold: 2 };
const BALANCER: Balancer = {
  listeners: [
    { ...TO_80, protocol: "HTTPS", port: 443, certificateArn: "arn:1" },
    { ...TO_80, protocol: "HTTP", port: 80 },
  ],
  healthCheck: { ...HEALTH_CHECK, target: "HTTP:80/index.html" },
  drainingTimeout: 60,
  idleTimeout: 55,
};

function configOf(change: Partial<Balancer> = {}, addresses?: ReadonlyMap<number, string>): string {
  return haproxyConfig({ loadBalancer: { ...BALANCER, ...change }, folder: "/run/lb", slots: 2 }, addresses);
}

function sectionOf(config: string, title: string): string[] {
  const [lines = ""] = config
    .trimEnd()
    .split("\n\n")
    .filter((section) => section.startsWith(`${title}\n`));
  return lines
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

describe("The configuration of a load balancer's HAProxy", () => {
  it("terminates TLS 1.2 and sends both listeners to one backend, with the forwarding headers of each", () => {
    const config = configOf();
    const [mode, bind, ...rest] = sectionOf(config, "frontend port-443");
    expect([mode, ...rest]).to.deep.equal([
      "mode http",
      "option idle-close-on-response",
      "option forwardfor",
      "http-request set-header X-Forwarded-Proto https",
      "http-request set-header X-Forwarded-Port 443",
      "default_backend http-http-80",
    ]);
    expect(bind).to.match(
      /^bind :443 ssl crt \/run\/lb\/443.pem ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2 ciphers ECDHE-ECDSA-/,
    );
    expect(bind).to.not.match(/CBC|3DES|:AES128-SHA:|:AES256-SHA$/);
    expect(sectionOf(config, "frontend port-80")).to.deep.equal([
      "mode http",
      "bind :80",
      "option idle-close-on-response",
      "option forwardfor",
      "http-request set-header X-Forwarded-Proto http",
      "http-request set-header X-Forwarded-Port 80",
      "default_backend http-http-80",
    ]);
    expect(sectionOf(config, "backend http-http-80")).to.deep.equal([
      "mode http",
      "balance leastconn",
      "server i1 0.0.0.0:80 track health/i1",
      "server i2 0.0.0.0:80 track health/i2",
    ]);
  });

  it("checks instances by the health check's target, interval, timeout and thresholds", () => {
    expect(sectionOf(configOf(), "backend health")).to.deep.equal([
      "mode http",
      "option httpchk",
      'http-check send meth GET uri "/index.html" ver HTTP/1.1 hdr Host localhost hdr User-Agent ELB-HealthChecker/1.0',
      "http-check expect status 200",
      "timeout connect 5s",
      "timeout check 5s",
      "server i1 0.0.0.0:80 check inter 10s fall 2 rise 3 disabled",
      "server i2 0.0.0.0:80 check inter 10s fall 2 rise 3 disabled",
    ]);
    const ssl = configOf({ healthCheck: { ...HEALTH_CHECK, target: "SSL:443" } });
    expect(sectionOf(ssl, "backend health")).to.deep.equal([
      "mode tcp",
      "timeout connect 5s",
      "timeout check 5s",
      "server i1 0.0.0.0:443 check inter 10s fall 2 rise 3 check-ssl verify none disabled",
      "server i2 0.0.0.0:443 check inter 10s fall 2 rise 3 check-ssl verify none disabled",
    ]);
  });

  it("has the addresses of registered instances when it is loaded again", () => {
    const config = configOf({}, new Map([[2, "10.0.1.11"]]));
    expect(sectionOf(config, "backend health").slice(-2)).to.deep.equal([
      "server i1 0.0.0.0:80 check inter 10s fall 2 rise 3 disabled",
      "server i2 10.0.1.11:80 check inter 10s fall 2 rise 3",
    ]);
    expect(sectionOf(config, "backend http-http-80").at(-1)).to.equal("server i2 10.0.1.11:80 track health/i2");
  });

  it("passes TCP on as it is, by round robin, and encrypts to instances that expect it", () => {
    const listeners = [
      { protocol: "TCP", port: 22, instanceProtocol: "TCP", instancePort: 22, certificateArn: undefined },
      { protocol: "SSL", port: 993, instanceProtocol: "SSL", instancePort: 993, certificateArn: "arn:1" },
    ] as const;
    const config = configOf({ listeners });
    expect(sectionOf(config, "frontend port-22")).to.deep.equal(["mode tcp", "bind :22", "default_backend tcp-tcp-22"]);
    expect(sectionOf(config, "backend tcp-tcp-22").slice(0, 2)).to.deep.equal(["mode tcp", "balance roundrobin"]);
    expect(sectionOf(config, "backend tcp-ssl-993").at(-1)).to.equal(
      "server i2 0.0.0.0:993 track health/i2 ssl verify none",
    );
  });

  it("closes connections to an unhealthy instance only where connection draining is off", () => {
    expect(configOf()).to.not.contain("shutdown-sessions");
    const off = configOf({ drainingTimeout: undefined });
    expect(sectionOf(off, "backend http-http-80").at(-1)).to.equal(
      "server i2 0.0.0.0:80 track health/i2 on-marked-down shutdown-sessions",
    );
  });

  it("closes idle connections after the idle timeout, on both sides", () => {
    const lines = sectionOf(configOf(), "defaults");
    expect(lines).to.include.members(["timeout client 55s", "timeout server 55s", "timeout http-keep-alive 55s"]);
  });

  it("reads the target of a health check", () => {
    expect(targetOf("HTTP:80/a/b?c=d")).to.deep.equal({ protocol: "HTTP", port: 80, path: "/a/b?c=d" });
    expect(targetOf("tcp:22")).to.deep.equal({ protocol: "TCP", port: 22, path: "/" });
  });

  it("keeps visitors on an instance by the load balancer's own cookie, where a listener has a policy for it", () => {
    const sticky = configOf({ listeners: BALANCER.listeners.map((listener) => ({ ...listener, stickySeconds: 60 })) });
    expect(sectionOf(sticky, "frontend port-443").at(-1)).to.equal("default_backend http-http-80-sticky-60");
    const backend = sectionOf(sticky, "backend http-http-80-sticky-60");
    expect(backend).to.include("cookie AWSELB insert indirect nocache maxlife 60s");
    expect(backend.filter((line) => line.startsWith("server "))).to.satisfy((servers: readonly string[]) =>
      servers.every((line, index) => line.endsWith(` cookie i${index + 1}`)),
    );
    expect(configOf()).to.not.contain("cookie");
  });
});
