import { expect } from "chai";
import fc from "fast-check";

import { redact, redacted } from "../../../../tools/local/redact";
import { privateKey } from "./support";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("the redaction of secrets", () => {
  const names = `
    PrivateKey Password MasterUserPassword SecretString SecretBinary SecretAccessKey SessionToken
    SecurityToken WebIdentityToken Authorization keyMaterial X-Amz-Security-Token X-Amz-Signature
    X-Amz-Credential LoginProfile.Password Credentials.SessionToken
  `;
  for (const name of names.trim().split(/\s+/)) {
    it(`replaces the value of ${name}`, () => {
      expect(redact({ [name]: "open sesame" })).to.deep.equal({ [name]: redacted });
    });
  }

  for (const name of ["ClientToken", "NextToken", "SecretId", "KeyName", "PublicKeyMaterial", "HttpTokens", "Path"]) {
    it(`keeps the value of ${name}`, () => {
      expect(redact({ [name]: "open sesame" })).to.deep.equal({ [name]: "open sesame" });
    });
  }

  it("replaces the value of a SecureString parameter, not that of a plain one", () => {
    const parameter = { Name: "p", Value: "v" };
    expect(redact({ ...parameter, Type: "SecureString" })).to.deep.equal({
      ...{ Name: "p", Value: redacted },
      Type: "SecureString",
    });
    expect(redact({ ...parameter, Type: "String" })).to.deep.equal({ ...parameter, Type: "String" });
  });

  for (const kind of ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "]) {
    it(`replaces a "${kind}" private key inside a text, and keeps the rest`, () => {
      expect(redact(`before\n${privateKey(kind)}after`)).to.equal(`before\n${redacted}\nafter`);
    });
  }

  it("replaces a truncated private key", () => {
    expect(redact(privateKey().slice(0, 60))).to.equal(redacted);
  });

  it("replaces user data that contains a key or a password, plain or encoded", () => {
    expect(redact({ UserData: base64(`#!/bin/sh\ncat > key <<X\n${privateKey()}X\n`) })).to.deep.equal({
      UserData: redacted,
    });
    expect(redact({ UserData: base64("export AWS_SECRET_ACCESS_KEY=abc\n") })).to.deep.equal({ UserData: redacted });
    expect(redact({ UserData: base64(base64(privateKey())) })).to.deep.equal({ UserData: redacted });
  });

  it("keeps other user data", () => {
    const script = base64("#!/bin/bash\nset -euo pipefail\ndnf -y install httpd\npoweroff\n");
    expect(redact({ UserData: script })).to.deep.equal({ UserData: script });
  });

  it("keeps a certificate", () => {
    const certificate = "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n";
    expect(redact({ CertificateBody: certificate })).to.deep.equal({ CertificateBody: certificate });
  });

  it("replaces a password inside a JSON document in a text", () => {
    const document = JSON.stringify({ user: "u", dbPassword: 'a "b" c', role: "r" });
    expect(redact({ Document: document })).to.deep.equal({
      Document: `{"user":"u","dbPassword":${redacted},"role":"r"}`,
    });
  });

  it("replaces a private key at any position and in any encoding", () => {
    const secret = privateKey();
    const body = secret.split("\n")[1]!;
    const pack = fc.constantFrom(
      (text: string) => text,
      base64,
      encodeURIComponent,
      (text: string) => JSON.stringify({ text }),
      (text: string) => base64(encodeURIComponent(text)),
    );
    const holder = fc.constantFrom(
      (text: string) => text,
      (text: string) => [text],
      (text: string) => ({ a: { "B.1.C": [text] } }),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), pack, holder, (before, after, packing, holding) => {
        const shown = JSON.stringify(redact(holding(packing(`${before}${secret}${after}`))));
        expect(shown).to.not.contain(body);
        expect(shown).to.not.contain(base64(body).slice(4, 40));
      }),
    );
  });

  it("keeps every other value", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("A", "B.1", "Tag"), fc.oneof(fc.nat(), fc.boolean(), fc.uuid())),
        (value) => {
          expect(redact(value)).to.deep.equal(value);
        },
      ),
    );
  });
});
