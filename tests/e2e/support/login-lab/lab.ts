import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { Lab, NODE } from "../lab";

/** The machines of a stage that people log in to. */
export type SshHost = "bastion" | "web" | "nat";

/** A host of the network: `admin` is in `adminCidrs`, the stranger is not; `fabric` is what joins them. */
export type Host = SshHost | "admin" | "stranger" | "fabric";

/** Addresses by the variable that holds each in `login-lab.sh`. */
export type Addresses = Readonly<Record<"ADMIN" | "STRANGER" | "BASTION" | "BASTION_PUBLIC" | "WEB" | "NAT", string>>;

/** A stage's machines with real SSH servers, and people who want to get in. */
export class LoginLab extends Lab<Host> {
  constructor(private readonly addresses: Addresses) {
    super(path.join(__dirname, "login-lab.sh"), addresses);
  }

  /** Starts an SSH server that lets in the owner of a public key. */
  async startSshd(host: SshHost, publicKey: string): Promise<void> {
    const address = { bastion: this.addresses.BASTION, web: this.addresses.WEB, nat: this.addresses.NAT }[host];
    await this.callScript("start_sshd", [host, address], `${publicKey}\n`);
  }

  /** What the machine's first start has left on its console. */
  console(host: SshHost): string {
    const key = fs.readFileSync(this.file(`/run/machines/${host}/host_key.pub`), "utf8");
    return [
      "[   12.345678] cloud-init[1234]: Generating public/private ed25519 key pair.",
      "-----BEGIN SSH HOST KEY KEYS-----",
      key.trim(),
      "-----END SSH HOST KEY KEYS-----",
      "",
    ].join("\r\n");
  }

  /** Has a machine show another host key from now on. */
  async changeHostKey(host: SshHost): Promise<void> {
    await this.callScript("change_host_key", [host]);
  }

  /** Puts a packet filter around a host. */
  async guard(host: SshHost, firewall: string): Promise<void> {
    const file = `/run/${host}.nft`;
    fs.writeFileSync(this.file(file), firewall);
    await this.must(host, "nft", "--file", file);
  }

  /** How many packets have come to a host that its packet filter let nobody in with. */
  async refused(host: SshHost): Promise<number> {
    const listed = await this.must(host, "nft", "list", "chain", "ip", "machine", "arriving");
    return Number(/counter packets (\d+)/.exec(listed)?.[1]);
  }

  /** Makes a socket of the file system a port of the admin's own machine. */
  async relay(port: number, socketPath: string): Promise<void> {
    await this.serve("admin", ...NODE, path.join(__dirname, "relay.ts"), String(port), socketPath);
  }

  /** Runs a command of the project as somebody at a host would. */
  command(
    host: "admin" | "stranger",
    folder: string,
    environment: NodeJS.ProcessEnv,
    command: readonly string[],
  ): ChildProcess {
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value ?? ""}`);
    return this.enter(["env", "--ignore-environment", `--chdir=${folder}`, ...variables, ...command], host);
  }
}
