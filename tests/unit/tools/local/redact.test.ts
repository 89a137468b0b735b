import { expect } from "chai";
import fc from "fast-check";

import { redact, redacted } from "../../../../tools/local/redact";
import { privateKey } from "./support";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("what is kept out of the record", () => {
  const names = [
    "PrivateKey",
    "Password",
    "MasterUserPassword",
    "SecretString",
    "SecretBinary",
    "SecretAccessKey",
    "SessionToken",
    "SecurityToken",
    "WebIdentityToken",
    "Authorization",
    "keyMaterial",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-Credential",
    "LoginProfile.Password",
    "Credentials.SessionToken",
  ];
  for (const name of names) {
    it(`is the value of ${name}`, () => {
      expect(redact({ [name]: "open sesame" })).to.deep.equal({ [name]: redacted });
    });
  }

  for (const name of ["ClientToken", "NextToken", "SecretId", "KeyName", "PublicKeyMaterial", "HttpTokens", "Path"]) {
    it(`is not the value of ${name}`, () => {
      expect(redact({ [name]: "open sesame" })).to.deep.equal({ [name]: "open sesame" });
    });
  }

  it("is the value of a secure parameter, not that of a plain one", () => {
    const parameter = { Name: "p", Value: "v" };
    expect(redact({ ...parameter, Type: "SecureString" })).to.deep.equal({
      ...{ Name: "p", Value: redacted },
      Type: "SecureString",
    });
    expect(redact({ ...parameter, Type: "String" })).to.deep.equal({ ...parameter, Type: "String" });
  });

  for (const kind of ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "]) {
    it(`is a private key of the kind "${kind}" inside another text, which stays`, () => {
      expect(redact(`before\n${privateKey(kind)}after`)).to.equal(`before\n${redacted}\nafter`);
    });
  }

  it("is a private key that is cut off", () => {
    expect(redact(privateKey().slice(0, 60))).to.equal(redacted);
  });

  it("is user data that holds a key or a password, plain or packed", () => {
    expect(redact({ UserData: base64(`#!/bin/sh\ncat > key <<X\n${privateKey()}X\n`) })).to.deep.equal({
      UserData: redacted,
    });
    expect(redact({ UserData: base64("export AWS_SECRET_ACCESS_KEY=abc\n") })).to.deep.equal({ UserData: redacted });
    expect(redact({ UserData: base64(base64(privateKey())) })).to.deep.equal({ UserData: redacted });
  });

  it("is not user data that holds none", () => {
    const script = base64("#!/bin/bash\nset -euo pipefail\ndnf -y install httpd\npoweroff\n");
    expect(redact({ UserData: script })).to.deep.equal({ UserData: script });
  });

  it("is not a certificate", () => {
    const certificate = "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n";
    expect(redact({ CertificateBody: certificate })).to.deep.equal({ CertificateBody: certificate });
  });

  it("is a password inside a document that is a value itself", () => {
    const document = JSON.stringify({ user: "u", dbPassword: 'a "b" c', role: "r" });
    expect(redact({ Document: document })).to.deep.equal({
      Document: `{"user":"u","dbPassword":${redacted},"role":"r"}`,
    });
  });

  it("never holds a private key, wherever in a value it stands and however it is packed", () => {
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

  it("leaves every other value as it is", () => {
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
