import { DNS_ADDRESS } from "../addresses";

/** What cloud-init finds out about an instance. */
export interface Seed {
  /** With another ID, cloud-init runs user data again. */
  readonly id: string;
  /** The private DNS name, such as `ip-10-0-1-5.ap-northeast-1.compute.internal`. */
  readonly hostName: string;
  /** In the format of `authorized_keys`. */
  readonly publicKeys: readonly string[];
  /** Decoded. */
  readonly userData: string | Buffer | undefined;
}

/** The files that make an instance of the base root or of an image: its host name, its name server, and its seed. */
export function seedFiles({ id, hostName, publicKeys, userData }: Seed): Record<string, string | Buffer> {
  // YAML contains JSON.
  const metaData = { "instance-id": id, "local-hostname": hostName, "public-keys": publicKeys };
  const seed = "var/lib/cloud/seed/nocloud";
  return {
    "etc/hostname": `${hostName}\n`,
    "etc/hosts": hosts(hostName),
    "etc/resolv.conf": `search ${hostName.slice(hostName.indexOf(".") + 1)}\nnameserver ${DNS_ADDRESS}\n`,
    [`${seed}/meta-data`]: `${JSON.stringify(metaData)}\n`,
    // NoCloud needs the file.
    [`${seed}/user-data`]: userData ?? "",
  };
}

/** With the instance's own name: httpd looks it up when it starts, and would wait where there is no name server. */
function hosts(hostName: string): string {
  const address = /^ip-(\d+)-(\d+)-(\d+)-(\d+)(?:[.]|$)/.exec(hostName)?.slice(1).join(".") ?? "127.0.1.1";
  const [short = hostName] = hostName.split(".");
  return [
    "127.0.0.1 localhost localhost.localdomain",
    "::1 localhost localhost.localdomain",
    `${address} ${[...new Set([hostName, short])].join(" ")}`,
    "",
  ].join("\n");
}
