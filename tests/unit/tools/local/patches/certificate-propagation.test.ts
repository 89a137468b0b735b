import { expect } from "chai";

import { certificatePropagation } from "../../../../../tools/local/patches/certificate-propagation";
import { FakeEmulator } from "../support";

const ELB = "elasticloadbalancing";
const arn = (name: string) => `arn:aws:iam::123456789012:server-certificate/${name}`;

describe("A new server certificate in the emulator", () => {
  const emulator = (propagationMs: number) =>
    new FakeEmulator(certificatePropagation(propagationMs), {
      UploadServerCertificate: "<R/>",
      CreateLoadBalancer: "<R/>",
      CreateLoadBalancerListeners: "<R/>",
      SetLoadBalancerListenerSSLCertificate: "<R/>",
    });
  const upload = { ServerCertificateName: "new" };
  const listener = { "Listeners.member.1.LoadBalancerPort": "80", "Listeners.member.2.SSLCertificateId": arn("new") };
  const calls = [
    ["CreateLoadBalancer", listener],
    ["CreateLoadBalancerListeners", listener],
    ["SetLoadBalancerListenerSSLCertificate", { SSLCertificateId: arn("new") }],
  ] as const;

  for (const [action, params] of calls) {
    it(`is unknown to ${action} at first, with the message that the provider retries, and known later`, async () => {
      const local = emulator(40);
      await local.send("iam", "UploadServerCertificate", upload);
      const early = await local.answer(ELB, action, params);
      expect(early.status).to.equal(400);
      expect(early.body.toString())
        .to.contain("<Code>CertificateNotFound</Code>")
        .and.contain(`Server Certificate not found for the key: ${arn("new")}`);
      expect(local.asked(action)).to.deep.equal([]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect((await local.answer(ELB, action, params)).status).to.equal(200);
    });
  }

  it("does not hold up another one, or listeners without any", async () => {
    const local = emulator(10_000);
    await local.send("iam", "UploadServerCertificate", upload);
    const other = { SSLCertificateId: arn("another-new") };
    expect((await local.answer(ELB, "SetLoadBalancerListenerSSLCertificate", other)).status).to.equal(200);
    const plain = { "Listeners.member.1.LoadBalancerPort": "80" };
    expect((await local.answer(ELB, "CreateLoadBalancer", plain)).status).to.equal(200);
  });
});
