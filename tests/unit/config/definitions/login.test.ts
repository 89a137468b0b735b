import { allowsOnly, accepts, ed25519, issuesOf, publicKey, rejects, rsa, settingsOf } from "../support";

const ADMINS = "a list of IPv4 ranges, public ones /24 or smaller";
const KEY = "an OpenSSH public key, ssh-ed25519 or ssh-rsa of 2048 bits or more";
const KEY_HINT = "use the content of the .pub file, which ssh-keygen -t ed25519 creates";

const admins = (...adminCidrs: unknown[]): Record<string, unknown> => ({ bastion: true, adminCidrs });

describe("The bastion", () => {
  it("needs admin ranges", () => {
    const line =
      "bastion: true needs adminCidrs, which is empty; allowed: true with adminCidrs, or false; set adminCidrs to the addresses that you log in from";
    rejects([
      [{ bastion: true }, line],
      [{ bastion: true, adminCidrs: [] }, line],
    ]);
    accepts([[admins("203.0.113.5/32")], [{ adminCidrs: ["203.0.113.5/32"] }]]);
  });

  it("runs a whole number of hours, up to a year, or without a limit", () => {
    const allowed = "a whole number from 0 to 8760";
    accepts([[{ bastionHours: 0 }], [{ bastionHours: 8760 }]]);
    allowsOnly(allowed, [
      [{ bastionHours: -1 }, "bastionHours: -1 is too small"],
      [{ bastionHours: 8761 }, "bastionHours: 8761 is too large"],
      [{ bastionHours: 1.5 }, "bastionHours: 1.5 is not a whole number"],
      [{ bastionHours: "eight" }, "bastionHours: eight is not a number"],
      [{ bastionHours: "1.2.3" }, "bastionHours: 1.2.3 is not a number"],
    ]);
  });

  it("is true or false and nothing else", () => {
    allowsOnly("true or false", [
      [{ bastion: "yes" }, "bastion: yes is not valid"],
      [{ bastion: "ture" }, "bastion: ture is not valid; did you mean true?"],
      [{ bastion: "True" }, "bastion: True is not valid; did you mean true?"],
      [{ bastion: "1" }, "bastion: 1 is not valid"],
    ]);
  });
});

describe("Admin ranges", () => {
  it("are small public ranges or private ones of any size", () => {
    accepts([
      [admins("203.0.113.5/32", "198.51.100.0/24", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")],
    ]);
    for (const range of ["203.0.112.0/23", "0.0.0.0/1", "8.0.0.0/8", "10.0.0.0/7", "172.0.0.0/8", "100.0.0.0/8"]) {
      allowsOnly(ADMINS, [
        [
          admins(range),
          `adminCidrs[0]: ${range} is a public range wider than /24; list the addresses that you log in from`,
        ],
      ]);
    }
  });

  it("are never the internet, in any stage, nor its two halves", () => {
    for (const values of [{}, { protect: true }]) {
      allowsOnly(ADMINS, [
        [
          { ...values, ...admins("0.0.0.0/0") },
          "adminCidrs[0]: 0.0.0.0/0 opens SSH to the internet; list the addresses that you log in from",
        ],
      ]);
    }
    expect(issuesOf(admins("0.0.0.0/1", "128.0.0.0/1"))).to.have.length(2);
  });

  it("are IPv4 ranges without host bits, each once", () => {
    allowsOnly(ADMINS, [
      [admins("203.0.113.5"), "adminCidrs[0]: 203.0.113.5 is an address, not a range; did you mean 203.0.113.5/32?"],
      [admins("2001:db8::/32"), "adminCidrs[0]: 2001:db8::/32 is IPv6, and the VPC has none"],
      [admins("203.0.113.5/24"), "adminCidrs[0]: 203.0.113.5/24 has host bits set; did you mean 203.0.113.0/24?"],
      [admins("203.0.113.300/32"), "adminCidrs[0]: 203.0.113.300/32 is not an IPv4 range"],
      [admins(""), `adminCidrs[0]: "" is not an IPv4 range`],
      [admins(5), "adminCidrs[0]: 5 is not text; put it in quotes"],
      [
        admins("203.0.113.5/32", "203.0.113.5/32"),
        "adminCidrs[1]: 203.0.113.5/32 repeats adminCidrs[0]; list each range once",
      ],
      [
        { bastion: true, adminCidrs: "203.0.113.5/32" },
        "adminCidrs: 203.0.113.5/32 is plain text, not an object or a list; write it as YAML in the stage file, or use pulumi config set --path",
      ],
      [{ bastion: true, adminCidrs: { me: "203.0.113.5/32" } }, `adminCidrs: {"me":"203.0.113.5/32"} is not a list`],
    ]);
  });
});

describe("Session Manager", () => {
  it("replaces the bastion and keys", () => {
    accepts([[{ access: "ssm" }]]);
    rejects([
      [
        { access: "ssm", ...admins("203.0.113.5/32") },
        "bastion: true cannot be used with access: ssm; allowed: false with access: ssm; set bastion to false, or access to ssh",
      ],
      [
        { access: "ssm", sshPublicKey: ed25519 },
        "sshPublicKey: has no effect with access: ssm; allowed: a key with access: ssh; remove it: pulumi config rm minimal-secure-web:sshPublicKey",
      ],
      [{ access: "shh" }, "access: shh is not valid; allowed: ssh or ssm; did you mean ssh?"],
    ]);
  });

  it("needs a NAT", () => {
    rejects([
      [
        { access: "ssm", nat: "none" },
        "access: ssm does not work with nat: none, because instances reach Session Manager through the NAT; allowed: ssh, or ssm with nat: instance or gateway; set nat to instance or gateway",
      ],
    ]);
  });
});

describe("The SSH public key", () => {
  it("is ED25519, or RSA of 2048 bits or more, with or without a comment", () => {
    for (const key of [ed25519, `${ed25519} me@example.com`, `${ed25519}\n`, rsa(2048), rsa(4096)]) {
      expect(settingsOf({ sshPublicKey: key }).sshPublicKey).to.equal(key.trim());
    }
  });

  it("is rejected when it is short, damaged, or of a kind that EC2 does not import", () => {
    const rows: [string, string][] = [
      [rsa(1024), "is an RSA key of 1024 bits"],
      [publicKey("ssh-ed25519", Buffer.alloc(31)), "is a damaged ED25519 key"],
      [publicKey("ssh-rsa", Buffer.alloc(3)), "is a damaged RSA key"],
      [ed25519.slice(0, -8), "is not an OpenSSH public key: its body is not of type ssh-ed25519"],
      [ed25519.replace("ssh-ed25519", "ssh-rsa"), "is not an OpenSSH public key: its body is not of type ssh-rsa"],
      ["ssh-ed25519 not*base64", "is not an OpenSSH public key: what follows the type is not base64"],
      ["ssh-ed25519", "is not an OpenSSH public key: what follows the type is not base64"],
      ["~/.ssh/id_ed25519.pub", "is not an OpenSSH public key"],
      [
        publicKey("ecdsa-sha2-nistp256", Buffer.alloc(65)),
        "is a key of type ecdsa-sha2-nistp256, which EC2 cannot import",
      ],
      [`${ed25519}\n${ed25519}`, "has more than one line"],
      [`${ed25519} café`, "has characters outside ASCII"],
    ];
    for (const [sshPublicKey, message] of rows) {
      const [line = ""] = issuesOf({ sshPublicKey });
      expect(line).to.match(/^sshPublicKey: /);
      expect(line.endsWith(` ${message}; allowed: ${KEY}; ${KEY_HINT}`), line).to.equal(true);
    }
  });

  it("is never a private key, which is not shown", () => {
    const header = "-----BEGIN OPENSSH PRIVATE KEY-----";
    allowsOnly(KEY, [
      [
        { sshPublicKey: `${header}\nb3BlbnNzaC1rZXk=\n` },
        `sshPublicKey: [secret] is a private key, which must never be here; ${KEY_HINT}`,
      ],
      [
        { sshPublicKey: "PuTTY-User-Key-File-3: ssh-ed25519" },
        `sshPublicKey: [secret] is a private key, which must never be here; ${KEY_HINT}`,
      ],
    ]);
    expect(issuesOf({ nat: `${header}\nb3BlbnNzaC1rZXk=` })[0]).not.to.contain("b3Blbn");
  });
});
