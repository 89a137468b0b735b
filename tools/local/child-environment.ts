import { isIP } from "node:net";
import { devNull } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

import { UserError } from "../../lib/user-error";

/** Settings of the `pulumi` command that say where its plugins are, and nothing about accounts or states. */
const kept = new Set([
  "PULUMI_HOME",
  "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
  "PULUMI_IGNORE_AMBIENT_PLUGINS",
  "PULUMI_NODEJS_TRANSPILE_ONLY",
]);

/** Variables that could lead out of this machine: accounts, endpoints, states, other clouds' secrets, proxies. */
const dropped = /^(?:AWS_|PULUMI_|TF_|AZURE_|ARM_|GOOGLE_|GCLOUD_|GCP_|VAULT_|(?:HTTPS?|ALL|FTP|NO)_PROXY$)/i;

/** What a child process may know. */
export interface ChildEnvironmentOptions {
  /** Address of the front: http, a loopback address. */
  readonly endpoint: string;
  readonly region: string;
  /** Folder of the file backend. */
  readonly stateFolder: string;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The environment for a `pulumi` that must not reach a real account, whatever the shell has: nothing of the shell's that
 * names an account, an endpoint, a profile, a state or a proxy; dummy credentials; every service at the front.
 * @throws UserError for an endpoint that is not a loopback address.
 */
export function childEnvironment(options: ChildEnvironmentOptions): NodeJS.ProcessEnv {
  refuseOtherMachines(options.endpoint);
  const inherited = Object.entries(options.environment ?? process.env);
  return {
    ...Object.fromEntries(inherited.filter(([name]) => kept.has(name) || !dropped.test(name))),
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: "127.0.0.1,localhost,::1",
    no_proxy: "127.0.0.1,localhost,::1",
    PULUMI_BACKEND_URL: backendUrl(options.stateFolder),
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** The URL of a file backend. */
export function backendUrl(folder: string): string {
  return pathToFileURL(path.resolve(folder)).href;
}

/** Names are refused too: what `localhost` is, a file decides. */
function refuseOtherMachines(endpoint: string): void {
  const { protocol, hostname, username, password } = parse(endpoint);
  const loopback = hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
  if (protocol === "http:" && loopback && username === "" && password === "") return;
  throw new UserError(`The endpoint ${endpoint} is not on this machine: only http://127.0.0.1:PORT is used`);
}

function parse(endpoint: string): Pick<URL, "protocol" | "hostname" | "username" | "password"> {
  try {
    return new URL(endpoint);
  } catch {
    return { protocol: "", hostname: "", username: "", password: "" };
  }
}
