import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { Lab, NODE } from "../lab";

/** The instances of a stage that users log in to. */
export type SshHost = "bastion" | "web" | "nat";

/** The hosts with a security group. */
export type FirewalledHost = SshHost | "balancer";

/** A host of the network: `admin` is in `adminCidrs`, `stranger` is not; `fabric` connects them. */
export type Host = FirewalledHost | "admin" | "stranger" | "internet" | "fabric";

/** Addresses by the variable of each in `stage-lab.sh`. */
export type Addresses = Readonly<
  Record<
    | "ADMIN"
    | "STRANGER"
    | "INTERNET"
    | "BASTION"
    | "BASTION_PUBLIC"
    | "WEB"
    | "NAT"
    | "NAT_PUBLIC"
    | "LOAD_BALANCER"
    | "LOAD_BALANCER_PUBLIC",
    string
  >
>;

/** A stage's instances with real SSH servers and a real site, and hosts that connect to them. */
export class StageLab extends Lab<Host> {
  constructor(private readonly addresses: Addresses) {
    super(path.join(__dirname, "stage-lab.sh"), addresses);
  }

  /** Starts an SSH server that accepts a public key. */
  async startSshd(host: SshHost, publicKey: string): Promise<void> {
    const address = { bastion: this.addresses.BASTION, web: this.addresses.WEB, nat: this.addresses.NAT }[host];
    await this.callScript("start_sshd", [host, address], `${publicKey}\n`);
  }

  /** The console output of an instance's first boot. */
  console(host: SshHost): string {
    const key = fs.readFileSync(this.file(`/run/instances/${host}/host_key.pub`), "utf8");
    return [
      "[   12.345678] cloud-init[1234]: Generating public/private ed25519 key pair.",
      "-----BEGIN SSH HOST KEY KEYS-----",
      key.trim(),
      "-----END SSH HOST KEY KEYS-----",
      "",
    ].join("\r\n");
  }

  /** Gives an instance another host key. */
  async changeHostKey(host: SshHost): Promise<void> {
    await this.callScript("change_host_key", [host]);
  }

  /** Loads a packet filter on a host. */
  async setFirewall(host: FirewalledHost, firewall: string): Promise<void> {
    const file = `/run/${host}.nft`;
    fs.writeFileSync(this.file(file), firewall);
    await this.must(host, "nft", "--file", file);
  }

  /** The number of packets that a host's packet filter has dropped. */
  async droppedPackets(host: FirewalledHost): Promise<number> {
    const listed = await this.must(host, "nft", "list", "chain", "ip", "security_group", "arriving");
    return Number(/counter packets (\d+)/.exec(listed)?.[1]);
  }

  /** Forwards a port of the admin's host to a Unix socket. */
  async forward(port: number, socketPath: string): Promise<void> {
    await this.serve("admin", ...NODE, path.join(__dirname, "forwarder.ts"), String(port), socketPath);
  }

  /** Starts web servers on a host. */
  async startSite(host: Host, ...servers: readonly SiteServer[]): Promise<void> {
    await this.serve(host, ...NODE, path.join(__dirname, "site.ts"), JSON.stringify(servers));
  }

  /** Adds a DNS name for all hosts. */
  async nameAddress(name: string, address: string): Promise<void> {
    await this.callScript("name_address", [name, address]);
  }

  /** Adds an address to a host. */
  async addAddress(host: Host, address: string): Promise<void> {
    await this.callScript("add_address", [host, address]);
  }

  /** Adds a trusted certificate for all hosts. */
  async trust(certificate: string): Promise<void> {
    await this.callScript("trust", [], certificate);
  }

  /** Runs a command of the project on a host. */
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

/** A web server: an argument of `site.ts`. */
export interface SiteServer {
  readonly port: number;
  /** Key and certificate as PEM; absent: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** `page` returns `hello!`, `ip` the client's address; `balancer` forwards to port 80 of a web server. */
  readonly response:
    { readonly kind: "page" } | { readonly kind: "ip" } | { readonly kind: "balancer"; readonly to: string };
}
