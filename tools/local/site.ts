import { uploaded, listenerCertificate } from "../stage/listener-certificate";
import { findDeployed } from "../stage/deployed";
import { clientsOf, readStage } from "../stage/stage";
import { useEnvironment } from "./child-environment";
import { fetchPages, type FetchedPage } from "./page";
import type { StageFacts } from "./status";

/** A new server answers some seconds after the load balancer has it in service. */
const LIMIT_MS = 30_000;

export interface SiteOptions {
  /** The project's copy. */
  readonly project: string;
  readonly stage: string;
  /** The result of `childEnvironment`. */
  readonly environment: NodeJS.ProcessEnv;
  readonly ports: StageFacts["ports"];
  readonly signal: AbortSignal;
}

/** Requests the page of a local stage, and compares its certificate with the one that the stage uploaded. */
export async function pagesOf({
  project,
  stage,
  environment,
  ports,
  signal,
}: SiteOptions): Promise<readonly FetchedPage[]> {
  const certificate = ports.https === undefined ? undefined : await certificateOf(project, stage, environment);
  return fetchPages(ports, { certificate, limitMs: LIMIT_MS, signal });
}

async function certificateOf(
  project: string,
  stageName: string,
  environment: NodeJS.ProcessEnv,
): Promise<Buffer | undefined> {
  useEnvironment(environment);
  const stage = readStage(project, stageName);
  const clients = clientsOf(stage);
  const arn = listenerCertificate({ deployed: await findDeployed(stage, clients) });
  return arn === undefined ? undefined : (await uploaded(arn, { clients }))?.certificate.raw;
}
