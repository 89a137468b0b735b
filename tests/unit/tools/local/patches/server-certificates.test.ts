import { expect } from "chai";

import { certificatePropagation, serverCertificates } from "../../../../../tools/local/patches/server-certificates";
import { findAll, textAt } from "../../../../../tools/local/xml";
import { FakeEmulator, xml } from "../support";

/** A self-signed test certificate for web.example, valid until 21 November 2036. Its key was discarded. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUIWVZIntWPtL3Duy9AvWQ6mGnwm8wCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLd2ViLmV4YW1wbGUwHhcNMjYxMTI0MDAyNDAwWhcNMzYxMTIx
MDAyNDAwWjAWMRQwEgYDVQQDDAt3ZWIuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABEGrfTzNAnKW98UKGuBQOLKEGgjTHJ+3bu1xQ7qO97wXUGQZ/Or5
40Hrlii5s6hl7hKSiwkzzbmVB5K/Qr8MgvajUzBRMB0GA1UdDgQWBBQFNjV8ZOcq
bXURgiRQ+TNhAmeRajAfBgNVHSMEGDAWgBQFNjV8ZOcqbXURgiRQ+TNhAmeRajAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCBOt1WRTzpQK+lAVc0
fipwgfwuDDM01vYKKmIlFL9cowIhAO8mJIabipHxYdcGb2BUzibB4fMGI16MjRTu
f4Euhd24
-----END CERTIFICATE-----
`;

const metadata = (name: string) =>
  `<ServerCertificateMetadata><ServerCertificateName>${name}</ServerCertificateName><ServerCertificateId>EXAMPLE</ServerCertificateId><UploadDate>2010-05-08T01:02:03Z</UploadDate><Expiration>2012-05-08T01:02:03Z</Expiration></ServerCertificateMetadata>`;

describe("a server certificate in the emulator", () => {
  let inUse: string;
  let emulator: FakeEmulator;
  const upload = (name = "one", body = certificate) =>
    emulator.respond("iam", "UploadServerCertificate", {
      ServerCertificateName: name,
      CertificateBody: body,
      "Tags.member.1.Key": "Name",
      "Tags.member.1.Value": "web",
    });
  const read = (name = "one") => emulator.send("iam", "GetServerCertificate", { ServerCertificateName: name });

  beforeEach(() => {
    inUse = "";
    emulator = new FakeEmulator(serverCertificates(), {
      UploadServerCertificate: "<R/>",
      DeleteServerCertificate: "<R/>",
      CreateLoadBalancer: "<R/>",
      DescribeLoadBalancers: () => `<R><SSLCertificateId>${inUse}</SSLCertificateId></R>`,
      GetServerCertificate: ({ params }) =>
        `<R><ServerCertificate>${metadata(String(params.ServerCertificateName))}</ServerCertificate></R>`,
    });
  });

  it("has the expiry of its body", async () => {
    await upload();
    expect(findAll(await read(), "Expiration")[0]!.text).to.equal("2036-11-21T00:24:00Z");
  });

  it("has the current time as its upload date", async () => {
    await upload();
    const uploaded = Date.parse(findAll(await read(), "UploadDate")[0]!.text);
    expect(Date.now() - uploaded).to.be.within(0, 5000);
  });

  it("has an id of its own", async () => {
    await upload("one");
    await upload("two");
    const ids = [await read("one"), await read("two")].map((root) => findAll(root, "ServerCertificateId")[0]!.text);
    expect(ids[0]).to.match(/^ASCA[0-9A-F]{17}$/);
    expect(ids[0]).to.not.equal(ids[1]);
  });

  it("returns its tags, also those added later", async () => {
    await upload();
    const name = { ServerCertificateName: "one" };
    const tag = { "Tags.member.1.Key": "Team", "Tags.member.1.Value": "a" };
    await emulator.send("iam", "TagServerCertificate", { ...name, ...tag });
    await emulator.send("iam", "UntagServerCertificate", { ...name, "TagKeys.member.1": "Name" });
    const tags = findAll(await read(), "Tags")[0]!.children;
    expect(tags.map((one) => `${textAt(one, "Key")!}=${textAt(one, "Value")!}`)).to.deep.equal(["Team=a"]);
  });

  const rejections: [string, () => Promise<unknown>, number, string][] = [
    ["junk for a body", () => upload("one", "junk"), 400, "MalformedCertificate"],
    ["a name twice", () => upload().then(() => upload()), 409, "EntityAlreadyExists"],
    ["tags of one that is not there", () => emulator.respond("iam", "ListServerCertificateTags"), 404, "NoSuchEntity"],
  ];
  for (const [what, act, status, code] of rejections) {
    it(`is rejected with ${code} for ${what}`, async () => {
      const response = (await act()) as ReturnType<typeof xml>;
      expect(response.status).to.equal(status);
      expect(response.body.toString()).to.contain(`<Code>${code}</Code>`);
    });
  }

  it("cannot be deleted while a load balancer uses it, and can afterwards", async () => {
    await upload();
    await emulator.respond("elasticloadbalancing", "CreateLoadBalancer");
    inUse = "arn:aws:iam::123456789012:server-certificate/one";
    const name = { ServerCertificateName: "one" };
    const rejected = await emulator.respond("iam", "DeleteServerCertificate", name);
    expect(rejected.status).to.equal(409);
    expect(rejected.body.toString()).to.contain("<Code>DeleteConflict</Code>");
    inUse = "arn:aws:iam::123456789012:server-certificate/another-one";
    expect((await emulator.respond("iam", "DeleteServerCertificate", name)).status).to.equal(200);
    expect((await upload()).status).to.equal(200);
  });
});

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
    it(`is unknown to ${action} at first, with the error that the provider retries, and known later`, async () => {
      const local = emulator(40);
      await local.send("iam", "UploadServerCertificate", upload);
      const early = await local.respond(ELB, action, params);
      expect(early.status).to.equal(400);
      expect(early.body.toString())
        .to.contain("<Code>CertificateNotFound</Code>")
        .and.contain(`Server Certificate not found for the key: ${arn("new")}`);
      expect(local.requests(action)).to.deep.equal([]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect((await local.respond(ELB, action, params)).status).to.equal(200);
    });
  }

  it("does not affect another one, or listeners without any", async () => {
    const local = emulator(10_000);
    await local.send("iam", "UploadServerCertificate", upload);
    const other = { SSLCertificateId: arn("another-new") };
    expect((await local.respond(ELB, "SetLoadBalancerListenerSSLCertificate", other)).status).to.equal(200);
    const plain = { "Listeners.member.1.LoadBalancerPort": "80" };
    expect((await local.respond(ELB, "CreateLoadBalancer", plain)).status).to.equal(200);
  });
});
