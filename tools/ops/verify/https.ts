import { connect, type ConnectionOptions } from "node:tls";

import { count } from "../../plan/render/words";
import { siteAddresses } from "./addresses";
import { judged, skipped, type Check } from "./check";
import { listenerCertificate, timeFault, untilWhen, uploaded, type Uploaded } from "./certificate";
import { ANSWER_MS, orFault } from "./http";
import { pageFault, pageName } from "./page";
import { ask, type Shown } from "./request";
import type { Scene } from "./scene";

/** What TLS 1.2 and newer are called. */
const NEW_ENOUGH = /^TLSv1\.[23]$/;

/** Asks for nothing newer than TLS 1.1, which OpenSSL itself offers only without its own rules. */
const OLD: ConnectionOptions = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };

/** The same page over HTTPS, with the very certificate that the listener is said to have. */
export const https: Check = {
  id: "https",
  asksMachines: true,
  title: (settings) => `The site answers with ${pageName(settings)} over HTTPS, with the stage's certificate`,
  look: async (scene) => {
    if (!scene.stage.settings.loadBalancer.https) return skipped("https is off");
    const arn = listenerCertificate(scene);
    if (arn === undefined) return judged(["the load balancer has no certificate on 443"], "");
    const wanted = await uploaded(arn, scene);
    const addresses = await siteAddresses(scene);
    const faults: string[] = [];
    const seen = new Set<string>();
    for (const address of addresses) {
      scene.say(`asks ${address}`);
      const { shown, faults: found } = await lookAt(address, wanted, scene);
      faults.push(...found.map((fault) => `https://${scene.deployed.loadBalancer.dnsName}/ at ${address} ${fault}`));
      if (shown !== undefined) seen.add(describe(shown, scene));
    }
    const where = count(addresses.length, "address", "addresses");
    return judged(faults, `${pageName(scene.stage.settings)} at ${where}, ${[...seen].join(" and ")}`);
  },
};

async function lookAt(
  address: string,
  wanted: Uploaded | undefined,
  scene: Scene,
): Promise<{ readonly shown?: Shown; readonly faults: readonly string[] }> {
  const { deployed, ports, signal, stage } = scene;
  const place = { name: deployed.loadBalancer.dnsName, address, port: ports.https, limitMs: ANSWER_MS, signal };
  const answer = await orFault(() => ask({ protocol: "https", ...place }));
  if (typeof answer === "string") return { faults: [answer] };
  const { shown } = answer;
  if (shown === undefined) return { faults: ["shows no certificate"] };
  const faults = [
    pageFault(answer, stage.settings),
    certificateFault(shown, wanted, scene),
    NEW_ENOUGH.test(shown.protocol) ? undefined : `speaks ${shown.protocol}`,
    (await speaksOldTls(place)) ? "still speaks TLS 1.1 or older with who asks for it" : undefined,
  ];
  return { shown, faults: faults.filter((fault) => fault !== undefined) };
}

/** A certificate of IAM is compared with what was uploaded; of one of ACM, Node must trust the chain. */
function certificateFault(
  { certificate, distrust }: Shown,
  wanted: Uploaded | undefined,
  { clock }: Scene,
): string | undefined {
  const expired = timeFault(certificate, clock.now());
  if (expired !== undefined) return `shows a certificate that ${expired}`;
  if (wanted === undefined) {
    return distrust === undefined ? undefined : `shows a certificate that is not trusted here (${distrust})`;
  }
  if (certificate.fingerprint256 === wanted.certificate.fingerprint256) return undefined;
  return `shows another certificate than ${wanted.name}: SHA-256 ${short(certificate.fingerprint256)} instead of ${short(wanted.certificate.fingerprint256)}`;
}

function describe({ certificate, protocol }: Shown, { clock }: Scene): string {
  return `certificate ${short(certificate.fingerprint256)} ${untilWhen(certificate, clock.now())}, ${protocol}`;
}

function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 23)}…`;
}

/** Whether a handshake in TLS 1.1 or older succeeds. Where this machine's OpenSSL has neither, none does. */
function speaksOldTls(place: { name: string; address: string; port: number; limitMs: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const { name: servername, address: host, port, limitMs } = place;
    const socket = connect({ ...OLD, servername, host, port, rejectUnauthorized: false });
    const end = (spoken: boolean): void => {
      socket.destroy();
      resolve(spoken);
    };
    socket.setTimeout(limitMs, () => {
      end(false);
    });
    socket.once("secureConnect", () => {
      end(true);
    });
    socket.on("error", () => {
      end(false);
    });
    socket.once("close", () => {
      end(false);
    });
  });
}
