import { expect } from "chai";

import { readSshCommand, readTunnelCommand } from "../../../../tools/login/command-line";

const login = (target: string, more: object = {}) => ({ stageName: "stg", target, command: [], ...more });

describe("The command line of npm run ssh and npm run tunnel", () => {
  const good: readonly (readonly [string, typeof readSshCommand, object])[] = [
    ["stg web", readSshCommand, login("web")],
    ["stg bastion", readSshCommand, login("bastion")],
    ["stg nat", readSshCommand, login("nat")],
    ["stg i-0123abc", readSshCommand, login("i-0123abc")],
    ["stg web -- uptime -p", readSshCommand, login("web", { command: ["uptime", "-p"] })],
    ["stg web -- ls --help -- x", readSshCommand, login("web", { command: ["ls", "--help", "--", "x"] })],
    [`-i ${__filename} stg web`, readSshCommand, login("web", { identityFile: __filename })],
    ["stg web --aws", readSshCommand, login("web", { aws: true })],
    ["stg", readTunnelCommand, login("web")],
    ["stg --aws", readTunnelCommand, login("web", { aws: true })],
    ["stg i-0123abc", readTunnelCommand, login("i-0123abc")],
    [`stg -i ${__filename}`, readTunnelCommand, login("web", { identityFile: __filename })],
  ];
  for (const [words, read, command] of good) {
    it(`understands "${words.replace(__filename, "FILE")}" of ${read === readSshCommand ? "ssh" : "tunnel"}`, () => {
      expect(read(words.split(" "))).to.deep.equal(command);
    });
  }

  const ssh = "; see npm run ssh -- --help";
  const tunnel = "; see npm run tunnel -- --help";
  const bad: readonly (readonly [string, typeof readSshCommand, string])[] = [
    ["stg", readSshCommand, `missing required argument 'target'${ssh}`],
    [
      "stg wbe",
      readSshCommand,
      `unknown target "wbe" (did you mean web?): expected web, bastion, nat or an instance ID${ssh}`,
    ],
    ["stg 10.0.1.10", readSshCommand, `unknown target "10.0.1.10": expected web, bastion, nat or an instance ID${ssh}`],
    ["stg web uptime", readSshCommand, `put -- before the command: -- uptime${ssh}`],
    ["stg web --key x", readSshCommand, `unknown option '--key'${ssh}`],
    [
      "stg web -i nowhere.key",
      readSshCommand,
      `option '-i, --identity <file>' argument 'nowhere.key' is invalid. There is no such file${ssh}`,
    ],
    ["", readTunnelCommand, `missing required argument 'stage'${tunnel}`],
    ["stg bastion", readTunnelCommand, `a tunnel leads to web servers only, not to bastion${tunnel}`],
    ["stg web more", readTunnelCommand, `too many arguments. Expected 2 arguments but got 3${tunnel}`],
  ];
  for (const [words, read, message] of bad) {
    it(`rejects "${words}" of ${read === readSshCommand ? "ssh" : "tunnel"} with status 2`, () => {
      const args = words.split(" ").filter((word) => word !== "");
      expect(() => read(args))
        .to.throw(message)
        .that.includes({ message, exitStatus: 2 });
    });
  }

  it("shows its help", () => {
    expect(readSshCommand(["--help"]))
      .to.have.property("help")
      .that.contains("npm run ssh -- stg web -- uptime");
    expect(readTunnelCommand(["-h"]))
      .to.have.property("help")
      .that.contains("-i, --identity <file>");
  });
});
