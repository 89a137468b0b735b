import { accepts, issuesOf, rejects, settingsOf, type Values } from "../support";

const ZONE = "Z0123456789ABCDEFGHIJ";
const NAMES =
  "a list of 1 to 10 host names such as example.com, www.example.com or *.example.com, in lower case; the first has at " +
  "most 64 characters and no *";

const named = (...names: readonly unknown[]): Values => ({ domain: { names, hostedZoneId: ZONE } });

function rejectsNames(rows: readonly (readonly [names: readonly unknown[], line: string, hint?: string])[]): void {
  rejects(
    rows.map(([names, line, hint]) => [
      named(...names),
      `domain.names${line}; allowed: ${NAMES}${hint === undefined ? "" : `; ${hint}`}`,
    ]),
  );
}

describe("The domain", () => {
  it("is none unless set", () => {
    expect(settingsOf({})).to.not.have.property("domain");
  });

  it("has names and the hosted zone that they are in", () => {
    expect(settingsOf(named("example.com", "www.example.com")).domain).to.deep.equal({
      names: ["example.com", "www.example.com"],
      hostedZoneId: ZONE,
    });
    const label = "a".repeat(52);
    accepts([[named(`${label}.example.com`)], [named("example.com", "*.example.com", `x.${label}.example.com`)]]);
  });

  it("needs both", () => {
    rejects([
      [{ domain: { hostedZoneId: ZONE } }, `domain.names: is missing; allowed: ${NAMES}`],
      [
        { domain: { names: ["example.com"] } },
        "domain.hostedZoneId: is missing; allowed: the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ",
      ],
      [
        { domain: { names: ["example.com"], hostedZoneId: "/hostedzone/Z0123456789" } },
        "domain.hostedZoneId: /hostedzone/Z0123456789 is not the ID of a hosted zone; " +
          "allowed: the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ",
      ],
    ]);
  });

  it("has names that ACM and Route 53 take", () => {
    const label = "a".repeat(53);
    rejectsNames([
      [[], ": is an empty list"],
      [Array.from({ length: 11 }, (_, index) => `n${index}.example.com`), ": has 11 names"],
      [["Example.com"], "[0]: Example.com has capital letters", "did you mean example.com?"],
      [["https://example.com/"], "[0]: https://example.com/ is not a host name"],
      [["HTTPS://Example.com/"], "[0]: HTTPS://Example.com/ is not a host name"],
      [["example.com."], "[0]: example.com. ends with a dot", "did you mean example.com?"],
      [["A.example.com."], "[0]: A.example.com. ends with a dot", "did you mean a.example.com?"],
      [["localhost"], "[0]: localhost is not a full domain name"],
      [["*.example.com"], "[0]: *.example.com is a wildcard, which is no URL: put another name first"],
      [[`${label}.example.com`], `[0]: ${label}.exampl… has 65 characters: put a shorter name first`],
      [["example.com", "example.com"], "[1]: example.com repeats domain.names[0]"],
    ]);
  });

  it("needs HTTPS, and replaces the settings of another certificate", () => {
    rejects([
      [
        { ...named("example.com"), https: false },
        `domain: {"names":["example.com"],"hostedZoneId":"Z0123456789ABCDEFGH… needs https: true; allowed: a domain with https: true; ` +
          "set https to true, or remove domain",
      ],
      [
        { ...named("example.com"), certificate: { generation: 2 } },
        "domain: cannot be used with certificate; allowed: domain or certificate; " +
          "remove one: pulumi config rm minimal-secure-web:certificate",
      ],
    ]);
    expect(issuesOf(named("example.com"), { secret: ["domain"] })[0]).to.match(/^domain: is stored as a secret/);
  });
});

describe("HTTP Strict Transport Security", () => {
  const acm = "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

  it("is off unless set, and needs a redirect and a certificate that browsers trust", () => {
    expect(settingsOf({}).hsts).to.equal(false);
    accepts([
      [{ ...named("example.com"), http: "redirect", hsts: true }],
      [{ certificate: { arn: acm }, http: "redirect", hsts: true }],
    ]);
    rejects([
      [
        { certificate: { arn: acm }, hsts: true },
        "hsts: true needs http: redirect; allowed: true with http: redirect, or false; set http to redirect",
      ],
      [
        { http: "redirect", hsts: true },
        "hsts: true would lock visitors out, because browsers do not trust the self-signed certificate; " +
          "allowed: true with domain or certificate.arn, or false; set domain or certificate.arn",
      ],
    ]);
  });
});
