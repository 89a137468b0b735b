import { once } from "node:events";
import * as http from "node:http";
import * as https from "node:https";
import type { Server } from "node:net";
import { writeFileSync } from "node:fs";
import type { ChildProcess } from "node:child_process";

import { API_ADDRESS, DNS_ADDRESS, IMDS_ADDRESS, INTERNET, S3_ADDRESS, SITE_ADDRESS } from "../addresses";
import type { Cloud } from "../cloud";
import type { Sandbox } from "../sandbox";
import { apiNames, serverCertificate } from "../../certificates";
import { dnsFiles } from "./dns";
import { imdsServer } from "./imds";
import { imdsTree } from "./imds-tree";
import { addressSite, relay } from "./relay";
import { listenInside } from "./sockets";

/** In the sandbox. */
const FOLDER = "/run/machines/dns";
const CONFIG = `${FOLDER}/dnsmasq.conf`;
const HOSTS = `${FOLDER}/hosts`;
const PID = `${FOLDER}/pid`;

export interface ServiceOptions {
  /** The emulator's address on this computer. */
  readonly endpoint: string;
  readonly region: string;
  /** The certificate authority that the base root trusts. */
  readonly caFolder: string;
  /** The decoded user data of an instance. */
  readonly userData: (instanceId: string) => string | Buffer | undefined;
}

/** What AWS answers from inside the network: instance metadata, names, its APIs, and a site of the internet. */
export interface Services {
  /** @param publicKeys by the name of the key pair, in the format of `authorized_keys` */
  update(cloud: Cloud, publicKeys: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the services. Their sockets are opened in the sandbox's routing namespace and its namespace `inet`, which must
 * exist; this process holds them, so that requests reach the emulator without a route to this computer.
 */
export async function startServices(sandbox: Sandbox, options: ServiceOptions): Promise<Services> {
  const { endpoint, region, caFolder, userData } = options;
  await sandbox.run(`
    mkdir -p ${FOLDER}
    for address in ${IMDS_ADDRESS} ${DNS_ADDRESS}; do ip addr replace $address/32 dev lo; done`);
  const apis = [`${API_ADDRESS}:443`, `${S3_ADDRESS}:443`];
  const plain = [`${S3_ADDRESS}:80`, `${API_ADDRESS}:80`];
  const sites = [`${SITE_ADDRESS}:80`, `${SITE_ADDRESS}:443`] as const;
  const [metadata, internet] = await Promise.all([
    listenInside(sandbox, undefined, [`${IMDS_ADDRESS}:80`]),
    listenInside(sandbox, INTERNET, [...apis, ...plain, ...sites]),
  ]);
  const servers: http.Server[] = [];
  const serve = (socket: Server | undefined, server: http.Server) => {
    socket?.on("connection", (connection) => {
      server.emit("connection", connection);
    });
    servers.push(server);
  };
  let data: { cloud: Cloud; publicKeys: Readonly<Record<string, string>> } | undefined;
  serve(
    metadata[`${IMDS_ADDRESS}:80`],
    imdsServer((address) => {
      const instance = data?.cloud.instances.find(({ privateAddress }) => privateAddress === address);
      if (data === undefined || instance === undefined) return undefined;
      return imdsTree({ ...data, instance, userData: userData(instance.id) }, new Date());
    }),
  );
  const { certificate: cert, key } = serverCertificate(caFolder, apiNames(region));
  const forward = relay(endpoint);
  for (const api of apis) serve(internet[api], https.createServer({ cert, key }, forward));
  for (const api of plain) serve(internet[api], http.createServer(forward));
  serve(internet[sites[0]], http.createServer(addressSite));
  serve(internet[sites[1]], https.createServer({ cert, key }, addressSite));

  const dns = new DnsServer(sandbox, region);
  return {
    update: async (cloud, publicKeys) => {
      data = { cloud, publicKeys };
      await dns.update(cloud);
    },
    stop: async () => {
      for (const server of servers) server.closeAllConnections();
      const sockets = [...Object.values(metadata), ...Object.values(internet)];
      await Promise.all([dns.stop(), ...sockets.map((socket) => new Promise((resolve) => socket.close(resolve)))]);
    },
  };
}

/** dnsmasq, which reads names again without a restart. */
class DnsServer {
  private child: ChildProcess | undefined;
  private config = "";
  private hosts = "";

  constructor(
    private readonly sandbox: Sandbox,
    private readonly region: string,
  ) {}

  async update(cloud: Cloud): Promise<void> {
    const { config, hosts } = dnsFiles(cloud, this.region, HOSTS);
    const isRunning = this.child?.exitCode === null;
    if (isRunning && config === this.config && hosts === this.hosts) return;
    writeFileSync(this.sandbox.hostPath(CONFIG), config);
    writeFileSync(this.sandbox.hostPath(HOSTS), hosts);
    if (isRunning && config === this.config) {
      await this.signal("HUP");
    } else {
      await this.stop();
      // As root, which owns its files. It ends with the sandbox.
      const command = ["dnsmasq", "--keep-in-foreground", "--user=root", `--pid-file=${PID}`, `--conf-file=${CONFIG}`];
      this.child = this.sandbox.spawn(command, { stdio: ["ignore", "ignore", "inherit"] });
      await this.sandbox.run(`for attempt in $(seq 50); do [ ! -s ${PID} ] || exit 0; sleep 0.1; done; exit 1`);
    }
    this.config = config;
    this.hosts = hosts;
  }

  async stop(): Promise<void> {
    if (this.child?.exitCode !== null) return;
    const ended = once(this.child, "exit");
    await this.signal("TERM");
    await ended;
  }

  /** The child is the process that waits for dnsmasq. */
  private async signal(name: string): Promise<void> {
    await this.sandbox.run(`kill -${name} "$(cat ${PID})"`);
  }
}
