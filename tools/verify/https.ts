import { once } from "node:events";
import { connect, type ConnectionOptions } from "node:tls";
import { count } from "../plan/words";
import { outcomeOf, skipped, type Check, type CheckContext } from "./check";
import { listenerCertificate, validityIssue, untilWhen, uploaded, type Uploaded } from "../stage/listener-certificate";
import { ANSWER_MS, orIssue } from "./http";
import { pageIssue, pageName, siteAddresses } from "./site";
import { requestPage, type PageRequest, type TlsPeer } from "./request";

const NEW_ENOUGH = /^TLSv1\.[23]$/;

/** TLS 1.1 and older, which OpenSSL offers only at security level 0. */
const OLD: ConnectionOptions = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };

export const https: Check = {
  id: "https",
  needsInstances: true,
  title: (settings) => `The site answers with ${pageName(settings)} over HTTPS, with the stage's certificate`,
  run: async (context) => {
    if (!context.stage.settings.loadBalancer.https) return skipped("https is off");
    const arn = listenerCertificate(context);
    if (arn === undefined) return outcomeOf(["the load balancer has no certificate on 443"], "");
    const wanted = await uploaded(arn, context);
    const addresses = await siteAddresses(context);
    const issues: string[] = [];
    const seen = new Set<string>();
    for (const address of addresses) {
      context.say(`requests the page from ${address}`);
      const { peer, issues: found } = await inspect(address, wanted, context);
      issues.push(...found.map((issue) => `https://${context.deployed.loadBalancer.dnsName}/ at ${address} ${issue}`));
      if (peer !== undefined) seen.add(describe(peer, wanted, context));
    }
    const where = count(addresses.length, "address", "addresses");
    return outcomeOf(issues, `${pageName(context.stage.settings)} at ${where}, ${[...seen].join(" and ")}`);
  },
};

async function inspect(
  address: string,
  wanted: Uploaded | undefined,
  context: CheckContext,
): Promise<{ readonly peer?: TlsPeer; readonly issues: readonly string[] }> {
  const { deployed, ports, signal, stage } = context;
  const endpoint = { name: deployed.loadBalancer.dnsName, address, port: ports.https, limitMs: ANSWER_MS, signal };
  const answer = await orIssue(() => requestPage({ protocol: "https", ...endpoint }));
  if (typeof answer === "string") return { issues: [answer] };
  const { peer } = answer;
  if (peer === undefined) return { issues: ["shows no certificate"] };
  const issues = [
    pageIssue(answer, stage.settings),
    certificateIssue(peer, wanted, context),
    NEW_ENOUGH.test(peer.protocol) ? undefined : `speaks ${peer.protocol}`,
    (await speaksOldTls(endpoint)) ? "still accepts TLS 1.1 or older" : undefined,
  ];
  return { peer, issues: issues.filter((issue) => issue !== undefined) };
}

/** A certificate in IAM must be the uploaded one. One in ACM must be for the domain's names, and Node must trust its chain. */
function certificateIssue(
  { certificate, distrust }: TlsPeer,
  wanted: Uploaded | undefined,
  { clock, isLocal, stage }: CheckContext,
): string | undefined {
  const expired = validityIssue(certificate, clock.now());
  if (expired !== undefined) return `shows a certificate that ${expired}`;
  if (wanted === undefined) {
    const missing = stage.settings.loadBalancer.domain?.names.filter(
      (name) => certificate.checkHost(name) === undefined,
    );
    if (missing !== undefined && missing.length > 0) {
      return `shows a certificate that is not for ${missing.join(" and ")}`;
    }
    return distrust === undefined || isLocal ? undefined : `shows an untrusted certificate (${distrust})`;
  }
  if (certificate.fingerprint256 === wanted.certificate.fingerprint256) return undefined;
  return `shows a certificate other than ${wanted.name}: SHA-256 ${short(certificate.fingerprint256)} instead of ${short(wanted.certificate.fingerprint256)}`;
}

function describe(
  { certificate, protocol }: TlsPeer,
  wanted: Uploaded | undefined,
  { clock, isLocal }: CheckContext,
): string {
  const trust = wanted === undefined && isLocal ? ", trust not checked on the local AWS" : "";
  return `certificate ${short(certificate.fingerprint256)} ${untilWhen(certificate, clock.now())}, ${protocol}${trust}`;
}

function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 23)}…`;
}

/** Whether a handshake in TLS 1.1 or older succeeds. False when this computer's OpenSSL supports neither. */
async function speaksOldTls({
  name: servername,
  address: host,
  port,
  limitMs,
}: Omit<PageRequest, "protocol" | "signal">): Promise<boolean> {
  const socket = connect({ ...OLD, servername, host, port, rejectUnauthorized: false });
  socket.setTimeout(limitMs, () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "secureConnect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
