import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { Lab, NODE } from "../lab";

/** The machines of a stage that people log in to. */
export type SshHost = "bastion" | "web" | "nat";

/** What stands behind a security group. */
export type GuardedHost = SshHost | "balancer";

/** A host of the network: `admin` is in `adminCidrs`, the stranger is not; `fabric` is what joins them. */
export type Host = GuardedHost | "admin" | "stranger" | "internet" | "fabric";

/** Addresses by the variable that holds each in `stage-lab.sh`. */
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

/** A stage's machines with real SSH servers and a real site, and people who want to get in. */
export class StageLab extends Lab<Host> {
  constructor(private readonly addresses: Addresses) {
    super(path.join(__dirname, "stage-lab.sh"), addresses);
  }

  /** Starts an SSH server that lets in the stageName of a public key. */
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
  async guard(host: GuardedHost, firewall: string): Promise<void> {
    const file = `/run/${host}.nft`;
    fs.writeFileSync(this.file(file), firewall);
    await this.must(host, "nft", "--file", file);
  }

  /** How many packets have come to a host that its packet filter let nobody in with. */
  async refused(host: GuardedHost): Promise<number> {
    const listed = await this.must(host, "nft", "list", "chain", "ip", "machine", "arriving");
    return Number(/counter packets (\d+)/.exec(listed)?.[1]);
  }

  /** Makes a socket of the file system a port of the admin's own machine. */
  async forwarder(port: number, socketPath: string): Promise<void> {
    await this.serve("admin", ...NODE, path.join(__dirname, "forwarder.ts"), String(port), socketPath);
  }

  /** Starts servers of a site on a host. */
  async startSite(host: Host, ...servers: readonly SiteServer[]): Promise<void> {
    await this.serve(host, ...NODE, path.join(__dirname, "site.ts"), JSON.stringify(servers));
  }

  /** Gives a name to an address, for everybody. */
  async nameAddress(name: string, address: string): Promise<void> {
    await this.callScript("name_address", [name, address]);
  }

  /** Gives a host another address. */
  async addAddress(host: Host, address: string): Promise<void> {
    await this.callScript("add_address", [host, address]);
  }

  /** Has everybody trust a certificate. */
  async trust(certificate: string): Promise<void> {
    await this.callScript("trust", [], certificate);
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

/** A server of a site: what `site.ts` is told. */
export interface SiteServer {
  readonly port: number;
  /** Key and certificate as PEM; absent: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** `greeting`: says `hello!`; `caller`: says who asks; `balancer`: hands on to a web server's port 80. */
  readonly does:
    { readonly kind: "greeting" } | { readonly kind: "caller" } | { readonly kind: "balancer"; readonly to: string };
}
