import type { HttpMode } from "../../../config";
import { count } from "../../plan/render/words";
import { explain } from "../explain";
import { siteAddresses } from "./addresses";
import { judged, passed, type Check, type Outcome } from "./check";
import { pageFault, pageName, redirectFault } from "./page";
import { answers } from "./port";
import { ask } from "./request";
import type { Scene } from "./scene";

/** How long the site may take to answer. */
export const ANSWER_MS = 10_000;

const TITLES: Readonly<Record<Exclude<HttpMode, "serve">, string>> = {
  redirect: "HTTP leads to the same name over HTTPS",
  off: "Nothing answers over HTTP",
};

/** What port 80 does is what the setting `http` says, at each address of the load balancer. */
export const http: Check = {
  id: "http",
  asksMachines: true,
  title: (settings) =>
    settings.loadBalancer.http === "serve" ? `The site answers with ${pageName(settings)} over HTTP` : TITLES[settings.loadBalancer.http],
  look: async (scene) => {
    const addresses = await siteAddresses(scene);
    return scene.stage.settings.loadBalancer.http === "off" ? nothing(addresses, scene) : site(addresses, scene);
  },
};

async function nothing(addresses: readonly string[], { ports, signal }: Scene): Promise<Outcome> {
  const open: string[] = [];
  for (const address of addresses) if (await answers({ address, port: ports.http, signal })) open.push(address);
  return judged(
    open.map((address) => `port ${ports.http} of ${address} answers, though http is off`),
    `port ${ports.http} of ${addresses.join(" and ")} does not answer`,
  );
}

async function site(addresses: readonly string[], scene: Scene): Promise<Outcome> {
  const { stage, deployed, ports, signal } = scene;
  const { settings } = stage;
  const { dnsName: name } = deployed.loadBalancer;
  const faults: string[] = [];
  for (const address of addresses) {
    scene.say(`asks ${address}`);
    const answer = await orFault(() =>
      ask({ protocol: "http", name, address, port: ports.http, limitMs: ANSWER_MS, signal }),
    );
    const fault =
      typeof answer === "string"
        ? answer
        : settings.loadBalancer.http === "redirect"
          ? redirectFault(answer, name)
          : pageFault(answer, settings);
    if (fault !== undefined) faults.push(`http://${name}/ at ${address} ${fault}`);
  }
  if (faults.length > 0) return judged(faults, "");
  const what = settings.loadBalancer.http === "redirect" ? `301 to https://${name}/` : pageName(settings);
  return passed(`${what} at ${count(addresses.length, "address", "addresses")}`);
}

/** What something gives, or why it does not. */
export async function orFault<T>(act: () => Promise<T>): Promise<T | string> {
  try {
    return await act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ABORT_ERR") throw error;
    return `does not answer: ${code ?? explain(error).message}`;
  }
}
