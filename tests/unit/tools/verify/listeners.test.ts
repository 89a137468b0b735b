import { passed } from "../../../../tools/verify/check";
import { listeners } from "../../../../tools/verify/listeners";
import {
  ARN,
  failureOf,
  LISTENERS,
  POLICY,
  policies,
  staged,
  stageWith,
  tags,
  UPLOADED,
  type Changes,
} from "./support";

const [HTTPS, HTTP] = LISTENERS as [(typeof LISTENERS)[0], (typeof LISTENERS)[0]];
const OTHER = "arn:aws:iam::123456789012:server-certificate/other";

const look = (changes: Changes = {}) => listeners.run(staged(changes).context);

/** The 443 listener with something else about it. */
const secure = (listener: object, PolicyNames = ["tls-1-2-2017-01"]) =>
  [{ Listener: { ...HTTPS.Listener, ...listener }, PolicyNames }, HTTP] as typeof LISTENERS;

const issue = (changes: Changes) => failureOf(listeners, changes);

const RESTORE =
  "to restore it: aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name elb-servicename-stg --load-balancer-port 443 " +
  '--ssl-certificate-id "$(pulumi stack output certificateArn --stack stg)" --region ap-northeast-1';

describe("The check of the load balancer's listeners", () => {
  it("passes for the stage's listeners, in any order", async () => {
    for (const each of [LISTENERS, [...LISTENERS].reverse()]) {
      expect(await look({ listeners: each })).to.deep.equal(
        passed(`80 and 443, certificate certificate-0abc, ${POLICY}`),
      );
    }
  });

  it("fails for a missing or an extra listener", async () => {
    expect(await issue({ listeners: [HTTPS] })).to.equal("nothing listens on 80");
    expect(await issue({ listeners: [HTTP] })).to.equal("nothing listens on 443");
    const more = { Listener: { ...HTTP.Listener, LoadBalancerPort: 8080 }, PolicyNames: [] } as (typeof LISTENERS)[0];
    const extra = "has a listener that the stage does not configure";
    expect(await issue({ listeners: [...LISTENERS, more] })).to.equal(`8080 ${extra}`);
    expect(await issue({ settings: { http: "off" } })).to.equal(`80 ${extra}`);
    expect(await issue({ settings: { https: false } })).to.equal(`443 ${extra}`);
  });

  it("fails for another protocol or target port", async () => {
    expect(await issue({ listeners: secure({ InstancePort: 8080 }) })).to.equal(
      "443 forwards HTTPS to HTTP 8080 instead of HTTPS to HTTP 80",
    );
    expect(await issue({ listeners: secure({ Protocol: "TCP" }) })).to.contain("443 forwards TCP to HTTP 80 instead");
  });

  it("reads which predefined policy the listener's policy refers to", async () => {
    const { context, calls } = staged();
    await listeners.run(context);
    expect(calls).to.deep.include([
      "DescribeLoadBalancerPolicies",
      { LoadBalancerName: "elb-servicename-stg", PolicyNames: ["tls-1-2-2017-01"] },
    ]);
  });

  it("fails without the TLS policy", async () => {
    expect(await issue({ listeners: secure({}, []) })).to.equal(
      `the TLS policy of 443 is the default, which allows TLS 1.0, instead of ${POLICY}`,
    );
    const old = [policies({ [POLICY]: "ELBSecurityPolicy-2016-08" })];
    expect(await issue({ listeners: secure({}, [POLICY]), answers: { DescribeLoadBalancerPolicies: old } })).to.equal(
      `the TLS policy of 443 is ELBSecurityPolicy-2016-08 instead of ${POLICY}`,
    );
    const own = [policies({ [POLICY]: undefined })];
    expect(await issue({ answers: { DescribeLoadBalancerPolicies: own } })).to.equal(
      `the TLS policy of 443 is ${POLICY}, which refers to no predefined policy instead of ${POLICY}`,
    );
  });

  it("does not take the policy of web.stickiness for one of TLS", async () => {
    const sticky = { PolicyName: "stickiness-60", PolicyTypeName: "LBCookieStickinessPolicyType" };
    const both = policies({ "tls-1-2-2017-01": POLICY }) as { readonly PolicyDescriptions: readonly object[] };
    const answered = (...PolicyDescriptions: readonly object[]) => ({
      ...{ settings: { web: { ...stageWith().settings.web, stickiness: 60 } } },
      listeners: secure({}, ["tls-1-2-2017-01", "stickiness-60"]),
      answers: { DescribeLoadBalancerPolicies: [{ PolicyDescriptions }] },
    });
    expect((await look(answered(...both.PolicyDescriptions, sticky))).status).to.equal("passed");
    expect(await issue(answered(sticky))).to.contain("the TLS policy of 443 is the default, which allows TLS 1.0,");
  });

  it("fails for a certificate that the stage has not uploaded: one with other tags, or one of ACM", async () => {
    for (const Tags of [[], tags({ Service: "servicename", Stage: "prod" })]) {
      const GetServerCertificate = [{ ServerCertificate: { CertificateBody: UPLOADED.cert, Tags } }];
      expect(await issue({ answers: { GetServerCertificate } })).to.equal(
        `the certificate of 443 is ${ARN}, which the stage has not uploaded; ${RESTORE}`,
      );
    }
    const acm = "arn:aws:acm:ap-northeast-1:123456789012:certificate/0abc";
    expect(await issue({ listeners: secure({ SSLCertificateId: acm }) })).to.equal(
      `the certificate of 443 is ${acm}, which the stage has not uploaded; ${RESTORE}`,
    );
    expect(await issue({ listeners: secure({ SSLCertificateId: undefined }) })).to.equal(
      "the listener on 443 has no certificate",
    );
  });

  it("passes for the domain's certificate, by its tags, and fails for any other", async () => {
    const acm = "arn:aws:acm:ap-northeast-1:123456789012:certificate/0abc-1";
    const domain = { names: ["example.com"], hostedZoneId: "Z0123" } as const;
    const changes = (stage: string, arn = acm): Changes => ({
      ...{ settings: { domain }, listeners: secure({ SSLCertificateId: arn }) },
      answers: { ListTagsForCertificate: [{ Tags: tags({ Service: "servicename", Stage: stage }) }] },
    });
    expect(await look(changes("stg"))).to.deep.equal(passed(`80 and 443, certificate 0abc-1, ${POLICY}`));
    expect(await issue(changes("prod"))).to.equal(
      `the certificate of 443 is ${acm}, which the stage has not requested; ${RESTORE}`,
    );
    expect(await issue(changes("stg", ARN))).to.contain(`is ${ARN}, which the stage has not requested`);
  });

  it("compares an existing certificate by its ARN, unless that is encrypted", async () => {
    expect((await look({ settings: { certificate: { arn: ARN } } })).status).to.equal("passed");
    expect(await issue({ settings: { certificate: { arn: OTHER } } })).to.equal(
      `the certificate of 443 is ${ARN} instead of ${OTHER}; ${RESTORE}`,
    );
    expect((await look({ settings: { certificate: { arn: Promise.resolve("secret") } } })).status).to.equal("passed");
  });

  it("ignores the certificate where HTTPS is off", async () => {
    const { context, calls } = staged({ settings: { https: false }, listeners: [HTTP] });
    expect(await listeners.run(context)).to.deep.equal(passed("80"));
    expect(calls).to.deep.equal([]);
    expect(listeners.title(context.stage.settings)).to.equal("The load balancer has the listeners of the stage");
  });
});
