import { CertificateNotFoundException, type ElasticLoadBalancingClient } from "@aws-sdk/client-elastic-load-balancing";
import { ensureListenerCertificate } from "../../../certs";
import { fakeApi, waited, type ApiCall, type Waited } from "../../support/waits";

const [OLD, NEW] = [
  "arn:aws:iam::123456789012:server-certificate/old",
  "arn:aws:iam::123456789012:server-certificate/new",
];
const DESCRIBE: ApiCall = ["DescribeLoadBalancers", { LoadBalancerNames: ["elb-shop-stg"] }];
const SET: ApiCall = [
  "SetLoadBalancerListenerSSLCertificate",
  { LoadBalancerName: "elb-shop-stg", LoadBalancerPort: 443, SSLCertificateId: NEW },
];

/** A load balancer with a listener on 80, and one on 443 with this certificate. */
const withCertificate = (SSLCertificateId: string) => ({
  LoadBalancerDescriptions: [
    {
      ListenerDescriptions: [
        { Listener: { LoadBalancerPort: 80 } },
        { Listener: { LoadBalancerPort: 443, SSLCertificateId } },
      ],
    },
  ],
});

async function ensure(
  describe: readonly unknown[],
  set?: readonly unknown[],
): Promise<Waited & { calls: readonly ApiCall[] }> {
  const { client, calls } = fakeApi<ElasticLoadBalancingClient>({
    DescribeLoadBalancers: describe,
    ...(set === undefined ? {} : { SetLoadBalancerListenerSSLCertificate: set }),
  });
  const listener = { loadBalancerName: "elb-shop-stg", port: 443, certificateArn: NEW };
  const clients = { elb: () => Promise.resolve(client) };
  return { ...(await waited(() => ensureListenerCertificate(listener, clients))), calls };
}

function notFound(): Error {
  return new CertificateNotFoundException({ message: "Server Certificate not found", $metadata: {} });
}

describe("The certificate of a listener", () => {
  it("is not changed if it is the right one", async () => {
    const { calls, ...result } = await ensure([withCertificate(NEW)]);
    expect(result).to.deep.equal({ said: [], seconds: 0 });
    expect(calls).to.deep.equal([DESCRIBE]);
  });

  it("is swapped in place: the listener is neither closed nor replaced", async () => {
    const { calls, ...result } = await ensure([withCertificate(OLD)], [{}]);
    expect(result).to.deep.equal({ said: [], seconds: 0 });
    expect(calls).to.deep.equal([DESCRIBE, SET]);
  });

  it("is swapped as soon as the load balancer finds the new one", async () => {
    const { calls, ...result } = await ensure([withCertificate(OLD)], [notFound(), notFound(), {}]);
    expect(result).to.deep.equal({
      said: [
        "certificate of elb-shop-stg:443: is not available to the load balancer yet (0 s)",
        "certificate of elb-shop-stg:443: is not available to the load balancer yet (3 s)",
      ],
      seconds: 6,
    });
    expect(calls).to.deep.equal([DESCRIBE, SET, DESCRIBE, SET, DESCRIBE, SET]);
  });

  it("times out after 15 minutes, with what to check", async () => {
    const { error, seconds } = await ensure([withCertificate(OLD)], [notFound()]);
    expect(seconds).to.equal(900);
    expect(error).to.equal(
      "certificate of elb-shop-stg:443: is not available to the load balancer yet after 900 s. " +
        "Check that it exists: aws iam list-server-certificates",
    );
  });

  it("is not retried after another error of AWS", async () => {
    const { error, seconds } = await ensure([withCertificate(OLD)], [new Error("access denied")]);
    expect(error).to.equal("access denied");
    expect(seconds).to.equal(0);
  });

  it("cannot be swapped without such a listener", async () => {
    const plain = { LoadBalancerDescriptions: [{ ListenerDescriptions: [{ Listener: { LoadBalancerPort: 80 } }] }] };
    for (const answer of [plain, { LoadBalancerDescriptions: [] }, {}]) {
      const { error, calls } = await ensure([answer]);
      expect(error).to.equal("load balancer elb-shop-stg has no listener on port 443. Run: pulumi up --refresh");
      expect(calls).to.deep.equal([DESCRIBE]);
    }
  });
});
