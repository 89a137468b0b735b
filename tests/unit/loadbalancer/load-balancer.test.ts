import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LoadBalancer, type LoadBalancerArgs } from "../../../loadbalancer";
import { deploy, resolve, type DeployOptions, type Deployment } from "../../support";
import { contextOf, securityGroups } from "../../support/context";
import { needs } from "../../support/names";

const ARN = "arn:aws:iam::123456789012:server-certificate/one";
const TLS_POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01";
const TLS_POLICY_NAME = "tls-1-2-2017-01";
const ON_443 = { instancePort: 80, instanceProtocol: "http", lbPort: 443, lbProtocol: "https", sslCertificateId: ARN };
const ON_80 = { instancePort: 80, instanceProtocol: "http", lbPort: 80, lbProtocol: "http" };

function loadBalancer(
  args: Partial<LoadBalancerArgs> | (() => Partial<LoadBalancerArgs>) = {},
  options: DeployOptions = {},
): Promise<Deployment<LoadBalancer>> {
  return deploy(() => {
    const route = new aws.ec2.Route("route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" });
    return new LoadBalancer("load-balancer", {
      context: contextOf("stg"),
      settings: { http: "serve", stickiness: undefined },
      vpc: { publicSubnetIds: ["subnet-public-1a", "subnet-public-1c"], publicRouting: [route] },
      securityGroups,
      certificate: { arn: ARN },
      hasHttpsListener: false,
      accessLogs: undefined,
      ...(typeof args === "function" ? args() : args),
    });
  }, options);
}

describe("The load balancer", () => {
  let secure: Deployment<LoadBalancer>;
  let kept: Deployment<LoadBalancer>;
  let plain: Deployment<LoadBalancer>;

  before(async () => {
    secure = await loadBalancer();
    kept = await loadBalancer({
      context: contextOf("stg", { protect: true }),
      settings: { http: "off", stickiness: undefined },
      hasHttpsListener: true,
      accessLogs: { bucket: "logs" },
    });
    plain = await loadBalancer({ certificate: undefined });
  });

  it("faces the internet in the public subnets, with its own security group and these attributes", () => {
    const { tags, listeners, ...inputs } = secure.only("aws.elb.LoadBalancer").inputs;
    expect(listeners).to.have.length(2);
    expect(tags).to.have.property("Name", "elb-servicename-stg");
    expect(inputs).to.deep.equal({
      name: "elb-servicename-stg",
      internal: false,
      subnets: ["subnet-public-1a", "subnet-public-1c"],
      securityGroups: ["sg-loadBalancer"],
      healthCheck: {
        target: "HTTP:80/index.html",
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        interval: 10,
        timeout: 5,
      },
      idleTimeout: 60,
      crossZoneLoadBalancing: true,
      connectionDraining: true,
      connectionDrainingTimeout: 60,
      desyncMitigationMode: "defensive",
    });
  });

  describe("listens", () => {
    const rows = [
      ["on 443 first, then on 80, when it serves both", "serve", { arn: ARN }, [ON_443, ON_80]],
      ["on both where web servers redirect", "redirect", { arn: ARN }, [ON_443, ON_80]],
      ["on 443 alone where HTTP is off", "off", { arn: ARN }, [ON_443]],
      ["on 80 alone without HTTPS", "serve", undefined, [ON_80]],
    ] as const;
    for (const [title, http, certificate, listeners] of rows) {
      it(title, async () => {
        const deployed = await loadBalancer({ settings: { http, stickiness: undefined }, certificate });
        const { made } = deployed;
        expect(deployed.only("aws.elb.LoadBalancer").inputs.listeners).to.deep.equal(listeners);
        const address = "elb-servicename-stg-1234567890.ap-northeast-1.elb.amazonaws.com";
        expect(await resolve(made.dnsName)).to.equal(address);
        const httpUrl = http === "off" ? undefined : `http://${address}/`;
        const httpsUrl = certificate === undefined ? undefined : `https://${address}/`;
        expect(await resolve(pulumi.output(made.httpUrl))).to.equal(httpUrl);
        expect(await resolve(pulumi.output(made.httpsUrl))).to.equal(httpsUrl);
      });
    }
  });

  it("ignores changes of an existing listener's certificate, which the hook swaps, and of nothing else", () => {
    const ignored = (run: Deployment) => run.only("aws.elb.LoadBalancer").options.ignoreChanges;
    expect(ignored(kept)).to.deep.equal(["listeners[0].sslCertificateId"]);
    expect(ignored(secure)).to.be.undefined;
    expect(ignored(plain)).to.be.undefined;
  });

  it("waits as long for the certificate of a new listener as for a swapped one: the provider's limit is 5 minutes", () => {
    const limits = (run: Deployment) => run.only("aws.elb.LoadBalancer").options.customTimeouts;
    expect(limits(secure)).to.deep.equal({ create: "900s", update: "900s" });
    expect(limits(plain)).to.be.undefined;
  });

  it("accepts TLS 1.2 only, by a policy that refers to AWS's own", () => {
    expect(secure.only("aws.elb.LoadBalancerPolicy").inputs).to.deep.equal({
      loadBalancerName: "elb-servicename-stg",
      policyName: TLS_POLICY_NAME,
      policyTypeName: "SSLNegotiationPolicyType",
      policyAttributes: [{ name: "Reference-Security-Policy", value: TLS_POLICY }],
    });
  });

  it("sets that policy on port 443, and updates it when the certificate changes", () => {
    const listener = secure.only("aws.elb.ListenerPolicy");
    expect(listener.inputs).to.deep.equal({
      loadBalancerName: "elb-servicename-stg",
      loadBalancerPort: 443,
      policyNames: [TLS_POLICY_NAME],
      triggers: { certificate: ARN },
    });
    expect(needs(secure, listener)).to.include.members([
      "LoadBalancer load-balancer",
      "LoadBalancerPolicy load-balancer-tls",
    ]);
  });

  it("leaves the deletion of the listener policy to AWS, which deletes it with its listener", () => {
    expect(secure.only("aws.elb.ListenerPolicy").options.retainOnDelete).to.be.true;
    expect(secure.only("aws.elb.LoadBalancerPolicy").options).not.to.have.property("retainOnDelete");
  });

  it("has its certificate swapped before the listener policy is created or updated", () => {
    const { hooks } = secure.only("aws.elb.ListenerPolicy");
    const { beforeCreate, beforeUpdate, ...others } = hooks;
    expect([beforeCreate, beforeUpdate]).to.deep.equal([
      ["load-balancer-has-certificate"],
      ["load-balancer-has-certificate"],
    ]);
    expect(Object.values(others).flat()).to.deep.equal([]);
  });

  describe("with stickiness", () => {
    const STICKY = "stickiness-3600";
    const sticky = (http: "serve" | "off") => loadBalancer({ settings: { http, stickiness: 3600 } });
    const policies = (run: Deployment) =>
      run.all("aws.elb.ListenerPolicy").map(({ name, inputs }) => [name, inputs.loadBalancerPort, inputs.policyNames]);

    it("has one policy of its own cookie, named after the seconds", async () => {
      const run = await sticky("serve");
      expect(run.byName("load-balancer-stickiness", "aws.elb.LoadBalancerPolicy").inputs).to.deep.equal({
        loadBalancerName: "elb-servicename-stg",
        policyName: STICKY,
        policyTypeName: "LBCookieStickinessPolicyType",
        policyAttributes: [{ name: "CookieExpirationPeriod", value: "3600" }],
      });
    });

    it("sets it on every listener, beside the TLS policy", async () => {
      expect(policies(await sticky("serve"))).to.deep.equal([
        ["load-balancer-http", 80, [STICKY]],
        ["load-balancer-https", 443, [TLS_POLICY_NAME, STICKY]],
      ]);
      expect(policies(await sticky("off"))).to.deep.equal([["load-balancer-https", 443, [TLS_POLICY_NAME, STICKY]]]);
      const plainHttp = await loadBalancer({ settings: { http: "serve", stickiness: 3600 }, certificate: undefined });
      expect(policies(plainHttp)).to.deep.equal([["load-balancer-http", 80, [STICKY]]]);
    });
  });

  it("is changed after servers have left the zones that it leaves, and attached to its group after its creation", () => {
    const { afterCreate, beforeUpdate, ...others } = secure.only("aws.elb.LoadBalancer").hooks;
    expect([afterCreate, beforeUpdate]).to.deep.equal([
      ["load-balancer-is-attached"],
      ["load-balancer-has-servers-elsewhere"],
    ]);
    expect(Object.values(others).flat()).to.deep.equal([]);
  });

  it("has only known subnets in a preview, unless it is new, so that a zone can be added where it is protected", async () => {
    const subnets = (ids: readonly string[], preview: boolean) =>
      loadBalancer(
        () => ({
          vpc: {
            publicSubnetIds: [...ids, new aws.ec2.Subnet("public-1d", { vpcId: "vpc-1", cidrBlock: "10.0.4.0/24" }).id],
            publicRouting: [],
          },
        }),
        { preview },
      );
    const inPreview = (await subnets(["subnet-public-1a"], true)).only("aws.elb.LoadBalancer");
    expect(new Set(inPreview.inputs.subnets as string[])).to.deep.equal(new Set(["subnet-public-1a"]));
    const deployed = await subnets(["subnet-public-1a"], false);
    expect(deployed.only("aws.elb.LoadBalancer").inputs.subnets).to.deep.equal([
      "subnet-public-1a",
      deployed.idOf("public-1d"),
    ]);
    const created = await subnets([], true);
    expect(created.refersTo(created.only("aws.elb.LoadBalancer"), "subnets")).to.deep.equal(["public-1d"]);
  });

  it("has the policies of its listeners replaced with it, as when the stack is renamed: their id has its name", async () => {
    const run = await loadBalancer({ settings: { http: "serve", stickiness: 3600 } });
    const policies = run.all("aws.elb.ListenerPolicy");
    expect(policies.map(({ options }) => options.replaceOnChanges)).to.deep.equal([
      ["loadBalancerName"],
      ["loadBalancerName"],
    ]);
  });

  it("is created after the public routing, and so deleted before it", () => {
    expect(needs(secure, secure.only("aws.elb.LoadBalancer"))).to.include("Route route");
  });
});
