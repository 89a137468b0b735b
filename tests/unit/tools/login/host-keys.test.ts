import { expect } from "chai";

import { hostKeysIn } from "../../../../tools/login/host-keys";

const ED25519 = `ssh-ed25519 ${"A".repeat(68)}`;
const ECDSA = `ecdsa-sha2-nistp256 ${"B".repeat(139)}=`;

describe("The host keys on an instance's console", () => {
  it("are those between cloud-init's own lines, without comments", () => {
    const console = `[  1.0] boot\r\n-----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n256 SHA256:abc root@ip (ED25519)\r
-----END SSH HOST KEY FINGERPRINTS-----\r\n-----BEGIN SSH HOST KEY KEYS-----\r\n${ECDSA} root@ip-10-0-1-10\r\n${ED25519} root@ip\r
-----END SSH HOST KEY KEYS-----\r\n[  9.0] login:`;
    expect(hostKeysIn(console)).to.deep.equal([ECDSA, ED25519]);
  });

  it("are none when the console is empty, half written, or says keys elsewhere", () => {
    for (const console of ["", `-----BEGIN SSH HOST KEY KEYS-----\n${ED25519}\n`, `${ED25519} user`]) {
      expect(hostKeysIn(console)).to.deep.equal([]);
    }
  });

  it("are none when what stands there is no key", () => {
    const console =
      "-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 short\nssh-dss AAAA\n-----END SSH HOST KEY KEYS-----";
    expect(hostKeysIn(console)).to.deep.equal([]);
  });
});
