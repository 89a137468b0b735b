import { expect } from "chai";

import {
  loadBalancerAttributes,
  loadBalancerHealthCheck,
  loadBalancerListeners,
  loadBalancerNames,
  repeatedLoadBalancers,
} from "../../../../../tools/local/patches/load-balancers";
import { findAll, membersOf, textAt, textsOf, type XmlElement } from "../../../../../tools/local/xml";
import { FakeEmulator } from "../support";

const service = "elasticloadbalancing";

/** Listeners as the emulator returns them, with the same protocol on both sides. */
function described(listeners: readonly [string, string][], more = ""): string {
  const members = listeners.map(
    ([port, protocol]) =>
      `<member><Listener><Protocol>${protocol}</Protocol><LoadBalancerPort>${port}</LoadBalancerPort><InstanceProtocol>${protocol}</InstanceProtocol><InstancePort>80</InstancePort></Listener></member>`,
  );
  return `<R><DescribeLoadBalancersResult><LoadBalancerDescriptions><member><LoadBalancerName>elb</LoadBalancerName><DNSName>elb.us-east-1.elb.amazonaws.com</DNSName><ListenerDescriptions>${members.join("")}</ListenerDescriptions>${more}</member></LoadBalancerDescriptions></DescribeLoadBalancersResult></R>`;
}

function listener(index: number, port: string, protocol: string, instanceProtocol: string): Record<string, string> {
  const prefix = `Listeners.member.${index}.`;
  return {
    [`${prefix}LoadBalancerPort`]: port,
    [`${prefix}Protocol`]: protocol,
    [`${prefix}InstanceProtocol`]: instanceProtocol,
    [`${prefix}InstancePort`]: "80",
  };
}

function listeners(root: XmlElement): string[] {
  return findAll(root, "Listener").map(
    (one) => `${textAt(one, "LoadBalancerPort")!} ${textAt(one, "InstanceProtocol")!}`,
  );
}

describe("a Classic Load Balancer in the emulator", () => {
  const both = {
    LoadBalancerName: "elb",
    ...listener(1, "443", "https", "http"),
    ...listener(2, "80", "http", "http"),
  };

  it("has the requested instance protocol, and listeners in the requested order", async () => {
    const emulator = new FakeEmulator(loadBalancerListeners(), {
      CreateLoadBalancer: "<R/>",
      CreateLoadBalancerListeners: "<R/>",
      DescribeLoadBalancers: described([
        ["80", "HTTP"],
        ["443", "HTTPS"],
      ]),
    });
    await emulator.send(service, "CreateLoadBalancer", both);
    await emulator.send(service, "CreateLoadBalancerListeners", both);
    const response = await emulator.send(service, "DescribeLoadBalancers");
    expect(listeners(response)).to.deep.equal(["443 HTTP", "80 HTTP"]);
  });

  it("loses a deleted listener and shows a new one", async () => {
    const emulator = new FakeEmulator(loadBalancerListeners(), {
      CreateLoadBalancer: "<R/>",
      CreateLoadBalancerListeners: "<R/>",
      DeleteLoadBalancerListeners: "<R/>",
      DescribeLoadBalancers: described([
        ["443", "HTTPS"],
        ["80", "HTTP"],
      ]),
    });
    await emulator.send(service, "CreateLoadBalancer", both);
    const name = { LoadBalancerName: "elb" };
    await emulator.send(service, "DeleteLoadBalancerListeners", { ...name, "LoadBalancerPorts.member.1": "443" });
    await emulator.send(service, "CreateLoadBalancerListeners", { ...name, ...listener(1, "443", "HTTPS", "HTTPS") });
    const response = await emulator.send(service, "DescribeLoadBalancers");
    expect(listeners(response)).to.deep.equal(["80 HTTP", "443 HTTPS"]);
  });

  it("does not change listeners that it has not seen requested", async () => {
    const responses = { DescribeLoadBalancers: described([["443", "HTTPS"]]) };
    const response = await new FakeEmulator(loadBalancerListeners(), responses).send(service, "DescribeLoadBalancers");
    expect(listeners(response)).to.deep.equal(["443 HTTPS"]);
  });

  it("has AWS's default health check when none is configured", async () => {
    const responses = { DescribeLoadBalancers: described([["80", "HTTP"]], "<HealthCheck/>") };
    const response = await new FakeEmulator(loadBalancerHealthCheck(), responses).send(
      service,
      "DescribeLoadBalancers",
    );
    const [check] = findAll(response, "HealthCheck");
    expect(check!.children.map(({ name, text }) => `${name}=${text}`)).to.deep.equal([
      "Target=TCP:80",
      "Interval=30",
      "Timeout=5",
      "UnhealthyThreshold=2",
      "HealthyThreshold=10",
    ]);
  });

  it("keeps its own health check", async () => {
    const own = "<HealthCheck><Target>HTTP:80/index.html</Target></HealthCheck>";
    const responses = { DescribeLoadBalancers: described([["80", "HTTP"]], own) };
    const response = await new FakeEmulator(loadBalancerHealthCheck(), responses).send(
      service,
      "DescribeLoadBalancers",
    );
    expect(membersOf(response, "HealthCheck")).to.have.length(1);
  });

  it("has a DNS name with its region", async () => {
    const responses = { DescribeLoadBalancers: described([["80", "HTTP"]]) };
    const response = await new FakeEmulator(loadBalancerNames(), responses).send(service, "DescribeLoadBalancers");
    expect(textsOf(response, "DNSName")[0]).to.equal("elb.ap-northeast-1.elb.amazonaws.com");
  });

  it("keeps the draining timeout and the desync mode when another attribute changes", async () => {
    const emulator = new FakeEmulator(loadBalancerAttributes(), { ModifyLoadBalancerAttributes: "<R/>" });
    const attribute = (fields: Record<string, string>) =>
      emulator.send(service, "ModifyLoadBalancerAttributes", {
        LoadBalancerName: "elb",
        ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [`LoadBalancerAttributes.${key}`, value])),
      });
    const mode = "AdditionalAttributes.member.1";
    await attribute({ [`${mode}.Key`]: "elb.http.desyncmitigationmode", [`${mode}.Value`]: "strictest" });
    await attribute({ "ConnectionDraining.Enabled": "true", "ConnectionDraining.Timeout": "60" });
    await attribute({ "ConnectionDraining.Enabled": "true" });
    expect(emulator.requests("ModifyLoadBalancerAttributes")[2]).to.deep.include({
      "LoadBalancerAttributes.ConnectionDraining.Timeout": "60",
      "LoadBalancerAttributes.AdditionalAttributes.member.1.Value": "strictest",
    });
  });

  it("is created once when its creation is repeated, as after a lost response", async () => {
    const emulator = new FakeEmulator(repeatedLoadBalancers(), {
      CreateLoadBalancer: "<R/>",
      DeleteLoadBalancer: "<R/>",
      DescribeLoadBalancers: described([["80", "HTTP"]]),
    });
    await emulator.send(service, "CreateLoadBalancer", both);
    const root = await emulator.send(service, "CreateLoadBalancer", both);
    expect(textsOf(root, "DNSName")).to.deep.equal(["elb.us-east-1.elb.amazonaws.com"]);
    expect(emulator.requests("CreateLoadBalancer")).to.have.length(1);
    await emulator.send(service, "CreateLoadBalancer", { ...both, Scheme: "internal" });
    expect(emulator.requests("CreateLoadBalancer")).to.have.length(2);
  });

  it("is created again after its deletion", async () => {
    const emulator = new FakeEmulator(repeatedLoadBalancers(), {
      CreateLoadBalancer: "<R/>",
      DeleteLoadBalancer: "<R/>",
    });
    await emulator.send(service, "CreateLoadBalancer", both);
    await emulator.send(service, "DeleteLoadBalancer", { LoadBalancerName: "elb" });
    await emulator.send(service, "CreateLoadBalancer", both);
    expect(emulator.requests("CreateLoadBalancer")).to.have.length(2);
  });
});
