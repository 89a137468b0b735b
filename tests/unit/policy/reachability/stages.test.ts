import { analyze } from "../../../../policy/reachability";
import { graphOf, reachabilityOf } from "../support/stages";
import { allowed, between, proof, blocked } from "../support/descriptions";

const WEB = "tcp 80, 443";
const WEB_AND_PING = "tcp 80, 443 and ping";

describe("Reachability in the stage stg", () => {
  it("blocks exactly these paths, and explains why", async () => {
    const stg = await reachabilityOf("stg");
    expect(stg.unclear).to.deep.equal([]);
    expect(blocked(stg)).to.deep.equal({
      "the internet -> web": "web has no public IP address",
      "the internet -> nat-instance-1a": "no ingress rule of access-nat matches (all traffic)",
      "s3 -> load-balancer": "S3 does not open connections",
      "s3 -> web-group": "S3 does not open connections",
      "s3 -> web": "S3 does not open connections",
      "s3 -> nat-instance-1a": "S3 does not open connections",
      "load-balancer -> the internet": "load-balancer connects only to its registered instances",
      "load-balancer -> s3": "load-balancer connects only to its registered instances",
      "load-balancer -> load-balancer": "load-balancer does not connect to itself",
      "load-balancer -> web": "web is not registered with load-balancer",
      "load-balancer -> nat-instance-1a": "nat-instance-1a is not registered with load-balancer",
      "web-group -> web": "no ingress rule of access-web matches (tcp 80, 443 and ping)",
      "web -> web": "web does not connect to itself",
      "nat-instance-1a -> web": "no ingress rule of access-web matches (tcp 80, 443 and ping)",
      "nat-instance-1a -> nat-instance-1a": "nat-instance-1a does not connect to itself",
    });
  });

  it("is proven from a visitor to a web server by address, route, rules and listener", async () => {
    expect(proof(await reachabilityOf("stg"), "the internet", "web-group", "tcp 443")).to.deep.equal([
      "load-balancer is internet-facing",
      "return traffic: route vpc-public-default in vpc-public sends 0.0.0.0/0 to vpc-internet",
      "rule access-loadbalancer-from-anyone-tcp443 allows tcp 443 from 0.0.0.0/0",
      "load-balancer listens on tcp 443 (https)",
      "load-balancer forwards as http to tcp 80 of web-group",
      "rule access-loadbalancer-to-web-tcp80 allows tcp 80 to access-web",
      "vpc routes traffic between its subnets",
      "rule access-web-from-loadbalancer-tcp80 allows tcp 80 from access-loadbalancer",
    ]);
  });

  it("is proven for a ping of a web server by both ends of each hop", async () => {
    expect(proof(await reachabilityOf("stg"), "web-group", "the internet", "ping")).to.deep.equal([
      "rule access-web-to-anyone-ping allows ping to 0.0.0.0/0",
      "route nat-private-default-1a in vpc-private-1a sends 0.0.0.0/0 to nat-instance-1a",
      "rule access-nat-from-private-10.0.1.0/24-ping allows ping from 10.0.1.0/24",
      "nat-instance-1a forwards with its own source address",
      "rule access-nat-to-anyone-ping allows ping to 0.0.0.0/0",
      "route vpc-public-default in vpc-public sends 0.0.0.0/0 to vpc-internet",
      "association nat-instance-1a gives nat-instance-1a a public IP address",
    ]);
  });

  it("is the same before and after the first deployment, whatever the order of resources", async () => {
    const text = JSON.stringify(await reachabilityOf("stg"));
    expect(JSON.stringify(await reachabilityOf("stg, deployed"))).to.equal(text);
    expect(JSON.stringify(analyze((await graphOf("stg")).toReversed()))).to.equal(text);
  });
});

describe("Reachability in the stage prod", () => {
  it("has one proof if both zones use the same rules and routes, with the resources of both", async () => {
    const [flow, ...more] = (await reachabilityOf("prod")).between("the internet", "load-balancer").flows;
    expect(more).to.have.length(1);
    expect(flow?.via[1]?.resources.map((urn) => urn.split(":").at(-1))).to.deep.equal([
      "vpc-public-default",
      "vpc-public-1a",
      "vpc-public-1c",
    ]);
  });
});

describe("Reachability with a bastion", () => {
  it("allows SSH only from administrators to the bastion, and from there to other instances", async () => {
    const reach = await reachabilityOf("bastion");
    const logins = reach.flows.filter(({ traffic }) =>
      traffic.tcp.some(({ first, last }) => first <= 22 && 22 <= last),
    );
    expect(logins.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal([
      "198.51.100.7/32 -> bastion",
      "203.0.113.0/24 -> bastion",
      "bastion -> web-group",
      "bastion -> web",
      "bastion -> nat-instance-1a",
    ]);
    expect(between(reach, "the internet", "bastion")).to.deep.equal([
      "none: no ingress rule of access-bastion matches (all traffic)",
    ]);
    expect(between(reach, "bastion", "the internet")).to.deep.equal([WEB]);
    expect(reach.endpointAt("203.0.113.77")?.id).to.equal("203.0.113.0/24");
    expect(reach.endpointAt("198.51.100.8")?.id).to.equal("the internet");
  });

  it("changes no other access", async () => {
    const [without, having] = await Promise.all([reachabilityOf("stg"), reachabilityOf("bastion")]);
    const others = Object.entries(allowed(having)).filter(([pair]) => !/bastion|\d\/\d\d/.test(pair));
    expect(Object.fromEntries(others)).to.deep.equal(allowed(without));
  });

  it("shows no secret range of an administrator", async () => {
    const reach = await reachabilityOf("secret");
    const administrators = reach.endpoints.filter(({ kind }) => kind === "range").map(({ id }) => id);
    expect(administrators).to.deep.equal([
      "secret range of access-bastion-from-admin-169b91-tcp22",
      "secret range of access-bastion-from-admin-498570-tcp22",
    ]);
    for (const id of administrators) expect(between(reach, id, "bastion")).to.deep.equal(["tcp 22"]);
    expect(JSON.stringify(reach)).not.to.match(/203\.0\.113|198\.51\.100|340\d{7}|332\d{7}/);
  });
});

describe("Reachability without a NAT and HTTPS", () => {
  it("limits web servers to S3 and requests from the load balancer", async () => {
    expect(allowed(await reachabilityOf("closed"))).to.deep.equal({
      "the internet -> load-balancer": "tcp 80",
      "the internet -> web-group": "tcp 80 through load-balancer",
      "load-balancer -> web-group": "tcp 80",
      "web-group -> s3": WEB,
      "web -> s3": WEB,
    });
  });

  it("proves the path to S3 by prefix list and gateway endpoint", async () => {
    expect(proof(await reachabilityOf("closed"), "web-group", "s3", "tcp 443")).to.deep.equal([
      "rule access-web-to-s3-tcp443 allows tcp 443 to the S3 prefix list (vpc-s3)",
      "vpc-s3 routes traffic to S3",
      "S3 accepts tcp 80, 443",
    ]);
  });
});

describe("Reachability with Session Manager and a NAT gateway, and without plain HTTP", () => {
  it("has one port for visitors, and no SSH", async () => {
    const onePort = "tcp 443 through load-balancer (forwarded as tcp 80)";
    expect(allowed(await reachabilityOf("sessionManager"))).to.deep.equal({
      "the internet -> load-balancer": "tcp 443",
      "the internet -> web-group": onePort,
      "load-balancer -> web-group": "tcp 80",
      "web-group -> the internet": `${WEB_AND_PING} through nat-gateway-1a`,
      "web-group -> s3": WEB,
      "web-group -> load-balancer": "tcp 443",
      "web-group -> web-group": onePort,
      "web -> the internet": `${WEB_AND_PING} through nat-gateway-1a`,
      "web -> s3": WEB,
      "web -> load-balancer": "tcp 443",
      "web -> web-group": onePort,
    });
  });
});

describe("Reachability with a NAT instance in each of two zones", () => {
  it("routes each zone's web servers through their own NAT", async () => {
    const watched = await reachabilityOf("watched");
    expect(between(watched, "web-group", "the internet")).to.deep.equal([
      `${WEB_AND_PING} through nat-instance-1a`,
      `${WEB_AND_PING} through nat-instance-1c`,
    ]);
    expect(between(watched, "web", "the internet")).to.deep.equal([`${WEB_AND_PING} through nat-instance-1a`]);
    expect(between(watched, "nat-instance-1a", "nat-instance-1c")).to.deep.equal([
      "none: no ingress rule of access-nat matches (tcp 80, 443 and ping)",
    ]);
  });
});

describe("Reachability in stg without a resource", () => {
  const PUBLIC = "no route in vpc-public leads from vpc-public-1a to the internet";
  const MAIN = "no route in the main route table of vpc leads from vpc-private-1a to the internet";

  for (const [removed, relation, expected] of [
    [/RouteTableAssociation::vpc-private-1a$/, "web-group -> the internet", `none: ${MAIN}`],
    [/RouteTableAssociation::vpc-private-1a$/, "web-group -> s3", `none: ${MAIN}`],
    [/RouteTableAssociation::vpc-private-1a$/, "load-balancer -> web-group", "tcp 80"],
    [/::vpc-public-default$/, "the internet -> load-balancer", `none: ${PUBLIC}`],
    [/::vpc-public-default$/, "web-group -> the internet", `none: ${PUBLIC}`],
    [/EipAssociation::/, "web-group -> the internet", "none: nat-instance-1a has no public IP address"],
    [
      /::access-nat-to/,
      "web-group -> the internet",
      "none: no egress rule of access-nat matches (tcp 80, 443 and ping)",
    ],
    [/::access-loadbalancer-to-web-tcp80$/, "the internet -> load-balancer", WEB],
    [/::access-loadbalancer-to-web-tcp80$/, "the internet -> web-group", "none: web-group has no public IP address"],
    [
      /::access-loadbalancer-to-web-tcp80$/,
      "load-balancer -> web-group",
      "none: no egress rule of access-loadbalancer",
    ],
    [/::access-web-from-loadbalancer-tcp80$/, "the internet -> load-balancer", WEB],
    [/::access-web-from-loadbalancer-tcp80$/, "the internet -> web-group", "none: web-group has no public IP address"],
    [/::access-web-from-loadbalancer-tcp80$/, "load-balancer -> web-group", "none: no ingress rule of access-web"],
  ] as const) {
    it(`is "${expected}" for ${relation} without ${removed.source}`, async () => {
      const reach = analyze((await graphOf("stg")).filter(({ urn }) => !removed.test(urn)));
      const [from = "", to = ""] = relation.split(" -> ");
      expect(between(reach, from, to).join("; ")).to.satisfy((words: string) => words.startsWith(expected));
    });
  }
});
