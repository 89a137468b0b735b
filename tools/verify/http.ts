import type { HttpMode } from "../../config";
import { count } from "../plan/words";
import { explain } from "../explain-error";
import { outcomeOf, passed, type Check, type CheckContext, type Outcome } from "./check";
import { pageIssue, pageName, redirectIssue, siteAddresses } from "./site";
import { answers } from "./ports";
import { requestPage } from "./request";

export const ANSWER_MS = 10_000;

const TITLES: Readonly<Record<Exclude<HttpMode, "serve">, string>> = {
  redirect: "HTTP redirects to the same name over HTTPS",
  off: "Nothing answers over HTTP",
};

/** Port 80 does what the setting `http` says, at each address of the load balancer. */
export const http: Check = {
  id: "http",
  needsInstances: true,
  title: (settings) =>
    settings.loadBalancer.http === "serve"
      ? `The site answers with ${pageName(settings)} over HTTP`
      : TITLES[settings.loadBalancer.http],
  run: async (context) => {
    const addresses = await siteAddresses(context);
    return context.stage.settings.loadBalancer.http === "off" ? nothing(addresses, context) : site(addresses, context);
  },
};

async function nothing(addresses: readonly string[], { ports, signal }: CheckContext): Promise<Outcome> {
  const open: string[] = [];
  for (const address of addresses) if (await answers({ address, port: ports.http, signal })) open.push(address);
  return outcomeOf(
    open.map((address) => `port ${ports.http} of ${address} answers, although http is off`),
    `port ${ports.http} of ${addresses.join(" and ")} does not answer`,
  );
}

async function site(addresses: readonly string[], context: CheckContext): Promise<Outcome> {
  const { stage, deployed, ports, signal } = context;
  const { settings } = stage;
  const { dnsName: name } = deployed.loadBalancer;
  const issues: string[] = [];
  for (const address of addresses) {
    context.say(`requests the page from ${address}`);
    const answer = await orIssue(() =>
      requestPage({ protocol: "http", name, address, port: ports.http, limitMs: ANSWER_MS, signal }),
    );
    const issue =
      typeof answer === "string"
        ? answer
        : settings.loadBalancer.http === "redirect"
          ? redirectIssue(answer, name)
          : pageIssue(answer, settings);
    if (issue !== undefined) issues.push(`http://${name}/ at ${address} ${issue}`);
  }
  if (issues.length > 0) return outcomeOf(issues, "");
  const what = settings.loadBalancer.http === "redirect" ? `301 to https://${name}/` : pageName(settings);
  return passed(`${what} at ${count(addresses.length, "address", "addresses")}`);
}

/** The result, or the issue when there is no answer. */
export async function orIssue<T>(act: () => Promise<T>): Promise<T | string> {
  try {
    return await act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ABORT_ERR") throw error;
    return `does not answer: ${code ?? explain(error).message}`;
  }
}
