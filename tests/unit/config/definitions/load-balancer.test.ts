import { allowsOnly, accepts, issuesOf, rejects, settingsOf } from "../support";

const iam = "arn:aws:iam::123456789012:server-certificate/web/shop";
const acm = "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
const ARN = "the ARN of an IAM server certificate, or of an ACM certificate of the region";

describe("Listeners", () => {
  it("serve both HTTP and HTTPS unless set", () => {
    expect(settingsOf({})).to.deep.include({ http: "serve", https: true });
    accepts([[{ http: "redirect" }], [{ http: "off" }], [{ https: false }]]);
  });

  it("are at least one, and a redirect has a target", () => {
    allowsOnly("serve with https: false", [
      [
        { http: "off", https: false },
        "http: off leaves no listener with https: false; set https to true, or http to serve",
      ],
      [{ http: "redirect", https: false }, "http: redirect needs https: true; set https to true, or http to serve"],
      [{ http: "redirct" }, "http: redirct is not valid; allowed: serve, redirect or off; did you mean redirect?"],
    ]);
  });
});

describe("A self-signed certificate", () => {
  it("is the tutorial's, named after service and stage, unless set", () => {
    expect(settingsOf({}).certificate).to.deep.equal({
      commonName: "shop-stg",
      dnsNames: [],
      validityDays: 3650,
      earlyRenewalDays: 0,
      generation: 1,
    });
  });

  it("takes each part by itself", () => {
    const certificate = {
      commonName: "Shop",
      dnsNames: ["shop.example.com", "*.example.com"],
      validityDays: 90,
      earlyRenewalDays: 30,
    };
    expect(settingsOf({ certificate }).certificate).to.deep.equal({ ...certificate, generation: 1 });
    accepts([[{ https: false, certificate }]]);
  });

  it("is renewed early by fewer days than it is valid for", () => {
    const allowed = "a whole number from 0, less than validityDays";
    accepts([
      [{ certificate: { validityDays: 90, earlyRenewalDays: 89 } }],
      [{ certificate: { earlyRenewalDays: 0 } }],
    ]);
    allowsOnly(allowed, [
      [{ certificate: { validityDays: 90, earlyRenewalDays: 90 } }, "certificate.earlyRenewalDays: 90 is too large"],
      [{ certificate: { earlyRenewalDays: -1 } }, "certificate.earlyRenewalDays: -1 is too small"],
    ]);
  });

  it("is valid for a day to ten years", () => {
    const allowed = "a whole number from 1 to 3650";
    accepts([[{ certificate: { validityDays: 1 } }]]);
    allowsOnly(allowed, [
      [{ certificate: { validityDays: 0 } }, "certificate.validityDays: 0 is too small"],
      [{ certificate: { validityDays: -5 } }, "certificate.validityDays: -5 is too small"],
      [{ certificate: { validityDays: 3651 } }, "certificate.validityDays: 3651 is too large"],
      [
        { certificate: { generation: 0 } },
        "certificate.generation: 0 is too small; allowed: a whole number, 1 or more",
      ],
    ]);
  });

  it("has a common name that X.509 takes", () => {
    const allowed = "1 to 64 printable ASCII characters";
    accepts([[{ certificate: { commonName: "x".repeat(64) } }]]);
    allowsOnly(allowed, [
      [{ certificate: { commonName: "店" } }, `certificate.commonName: "店" has characters outside printable ASCII`],
      [{ certificate: { commonName: "x".repeat(65) } }, `certificate.commonName: ${"x".repeat(60)}… has 65 characters`],
      [{ certificate: { commonName: "" } }, "certificate.commonName: is empty"],
    ]);
  });

  it("is valid for host names, each once", () => {
    const allowed = "a list of host names such as www.example.com or *.example.com, each once";
    for (const name of [
      "a b",
      "-a.example",
      "a..b",
      "https://a.example",
      "a.*.example",
      "10.0.0.1",
      "a_b.example",
      "a".repeat(64),
    ]) {
      expect(issuesOf({ certificate: { dnsNames: [name] } })[0], name).to.contain("is not a host name");
    }
    allowsOnly(allowed, [
      [{ certificate: { dnsNames: "a.example" } }, "certificate.dnsNames: a.example is not a list"],
      [
        { certificate: { dnsNames: ["a.example", "A.example"] } },
        "certificate.dnsNames[1]: A.example repeats certificate.dnsNames[0]",
      ],
    ]);
  });
});

describe("An existing certificate", () => {
  it("is one of IAM, or one of ACM in the region, of the region's partition", () => {
    for (const arn of [iam, acm]) expect(settingsOf({ certificate: { arn } }).certificate).to.deep.equal({ arn });
    allowsOnly(ARN, [
      [
        { certificate: { arn: acm.replace("ap-northeast-1", "us-east-1") } },
        `certificate.arn: ${acm.replace("ap-northeast-1", "us-east-1").slice(0, 60)}… is not in ap-northeast-1`,
      ],
      [
        { certificate: { arn: iam.replace("aws", "aws-cn") } },
        `certificate.arn: ${iam.replace("aws", "aws-cn")} belongs to another partition than ap-northeast-1`,
      ],
    ]);
  });

  it("is named by an ARN and nothing else", () => {
    const wrong = [
      "shop",
      "arn:aws:s3:::bucket",
      "arn:aws:iam::123456789012:role/web",
      "arn:aws:iam:ap-northeast-1:123456789012:server-certificate/web",
      "arn:aws:acm::123456789012:certificate/x",
      "arn:aws:iam::1234:server-certificate/web",
    ];
    for (const arn of wrong) {
      allowsOnly(ARN, [
        [
          { certificate: { arn } },
          `certificate.arn: ${arn.slice(0, 60)}${arn.length > 60 ? "…" : ""} is not the ARN of a certificate`,
        ],
      ]);
    }
    rejects([
      [
        { certificate: { arn: iam, commonName: "shop" } },
        "certificate: has arn and commonName; allowed: arn alone, or the settings of a self-signed certificate; remove one or the other",
      ],
      [
        { certificate: { anr: iam } },
        "certificate: anr is not a known name; allowed: commonName, dnsNames, validityDays, earlyRenewalDays, generation or arn; did you mean arn?",
      ],
    ]);
  });
});
