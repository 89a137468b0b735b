import { expect } from "chai";

import { readSshCommand, readTunnelCommand } from "../../../../tools/login/command-line";

const login = (target: string, more: object = {}) => ({
  kind: "login",
  stageName: "stg",
  target,
  command: [],
  ...more,
});

describe("The command line of npm run ssh and npm run tunnel", () => {
  const good: readonly (readonly [string, typeof readSshCommand, object])[] = [
    ["stg web", readSshCommand, login("web")],
    ["stg bastion", readSshCommand, login("bastion")],
    ["stg nat", readSshCommand, login("nat")],
    ["stg i-0123abc", readSshCommand, login("i-0123abc")],
    ["stg web -- uptime -p", readSshCommand, login("web", { command: ["uptime", "-p"] })],
    ["stg web -- ls --help -- x", readSshCommand, login("web", { command: ["ls", "--help", "--", "x"] })],
    [`-i ${__filename} stg web`, readSshCommand, login("web", { identityFile: __filename })],
    ["--help", readSshCommand, { kind: "help" }],
    ["stg", readTunnelCommand, login("web")],
    ["stg i-0123abc", readTunnelCommand, login("i-0123abc")],
    [`stg -i ${__filename}`, readTunnelCommand, login("web", { identityFile: __filename })],
    ["-h", readTunnelCommand, { kind: "help" }],
  ];
  for (const [words, read, command] of good) {
    it(`understands "${words.replace(__filename, "FILE")}" of ${read === readSshCommand ? "ssh" : "tunnel"}`, () => {
      expect(read(words.split(" "))).to.deep.equal(command);
    });
  }

  const ssh = "; see npm run ssh -- --help";
  const tunnel = "; see npm run tunnel -- --help";
  const bad: readonly (readonly [string, typeof readSshCommand, string])[] = [
    ["stg", readSshCommand, `say which stage and which machine${ssh}`],
    ["stg wbe", readSshCommand, `there is no machine "wbe" (did you mean web?)${ssh}`],
    ["stg 10.0.1.10", readSshCommand, `there is no machine "10.0.1.10"${ssh}`],
    ["stg web uptime", readSshCommand, `a command to run there stands behind --: -- uptime${ssh}`],
    ["stg web --key x", readSshCommand, `unknown option '--key'${ssh}`],
    ["stg web -i nowhere.key", readSshCommand, `there is no file nowhere.key${ssh}`],
    ["", readTunnelCommand, `say which stage${tunnel}`],
    ["stg bastion", readTunnelCommand, `it leads to web servers only, not to bastion${tunnel}`],
    ["stg web more", readTunnelCommand, `what is more?${tunnel}`],
  ];
  for (const [words, read, message] of bad) {
    it(`refuses "${words}" of ${read === readSshCommand ? "ssh" : "tunnel"} in one sentence, with status 2`, () => {
      const args = words.split(" ").filter((word) => word !== "");
      expect(() => read(args))
        .to.throw(message)
        .that.includes({ message, exitStatus: 2 });
    });
  }
});
