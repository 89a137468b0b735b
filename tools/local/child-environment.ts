import { devNull } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

import { UserError } from "../../lib/user-error";

/** Settings of the `pulumi` command about its plugins, not about accounts or states. */
const kept = new Set([
  "PULUMI_HOME",
  "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
  "PULUMI_IGNORE_AMBIENT_PLUGINS",
  "PULUMI_NODEJS_TRANSPILE_ONLY",
]);

/** Variables that could lead to another computer: accounts, endpoints, states, secrets of other clouds, proxies. */
const dropped = /^(?:AWS_|PULUMI_|TF_|AZURE_|ARM_|GOOGLE_|GCLOUD_|GCP_|VAULT_|(?:HTTPS?|ALL|FTP|NO)_PROXY$)/i;

export interface ChildEnvironmentOptions {
  /** URL of the proxy: http with a loopback address. */
  readonly endpoint: string;
  readonly region: string;
  /** Folder of the file backend. */
  readonly stateFolder: string;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The environment for a `pulumi` that must not reach a real account: none of the shell's variables for accounts,
 * endpoints, profiles, states or proxies; dummy credentials; the emulator's proxy as the endpoint of every service.
 * @throws UserError for an endpoint that is not a loopback address.
 */
export function childEnvironment(options: ChildEnvironmentOptions): NodeJS.ProcessEnv {
  requireLoopback(options.endpoint);
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
    PULUMI_BACKEND_URL: pathToFileURL(path.resolve(options.stateFolder)).href,
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** Names are rejected too: a file determines the address of `localhost`. */
function requireLoopback(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isLoopback = url?.hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(url?.hostname ?? "");
  if (url?.protocol === "http:" && isLoopback && url.username === "" && url.password === "") return;
  throw new UserError(`The endpoint ${endpoint} is not on this computer: use http://127.0.0.1:PORT`);
}

/** Gives this process an environment in place of its own, for clients of the AWS API and for programs that it starts. */
export function useEnvironment(environment: NodeJS.ProcessEnv): void {
  // What the clients of this project have switched off in the SDK stays off.
  const others = Object.keys(process.env).filter((name) => !(name in environment) && !name.startsWith("AWS_SDK_JS_"));
  for (const name of others) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
}
