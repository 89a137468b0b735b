import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { userDataFrom } from "../../../lib/user-data";
import { temporaryFolder } from "../../support/temporary-folder";

const ROOT = join(__dirname, "..", "..", "..");

describe("The NAT instance's script", () => {
  const COMMANDS = ["dd", "dnf", "mkswap", "sleep", "swapon", "systemctl", "systemd-sysctl"];
  const INSTALL = "dnf --assumeyes --quiet --setopt=timeout=5 --setopt=retries=3 install nftables";
  const SET_UP = [
    "systemctl enable --quiet nftables",
    "systemctl restart nftables",
    "systemd-sysctl /etc/sysctl.d/90-minimal-secure-web.conf",
  ];
  const folder = temporaryFolder();

  beforeEach(() => {
    const folders = ["bin", "dev", "proc", "etc/sysconfig", "etc/sysctl.d", "etc/modules-load.d"];
    for (const path of folders) mkdirSync(join(folder(), path), { recursive: true });
    for (const command of COMMANDS) fake(command, "exit 0");
    writeFileSync(join(folder(), "proc/swaps"), "Filename Type Size Used Priority\n");
  });

  /** Fakes a command: it logs its arguments, then runs a script. */
  function fake(command: string, body: string): void {
    const note = `echo "${command} $*" >>"${folder()}/calls"`;
    writeFileSync(join(folder(), "bin", command), `#!/bin/bash\n${note}\n${body}\n`, { mode: 0o755 });
  }

  function file(path: string): string {
    return readFileSync(join(folder(), path), "utf8");
  }

  /** Runs the script with this memory and files in the folder(), `started` seconds after its start. */
  function run(kibibytes: number, started = 0): { status: number | null; calls: string[]; console: string } {
    for (const path of ["calls", "dev/console"]) writeFileSync(join(folder(), path), "");
    writeFileSync(join(folder(), "proc/meminfo"), `MemTotal: ${kibibytes} kB\nMemFree: 1 kB\n`);
    const text = userDataFrom(join(ROOT, "network/nat/nat.sh"), { VPC_CIDR: "10.7.0.0/16" })
      .replaceAll("/usr/lib/systemd/", "")
      .replaceAll(/\/(etc|proc|dev\/console|swapfile)\b/g, `${folder()}$&`);
    const env = { PATH: `${join(folder(), "bin")}:/usr/bin:/bin` };
    const { status } = spawnSync("bash", ["-c", `SECONDS=${started}\n${text}`], { env });
    return {
      status,
      calls: file("calls").replaceAll(folder(), "").split("\n").slice(0, -1),
      console: file("dev/console"),
    };
  }

  it("loads its rules before it forwards packets, without swap if the instance has enough memory", () => {
    const { status, calls, console } = run(1_900_000);
    expect(status).to.equal(0);
    expect(calls).to.deep.equal([INSTALL, ...SET_UP]);
    expect(console).to.equal("minimal-secure-web: NAT is ready\n");
    expect(existsSync(join(folder(), "swapfile"))).to.be.false;
  });

  it("creates swap once before it installs packages on the smallest instance, for each boot", () => {
    const swap = ["dd if=/dev/zero of=/swapfile bs=1M count=1024 status=none", "mkswap /swapfile", "swapon /swapfile"];
    expect(run(460_000).calls).to.deep.equal([...swap, INSTALL, ...SET_UP]);
    expect(statSync(join(folder(), "swapfile")).mode & 0o777).to.equal(0o600);
    appendFileSync(join(folder(), "proc/swaps"), `${folder()}/swapfile file 1048572 0 -2\n`);
    expect(run(460_000).calls).to.deep.equal([INSTALL, ...SET_UP]);
    expect(file("etc/fstab")).to.equal(`${folder()}/swapfile none swap sw 0 0\n`);
  });

  it("recreates a swap file that was interrupted", () => {
    writeFileSync(join(folder(), "swapfile"), "half of it");
    expect(run(460_000).calls).to.include("swapon /swapfile");
  });

  it("waits for its packages, and gives up after 20 attempts", () => {
    fake("dnf", `[ "$(grep -c '^dnf' "${folder()}/calls")" -gt 2 ]`);
    const { status, calls, console } = run(1_900_000);
    expect(status).to.equal(0);
    expect(calls).to.deep.equal([INSTALL, "sleep 15", INSTALL, "sleep 15", INSTALL, ...SET_UP]);
    expect(console).to.match(/\(attempt 1\)\n.*\(attempt 2\)\n.*NAT is ready\n$/);
    fake("dnf", "exit 1");
    const stuck = run(1_900_000);
    expect(stuck.status).to.equal(1);
    expect(stuck.calls.filter((call) => call === INSTALL)).to.have.length(20);
    expect(stuck.console.match(/FAILED in line \d+\n/g)).to.have.length(1);
    expect(stuck.console).not.to.contain("is ready");
  });

  it("gives up after five minutes, even with fewer attempts", () => {
    fake("dnf", "exit 1");
    const { status, calls, console } = run(1_900_000, 300);
    expect(status).to.equal(1);
    expect(calls).to.deep.equal([INSTALL]);
    expect(console).to.match(/^.*\(attempt 1\)\n.*NAT FAILED in line \d+\n$/);
  });

  it("prints one failure to the console for any command that fails", () => {
    for (const command of COMMANDS.filter((name) => name !== "dnf" && name !== "sleep")) {
      fake(command, "exit 1");
      const { status, calls, console } = run(460_000);
      expect(status, command).to.equal(1);
      expect(calls.at(-1), command).to.match(new RegExp(`^${command} `));
      expect(console, command).to.match(/^minimal-secure-web: NAT FAILED in line \d+\n$/);
      fake(command, "exit 0");
    }
  });

  it("tracks as many connections as an eighth of its memory holds, at half a kilobyte each", () => {
    run(460_000);
    const settings = file("etc/sysctl.d/90-minimal-secure-web.conf");
    expect(settings).to.contain("\nnet.netfilter.nf_conntrack_max = 115000\n");
    expect(settings).to.contain("\nnet.netfilter.nf_conntrack_buckets = 115000\n");
    expect(file("etc/modules-load.d/minimal-secure-web.conf")).to.equal("nf_conntrack\n");
  });

  it("forwards only connections from the VPC to the outside, from its own address", () => {
    run(460_000);
    const rules = file("etc/sysconfig/nftables.conf");
    for (const rule of [
      "type filter hook forward priority filter; policy drop;",
      "ct state established,related accept",
      "ct state new ip saddr 10.7.0.0/16 ip daddr != 10.7.0.0/16 accept",
      "ip saddr != 10.7.0.0/16 return",
      "ip daddr 10.7.0.0/16 return",
    ]) {
      expect(rules).to.contain(`    ${rule}\n`);
    }
    expect(rules.match(/\baccept$/gm)).to.have.length(2);
  });
});
